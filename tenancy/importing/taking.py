"""Values of a file that take the place of those kept, with what they replaced, so that an undo can put it back."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.db import models
from django.utils import timezone

from tenancy.inserting import update
from ui.spreadsheets.written import Replaced

Row = TypeVar("Row", bound=models.Model)


class Taking(Generic[Row]):
    """Collects the new values of rows of one model; ``write`` stores them in one statement a few thousand rows."""

    def __init__(self, model: type[Row]) -> None:
        self.model = model
        self.rows: list[Row] = []
        self.replaced: list[Replaced] = []
        self._columns: set[str] = set()

    def take(self, row: Row, values: Mapping[str, Any]) -> None:
        """Give a row new values, by attribute (``type_id``)."""
        before = {name: plain(getattr(row, name)) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
        after = {name: plain(value) for name, value in values.items()}
        self._columns.update(values)
        self.rows.append(row)
        self.replaced.append(Replaced(self.model._meta.db_table, row.pk, before, after))

    def write(self, *derived: str) -> list[Replaced]:
        """Store the values, and the columns ``derived`` from them; gives what was replaced."""
        if self.rows:
            columns = [*self._columns, *derived]
            if any(field.name == "updated_at" for field in self.model._meta.concrete_fields):
                now = timezone.now()
                for row in self.rows:
                    row.updated_at = now  # type: ignore[attr-defined]
                columns.append("updated_at")
            update(self.rows, columns)
        return self.replaced


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
