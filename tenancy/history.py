"""What changed on a row and the rows under it, as people read it: who, when, from where, before → after."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenancy.models import Change
from ui import formats

SHOWN = 50
SOURCES = {
    "office": "",
    "nightly": gettext_lazy("nightly run"),
    "import": gettext_lazy("import"),
    "undo": gettext_lazy("undo of an import"),
    "link": gettext_lazy("customer's link"),
    "demo": gettext_lazy("demo data"),
    "job": gettext_lazy("job"),
}
ICONS = {"created": "plus", "changed": "pencil", "deleted": "trash"}


@dataclass(frozen=True, slots=True)
class Under:
    """A kind of row that hangs under the one whose history is read: sites of a customer, lines of a contract."""

    model: type[models.Model]
    key: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One column: its name, before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of one row."""

    at: datetime
    who: str
    source: str
    title: str
    operation: str
    icon: str
    name: str = ""
    differences: list[Difference] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class History:
    """Some changes, the latest first; ``older`` is the mark to read on from, 0 at the end."""

    entries: list[Entry]
    older: int


def changes_of(
    row: models.Model,
    *under: Under,
    rights: Collection[str] = (),
    before: int = 0,
    limit: int = SHOWN,
    former: Collection[int] = (),
) -> History:
    """The latest changes of a row and the rows under it.

    Columns whose ``Tracked.rights`` names a right not among ``rights`` are left out, and with them changes that touch
    nothing else. ``before`` is the ``older`` of the page read last. ``former`` are rows that were merged into this one.
    """
    keys = [row.pk, *former]
    wanted = Q(noun=row._meta.db_table, row_id__in=keys)
    for kind in under:
        # Looked up first: a sub-query in one of several alternatives keeps the index of changes from being used.
        under_it = kind.model._default_manager.filter(**{kind.key: row.pk}).order_by()
        present = list(under_it.values_list("pk", flat=True))
        column = kind.model._meta.get_field(kind.key).attname  # type: ignore[union-attr]
        wanted |= Q(noun=kind.model._meta.db_table, row_id__in=present)
        wanted |= Q(noun=kind.model._meta.db_table, operation="deleted", **{f"before__{column}__in": keys})
    changes = Change.objects.filter(wanted).select_related("actor").order_by("-pk")
    if before:
        changes = changes.filter(pk__lt=before)
    found = list(changes[: limit + 1])
    older = found[limit - 1].pk if len(found) > limit else 0
    return History(list(_entries(found[:limit], [type(row), *(kind.model for kind in under)], rights)), older)


def _entries(
    changes: list[Change], kinds: list[type[models.Model]], rights: Collection[str]
) -> Iterable[Entry]:
    by_table = {kind._meta.db_table: kind for kind in kinds}
    labels = _labels(changes, by_table)
    names = _names(changes, by_table, kinds[1:])
    for change in changes:
        kind = by_table[change.noun]
        shown = list(_differences(change, kind, labels, rights))
        if change.operation == Change.Operation.CHANGED and not shown:
            continue
        yield Entry(
            at=change.at,
            who=str(change.actor or ""),
            source=_source(change.source),
            title=capfirst(str(kind._meta.verbose_name)),
            operation=change.operation,
            icon=ICONS[change.operation],
            name=names.get((change.noun, change.row_id), ""),
            differences=shown,
        )


def _differences(
    change: Change, kind: type[models.Model], labels: dict[Any, dict[Any, str]], rights: Collection[str]
) -> Iterable[Difference]:
    before, after = change.before or {}, change.after or {}
    needed = getattr(kind, "history").rights  # noqa: B009
    for column in _columns(kind):
        name = column.attname
        if name not in before or needed.get(column.name, "") not in {"", *rights}:
            continue
        old = _words(column, before[name], labels)
        if change.operation == Change.Operation.DELETED and (old == formats.NOTHING or name == "created_at"):
            continue
        yield Difference(capfirst(str(column.verbose_name)), old, _words(column, after.get(name), labels))


@cache
def _columns(kind: type[models.Model]) -> list[Any]:
    """What people read about: a column without a name of its own is for the machine, or says again who did it."""
    return [
        column
        for column in kind._meta.concrete_fields
        if not getattr(column, "owns_row", False) and "verbose_name" in column.deconstruct()[3]
    ]


def _words(column: Any, value: Any, labels: dict[Any, dict[Any, str]]) -> str:
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
        moment = parse_datetime(value)
        return formats.moment(moment) if moment else str(value)
    if isinstance(column, models.DateField):
        day: date | None = parse_date(value)
        return formats.day(day)
    if isinstance(column, models.DecimalField):
        return number_format(Decimal(str(value)), column.decimal_places)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _labels(changes: list[Change], kinds: dict[str, type[models.Model]]) -> dict[Any, dict[Any, str]]:
    """The names of rows that are referred to, one query a kind."""
    wanted: dict[Any, set[Any]] = {
        column.related_model: set()
        for kind in kinds.values()
        for column in _columns(kind)
        if column.is_relation
    }
    for change in changes:
        for column in _columns(kinds[change.noun]):
            if column.is_relation:
                values = ((change.before or {}).get(column.attname), (change.after or {}).get(column.attname))
                wanted[column.related_model].update(value for value in values if value is not None)
    return {
        model: {found.pk: str(found) for found in model._base_manager.filter(pk__in=keys)} if keys else {}
        for model, keys in wanted.items()
    }


def _names(
    changes: list[Change], by_table: dict[str, type[models.Model]], under: list[type[models.Model]]
) -> dict[tuple[str, int], str]:
    """What the rows under the one read are called, to tell them apart; one query a kind that changed."""
    names: dict[tuple[str, int], str] = {}
    for kind in under:
        table = kind._meta.db_table
        keys = {change.row_id for change in changes if change.noun == table}
        for row in kind._default_manager.filter(pk__in=keys) if keys else ():
            names[table, row.pk] = str(row)
    return names


def _source(source: str) -> str:
    kind = source.partition(":")[0]
    return str(SOURCES.get(kind, source))


def tab(request: Any, row: models.Model, *under: Under, former: Collection[int] = ()) -> dict[str, History]:
    """The context of a history tab (``tenancy/history.html``); ``?before=`` reads on."""
    mark = request.GET.get("before", "")
    before = int(mark) if mark.isascii() and mark.isdigit() and len(mark) < 18 else 0
    return {"history": changes_of(row, *under, rights=request.rights, before=before, former=former)}
