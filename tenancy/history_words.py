"""How stored values of tracked rows read: the columns people know, and each value in the page's language."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import models
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ui import formats

# A model's rows as the history keeps them: key → column → value as JSON has it.
Kept = Mapping[str, Any]
Labels = dict[Any, dict[Any, str]]


@cache
def columns(kind: type[models.Model]) -> list[Any]:
    """What people read about: a column without a name of its own is for the machine, or says again who did it."""
    return [
        column
        for column in kind._meta.concrete_fields
        if not (column.primary_key or getattr(column, "owns_row", False))
        and "verbose_name" in column.deconstruct()[3]
    ]


def readable(kind: type[models.Model], rights: Collection[str]) -> list[Any]:
    """The columns of a tracked model that somebody with these rights may read in its history."""
    tracked = getattr(kind, "history")  # noqa: B009
    return [
        column
        for column in columns(kind)
        if column.name not in tracked.hidden and tracked.rights.get(column.name, "") in {"", *rights}
    ]


def words(column: Any, value: Any, labels: Labels) -> str:
    """A stored JSON value as the page's language writes it."""
    if value is None or value == "":
        return formats.NOTHING
    if column.is_relation:
        return labels[column.related_model].get(value, f"#{value}")
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(column, models.DateTimeField):
        moment = parse_datetime(value) if isinstance(value, str) else value
        return formats.moment(moment) if moment else str(value)
    if isinstance(column, models.DateField):
        day: date | None = parse_date(value) if isinstance(value, str) else value
        return formats.day(day)
    if isinstance(column, models.DecimalField):
        return number_format(Decimal(str(value)), column.decimal_places)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def labels_of(rows: Iterable[tuple[type[models.Model], Kept]]) -> Labels:
    """The names of rows that are referred to, one query a model."""
    wanted: dict[Any, set[Any]] = {}
    for kind, values in rows:
        for column in columns(kind):
            if column.is_relation:
                found = wanted.setdefault(column.related_model, set())
                if values.get(column.attname) is not None:
                    found.add(values[column.attname])
    return {
        model: {found.pk: str(found) for found in model._base_manager.filter(pk__in=keys)} if keys else {}
        for model, keys in wanted.items()
    }
