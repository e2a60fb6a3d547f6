"""The history of rows the triggers do not see: companies and memberships are global, so their changes are told here."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone

from tenancy.acting import acting
from tenancy.models import Change


def state_of(row: models.Model, fields: tuple[str, ...]) -> dict[str, Any]:
    """The values of some fields, as the history keeps them."""
    return {name: _plain(getattr(row, name)) for name in fields}


def record(row: models.Model, before: dict[str, Any] | None, fields: tuple[str, ...]) -> None:
    """Keep who changed what of a row in the acting company's history; ``before`` is None for a row just made."""
    after = state_of(row, fields)
    changed = [name for name in fields if before is None or before[name] != after[name]]
    if before is not None and not changed:
        return
    who = acting()
    Change.objects.create(
        noun=row._meta.db_table,
        row_id=row.pk,
        operation=Change.Operation.CREATED if before is None else Change.Operation.CHANGED,
        before=None if before is None else {name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        at=timezone.now(),
        actor=who.actor,
        source=who.source,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
