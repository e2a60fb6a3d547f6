"""What an amendment wrote, row by row, and how rows go back."""

from typing import Any

from django.db import models

from contracts.models import (
    Amendment,
    AmendmentChange,
    BillingPeriod,
    Coverage,
    Credit,
    Line,
    LineBase,
    LineEquipment,
    OwedVisit,
    Revision,
    Term,
)
from tenancy.inserting import insert_as

KINDS: dict[str, type[models.Model]] = {
    str(model._meta.model_name): model
    for model in (Line, LineEquipment, Coverage, LineBase, Term, BillingPeriod, OwedVisit, Credit, Revision)
}


class Trace:
    """Writes rows for an amendment and keeps what they were."""

    def __init__(self, amendment: Amendment) -> None:
        self.amendment = amendment
        self.rows: list[AmendmentChange] = []

    def make(self, row: models.Model) -> None:
        """Save a new row."""
        row.save()
        self._keep(row, None, columns_of(row))

    def change(self, row: models.Model, **values: Any) -> None:
        """Give some columns of a row another value, where it differs."""
        before = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
        if not before:
            return
        for name in before:
            setattr(row, name, values[name])
        type(row)._default_manager.filter(pk=row.pk).update(**{name: values[name] for name in before})
        self._keep(row, before, {name: values[name] for name in before})

    def write(self) -> None:
        """Keep the trace itself."""
        insert_as(AmendmentChange, self.rows)

    def _keep(self, row: models.Model, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
        self.rows.append(
            AmendmentChange(
                company_id=self.amendment.company_id,
                amendment_id=self.amendment.pk,
                noun=str(row._meta.model_name),
                row_id=row.pk,
                before=None if before is None else plain(before),
                after=plain(after),
            )
        )


def columns_of(row: models.Model) -> dict[str, Any]:
    """All columns but the keys."""
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name != "company"
    }


def differs(row: models.Model, kept: dict[str, Any]) -> bool:
    """Whether a row is no longer as it was kept; values count and not how they were written (500 is 500.00)."""
    return any(getattr(row, name) != value for name, value in read(type(row), kept).items())


def read(model: type[models.Model], kept: dict[str, Any]) -> dict[str, Any]:
    """Kept columns as a model's own values."""
    columns = {column.attname: column for column in model._meta.concrete_fields}
    return {name: columns[name].to_python(value) for name, value in kept.items()}


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """As JSON keeps them: days, moments and amounts as texts."""
    return {
        name: value if value is None or isinstance(value, int | bool | dict | list) else str(value)
        for name, value in values.items()
    }
