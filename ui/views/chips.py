"""The filters at work, as words that can be clicked away."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django_filters import FilterSet

from ui import formats


@dataclass(frozen=True)
class Chip:
    """One filter at work: its label, its value in words, the address's query without it."""

    name: str
    label: str
    value: str
    query: str


def chips_of(
    filterset: FilterSet, query: QueryDict, *, hidden: bool = False, usual: Collection[str] = ()
) -> list[Chip]:
    """A chip for each filter that has a value and shows in the form; with ``hidden`` also for the others.

    Without one of the ``usual`` filters the address has to say so.
    """
    form = filterset.form
    if not filterset.is_valid():
        return []
    found = []
    for name, value in form.cleaned_data.items():
        field = form.fields[name]
        if (
            value in (None, "", [], ())
            or (isinstance(value, QuerySet) and not value)
            or (field.widget.is_hidden and not hidden)
        ):
            continue
        found.append(Chip(name, str(field.label or name), _words(field, value), _without(name, query, usual)))
    return found


def _words(field: Any, value: Any) -> str:
    if isinstance(value, slice):
        return _range_words(value.start, value.stop)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, Model):
        return str(value)
    if isinstance(value, list | QuerySet):
        return ", ".join(_words(field, each) for each in value)
    for group_value, label in getattr(field, "choices", ()):
        if str(group_value) == str(value):
            return str(label)
    return str(value)


def _range_words(start: Any, stop: Any) -> str:
    def shown(value: Any) -> str:
        return formats.day(value) if isinstance(value, date) else str(value)

    if start is not None and stop is not None:
        return _("%(start)s to %(end)s") % {"start": shown(start), "end": shown(stop)}
    if start is not None:
        return _("from %(start)s") % {"start": shown(start)}
    return _("until %(end)s") % {"end": shown(stop)}


def _without(name: str, query: QueryDict, usual: Collection[str]) -> str:
    left = query.copy()
    for key in list(left):
        if key == name or key in {f"{name}_{end}" for end in ("after", "before", "min", "max", "0", "1")}:
            del left[key]
    left.pop("page", None)
    if name in usual:
        left[name] = ""
    return left.urlencode()
