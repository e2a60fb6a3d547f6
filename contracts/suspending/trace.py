"""What a suspension wrote, row by row, and how rows go back."""

from typing import Any

from django.db import models

from contracts.amending.trace import columns_of, plain, read
from contracts.models import (
    BillingPeriod,
    Contract,
    Credit,
    Notice,
    OwedVisit,
    Revision,
    Suspension,
    SuspensionChange,
    Term,
)
from contracts.suspending.planning import Plan
from tenancy.inserting import insert_as

KINDS: dict[str, type[models.Model]] = {
    str(model._meta.model_name): model
    for model in (Contract, Term, BillingPeriod, OwedVisit, Notice, Revision, Credit)
}


def write(plan: Plan, suspension: Suspension) -> None:
    """Write what was planned and keep what the rows were."""
    rows: list[SuspensionChange] = []

    def keep(row: models.Model, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
        rows.append(
            SuspensionChange(
                company_id=suspension.company_id,
                suspension_id=suspension.pk,
                noun=str(row._meta.model_name),
                row_id=row.pk,
                before=None if before is None else plain(before),
                after=plain(after),
            )
        )

    for row, values in plan.changes:
        before = {name: getattr(row, name) for name in values}
        type(row)._default_manager.filter(pk=row.pk).update(**values)
        keep(row, before, values)
    for row in plan.made:
        row.save()
        keep(row, None, columns_of(row))
    insert_as(SuspensionChange, rows)


def rows_of(suspension: Suspension) -> list[tuple[SuspensionChange, models.Model | None]]:
    """Each kept change, the latest first, with its row as it is now; one query a kind."""
    kept = list(suspension.changes.order_by("-pk"))
    found: dict[tuple[str, int], models.Model] = {}
    for noun in {change.noun for change in kept}:
        keys = [change.row_id for change in kept if change.noun == noun]
        found |= {(noun, row.pk): row for row in KINDS[noun]._default_manager.filter(pk__in=keys)}
    return [(change, found.get((change.noun, change.row_id))) for change in kept]


def put_back(change: SuspensionChange) -> None:
    """One row as it was; a row that was made goes."""
    model = KINDS[change.noun]
    rows = model._default_manager.filter(pk=change.row_id)
    if change.before is None:
        rows.delete()
        return
    rows.update(**read(model, change.before))
