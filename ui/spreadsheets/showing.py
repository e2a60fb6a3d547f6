"""Values that a report keeps as they are, shown as the pages write them in the language of whoever reads it."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ui import formats

Show = Callable[[str], str]


def plain(value: object) -> str:
    """A value as a report keeps it: ISO days, points in numbers, codes of choices."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return ", ".join(str(part) for part in value)
    return str(value)


def kind_of(*values: object) -> str:
    """What plain values were: ``day``, ``number``, ``truth``, or nothing that would be written otherwise on a page."""
    for value in values:
        if isinstance(value, bool):
            return "truth"
        if isinstance(value, date):
            return "day"
        if isinstance(value, Decimal):
            return "number"
    return ""


def shown(value: str, kind: str, show: Show | None = None) -> str:
    """A plain value in the language of the page; ``show`` is how its column writes values, where it says so."""
    if not value:
        return ""
    how = show or _KINDS.get(kind)
    try:
        return how(value) if how else value
    except (ValueError, InvalidOperation):  # an older report, from before the column was read this way
        return value


def labelled(labels: Mapping[Any, Any]) -> Show:
    """Shows a code of some choices, or several with commas between them, by their labels."""
    known = {str(code): label for code, label in labels.items()}
    return lambda value: ", ".join(str(known.get(code, code)) for code in value.split(", "))


def figure(value: str) -> str:
    """A number without zeros at its end."""
    number = Decimal(value)
    return str(number_format(number.normalize() if number else Decimal(0), force_grouping=True))


def percent(value: str) -> str:
    """A number of percent."""
    return f"{figure(value)}\u00a0%"


_KINDS: dict[str, Show] = {
    "day": lambda value: formats.day(date.fromisoformat(value)),
    "number": figure,
    "truth": lambda value: _("yes") if value == "yes" else _("no"),
}
