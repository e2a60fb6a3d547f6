"""What changed on a row and the rows under it, as people read it: who, when, from where, before → after."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from tenancy.history_words import Labels, labels_of, readable, words
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
    """A kind of row that hangs under the one whose history is read: sites of a customer, lines of a contract.

    ``key`` may lead over one kind between (``line__contract``).
    """

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
    key: int = 0

    @property
    def says_something(self) -> bool:
        """Whether it tells more than that a column changed which the reader may not see."""
        return self.operation != Change.Operation.CHANGED or bool(self.differences)


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
    named_with: Mapping[type[models.Model], Collection[str]] | None = None,
) -> History:
    """The latest changes of a row and the rows under it.

    Columns whose ``Tracked.rights`` names a right not among ``rights`` are left out, and with them changes that touch
    nothing else. ``before`` is the ``older`` of the page read last. ``former`` are rows that were merged into this one;
    ``named_with`` says which rows the names of others are made of.
    """
    keys = [row.pk, *former]
    wanted = Q(noun=row._meta.db_table, row_id__in=keys)
    for kind in under:
        # Looked up first: a sub-query in one of several alternatives keeps the index of changes from being used.
        under_it = kind.model._default_manager.filter(**{kind.key: row.pk}).order_by()
        present = list(under_it.values_list("pk", flat=True))
        column, parents = _parents(kind, keys)
        wanted |= Q(noun=kind.model._meta.db_table, row_id__in=present)
        wanted |= Q(noun=kind.model._meta.db_table, operation="deleted", **{f"before__{column}__in": parents})
    changes = Change.objects.filter(wanted).select_related("actor").order_by("-pk")
    if before:
        changes = changes.filter(pk__lt=before)
    found = list(changes[: limit + 1])
    older = found[limit - 1].pk if len(found) > limit else 0
    told = entries_of(found[:limit], [type(row), *(kind.model for kind in under)], rights, named_with)
    return History([entry for entry in told if entry.says_something], older)


def _parents(kind: Under, keys: list[int]) -> tuple[str, list[int]]:
    """The column that leads up from a kind of row, and the rows it leads to: those read, or those between."""
    first, _more, rest = kind.key.partition("__")
    field: Any = kind.model._meta.get_field(first)
    if not rest:
        return field.attname, keys
    between = field.related_model._default_manager.filter(**{f"{rest}__in": keys}).order_by()
    return field.attname, list(between.values_list("pk", flat=True))


def entries_of(
    changes: list[Change],
    kinds: list[type[models.Model]],
    rights: Collection[str],
    named_with: Mapping[type[models.Model], Collection[str]] | None = None,
) -> Iterable[Entry]:
    """The changes as people read them, one each and in the same order; a constant number of queries.

    ``kinds`` are the models they are about, the one that needs no name of its own first; ``named_with`` says which
    rows the names of others are made of.
    """
    by_table = {kind._meta.db_table: kind for kind in kinds}
    labels = labels_of(
        (by_table[change.noun], values or {})
        for change in changes
        for values in (change.before, change.after)
    )
    names = _names(changes, by_table, kinds[1:], named_with or {})
    for change in changes:
        kind = by_table[change.noun]
        yield Entry(
            at=change.at,
            who=str(change.actor or ""),
            source=source_words(change.source),
            title=capfirst(str(kind._meta.verbose_name)),
            operation=change.operation,
            icon=ICONS[change.operation],
            name=names.get((change.noun, change.row_id), ""),
            differences=list(_differences(change, kind, labels, rights)),
            key=change.pk,
        )


def _differences(
    change: Change, kind: type[models.Model], labels: Labels, rights: Collection[str]
) -> Iterable[Difference]:
    before, after = change.before or {}, change.after or {}
    for column in readable(kind, rights):
        name = column.attname
        if name not in before:
            continue
        old = words(column, before[name], labels)
        if change.operation == Change.Operation.DELETED and (old == formats.NOTHING or name == "created_at"):
            continue
        yield Difference(capfirst(str(column.verbose_name)), old, words(column, after.get(name), labels))


def _names(
    changes: list[Change],
    by_table: dict[str, type[models.Model]],
    under: list[type[models.Model]],
    named_with: Mapping[type[models.Model], Collection[str]],
) -> dict[tuple[str, int], str]:
    """What the rows under the one read are called, to tell them apart; one query a kind that changed."""
    names: dict[tuple[str, int], str] = {}
    for kind in under:
        table = kind._meta.db_table
        keys = {change.row_id for change in changes if change.noun == table}
        rows = kind._default_manager.select_related(*named_with.get(kind, ()))
        for row in rows.filter(pk__in=keys) if keys else ():
            names[table, row.pk] = str(row)
    return names


def source_words(source: str) -> str:
    """Where a change came from, in words; nothing for the office itself."""
    kind = source.partition(":")[0]
    return str(SOURCES.get(kind, source))


def tab(
    request: Any,
    row: models.Model,
    *under: Under,
    former: Collection[int] = (),
    named_with: Mapping[type[models.Model], Collection[str]] | None = None,
) -> dict[str, History]:
    """The context of a history tab (``tenancy/history.html``); ``?before=`` reads on."""
    mark = request.GET.get("before", "")
    before = int(mark) if mark.isascii() and mark.isdigit() and len(mark) < 18 else 0
    found = changes_of(
        row, *under, rights=request.rights, before=before, former=former, named_with=named_with
    )
    return {"history": found}
