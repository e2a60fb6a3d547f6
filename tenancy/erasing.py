"""What happens to each table when a person asks to be erased (GDPR, article 17): every app says so for its own.

A table's rows about her are deleted, or stay without some columns, or say nothing about a person. What a law keeps is
named by the app that knows the law, with the last day; what forbids the erasure too.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.utils.functional import Promise

from tenancy import forgetting
from tenancy.belonging import Loosened, is_frozen, names_of
from tenancy.models import Company, Document, OutboxMessage
from tenancy.standing import LegalDocument

Rows = dict[type[models.Model], set[int]]


@dataclass(frozen=True, slots=True)
class Share:
    """What becomes of a table's rows about a person.

    ``goes`` deletes them, unless a law keeps some; of rows that stay ``columns`` take these values instead. ``only``
    names the column that must point at her, where rows hang on her in other ways too. ``why`` tells why rows stay.
    """

    model: type[models.Model]
    goes: bool
    columns: Mapping[str, Any] = field(default_factory=dict)
    only: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is kept: what it is, and the law."""

    name: str
    label: str | Promise
    why: str | Promise


@dataclass(frozen=True, slots=True)
class Kept:
    """Something a law keeps until a day, with the rows it is made of."""

    reason: str
    name: str
    until: date
    rows: Rows


Keeping = Callable[[Collection[int], date, Company], Iterable[Kept]]
Obstacles = Callable[[Collection[int], date], Iterable[LegalDocument]]
Sweep = Callable[[type[models.Model], Collection[int], Rows], Mapping[str, int]]

_shares: dict[type[models.Model], Share] = {}
_reasons: dict[str, Reason] = {}
_keeping: list[Keeping] = []
_obstacles: list[Obstacles] = []
_sweeps: list[Sweep] = []


def deletes(model: type[models.Model], *, only: str = "", **columns: Any) -> None:
    """Rows about her go; of those a law keeps, ``columns`` are emptied."""
    _shares[model] = Share(model, True, columns, only)


def cleans(model: type[models.Model], why: str, **columns: Any) -> None:
    """Rows stay, without what is personal in them."""
    _shares[model] = Share(model, False, columns, why=why)


def leaves(model: type[models.Model], why: str) -> None:
    """Rows stay as they are: why."""
    _shares[model] = Share(model, False, why=why)


def register_reason(reason: Reason) -> None:
    """Make a reason known under its name, by which it is stored."""
    _reasons[reason.name] = reason


def register_keeping(keeping: Keeping) -> None:
    """Name what a law keeps of some customers; called by apps when they are ready."""
    _keeping.append(keeping)


def register_obstacle(obstacles: Obstacles) -> None:
    """Name what forbids an erasure, such as a running contract."""
    _obstacles.append(obstacles)


def register_sweep(sweep: Sweep) -> None:
    """Look after copies of her rows outside their tables (boxes, reports); gives what was cleared, by table."""
    _sweeps.append(sweep)


def share_of(model: type[models.Model]) -> Share | None:
    """What was said about a table; None when nobody said anything."""
    return _shares.get(model)


def shares() -> list[Share]:
    """All that was said."""
    return list(_shares.values())


def reason_named(name: str) -> Reason:
    """A reason by its stored name; one of an older version says its name."""
    return _reasons.get(name) or Reason(name, name, "")


def kept_of(ids: Collection[int], on: date, company: Company) -> list[Kept]:
    """What laws keep of some customers on a day, the longest kept last."""
    found = [each for keeping in _keeping for each in keeping(ids, on, company)]
    return sorted(found, key=lambda each: (each.until, each.name))


def obstacles_of(ids: Collection[int], on: date) -> list[LegalDocument]:
    """What forbids erasing these customers."""
    return [each for obstacles in _obstacles for each in obstacles(ids, on)]


def sweep(model: type[models.Model], ids: Collection[int], rows: Rows) -> dict[str, int]:
    """Clear every copy outside the tables of rows and of all that hung on them; gives what was cleared, by table."""
    cleared: dict[str, int] = defaultdict(int)
    for each in _sweeps:
        for label, count in each(model, ids, rows).items():
            cleared[label] += count
    return cleared


def papers_of(rows: Mapping[type[models.Model], Collection[int]]) -> Rows:
    """The files kept for these rows and the messages that were about them."""
    found: Rows = defaultdict(set)
    for model, ids in rows.items():
        messages = OutboxMessage.objects.filter(about_kind__in=names_of(model), about_id__in=list(ids))
        found[OutboxMessage] |= set(messages.values_list("pk", flat=True))
        for column in model._meta.local_fields:
            if column.related_model is Document:
                held = model._base_manager.filter(pk__in=list(ids)).exclude(**{column.name: None})
                found[Document] |= set(held.values_list(column.attname, flat=True))
    attached = OutboxMessage.objects.filter(pk__in=found[OutboxMessage]).exclude(document=None)
    found[Document] |= set(attached.values_list("document_id", flat=True))
    return found


def remove(rows: Rows, loosened: Sequence[Loosened] = ()) -> None:
    """Delete rows whatever refers to what, with their files and all the history knows of them.

    Frozen rows go through the owner's function, which lets only rows of erased customers go. Raises IntegrityError
    when something else stands on one of them.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for each in loosened:
            each.model._base_manager.filter(pk=each.row_id).update(**{each.column: None})
        for model, ids in rows.items():
            _drop_files(model, ids)
        for model, ids in rows.items():
            if not ids:
                continue
            if is_frozen(model):
                cursor.execute("SELECT erase_frozen(%s, %s)", [model._meta.db_table, sorted(ids)])
            else:
                cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE id = ANY(%s)', [sorted(ids)])  # noqa: S608
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for model, ids in rows.items():
        if hasattr(model, "history"):
            forgetting.forget_rows(model, ids)


def clean(model: type[models.Model], ids: Collection[int], columns: Mapping[str, Any]) -> None:
    """Put values that say nothing into columns, and take these out of the history."""
    if not ids or not columns:
        return
    model._base_manager.filter(pk__in=ids).update(**columns)
    if hasattr(model, "history"):
        forgetting.forget_columns(model, ids, list(columns))


def _drop_files(model: type[models.Model], ids: Collection[int]) -> None:
    columns = [each.name for each in model._meta.local_fields if isinstance(each, models.FileField)]
    if not columns or not ids:
        return
    for names in model._base_manager.filter(pk__in=ids).values_list(*columns):
        for name in filter(None, names):
            transaction.on_commit(partial(default_storage.delete, name))
