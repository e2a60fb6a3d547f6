"""The changes of many contracts at once: which belong to which, and none of people who were erased."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from contracts.models import Contract
from contracts.versions.kinds import HANGING, hanging_for
from customers.models import Customer
from tenancy.models import Change
from tenancy.permissions import Right
from tenancy.rewinding import Hanging

DELETED = Change.Operation.DELETED


def nouns_for(rights: Collection[str]) -> list[str]:
    """The tables whose changes somebody with these rights may read."""
    models_read: list[type[models.Model]] = [Contract, *(kind.model for kind in hanging_for(rights))]
    return [model._meta.db_table for model in models_read]


def changes_for(rights: Collection[str]) -> QuerySet[Change]:
    """All changes of contracts; of erased customers' only for who answers privacy requests."""
    found = Change.objects.filter(noun__in=nouns_for(rights)).select_related("actor")
    if Right.PRIVACY_RUN in rights:
        return found
    # Looked up first: hardly anybody was erased, and inside an OR a sub-query would be read for each change.
    erased = Contract.objects.filter(
        customer__in=Customer.everyone.filter(set_aside=Customer.SetAside.ERASED)
    )
    keys = list(erased.values_list("pk", flat=True))
    return found.exclude(of_contracts(keys)) if keys else found


def of_contracts(keys: Sequence[int]) -> Q:
    """Changes of these contracts and all that hangs on them, rows deleted since included."""
    wanted = Q(noun=Contract._meta.db_table, row_id__in=keys)
    parents: dict[type[models.Model], list[int]] = {Contract: list(keys)}
    for kind in HANGING:
        above = parents[kind.under]
        rows = kind.model._default_manager.filter(**{f"{kind.key}__in": above}).order_by()
        own = list(rows.values_list("pk", flat=True))
        gone = Change.objects.filter(
            noun=kind.model._meta.db_table, operation=DELETED, **{f"before__{kind.column}__in": above}
        )
        own += gone.values_list("row_id", flat=True)
        parents[kind.model] = own
        wanted |= Q(noun=kind.model._meta.db_table, row_id__in=own)
    return wanted


def contracts_of(changes: Iterable[Change]) -> dict[int, tuple[int, str]]:
    """By change the key and the number of its contract; a constant number of queries. One deleted has no number."""
    by_table: dict[str, list[Change]] = {}
    for change in changes:
        by_table.setdefault(change.noun, []).append(change)
    found = {change.pk: change.row_id for change in by_table.get(Contract._meta.db_table, [])}
    for kind in HANGING:
        some = by_table.get(kind.model._meta.db_table, [])
        if some:
            found |= _above(kind, some)
    numbers = dict(Contract.objects.filter(pk__in=set(found.values())).values_list("pk", "number"))
    return {change: (key, numbers.get(key, "")) for change, key in found.items()}


def _above(kind: Hanging, changes: list[Change]) -> dict[int, int]:
    """By change the contract its row hangs on, whether the row is there or was deleted since."""
    parent = _parents(kind, {change.row_id for change in changes})
    if kind.under is not Contract:
        above = next(one for one in HANGING if one.model is kind.under)
        higher = _parents(above, set(parent.values()))
        parent = {row: higher[key] for row, key in parent.items() if key in higher}
    return {change.pk: parent[change.row_id] for change in changes if change.row_id in parent}


def _parents(kind: Hanging, keys: set[int]) -> dict[int, int]:
    rows: Any = kind.model._default_manager.filter(pk__in=keys).order_by()
    found: dict[int, Any] = dict(rows.values_list("pk", kind.column))
    missing = keys - set(found)
    gone = Change.objects.filter(noun=kind.model._meta.db_table, operation=DELETED, row_id__in=missing)
    for change in gone if missing else ():
        found[change.row_id] = (change.before or {}).get(kind.column)
    return {row: key for row, key in found.items() if key}
