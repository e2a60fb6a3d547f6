"""Taking an import back: what it wrote goes, what it changed is put back, in one transaction."""

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from config.models import PortfolioImport, ReplacedValues
from config.undo_plan import ROOTS, Keys, Kind, Plan, make_plan
from customers.models import Customer
from installed_base.models import Equipment
from tenancy import numbering, search
from tenancy.belonging import names_of
from tenancy.importing.taking import Taking, plain
from tenancy.inserting import AnyOf, integers
from tenancy.models import Alert

#: rows that get a number by themselves, with the letter before it
NUMBERED: dict[Kind, str] = {Customer: "C", Equipment: "A"}
NAMED = 200


@dataclass(slots=True)
class Stays:
    """A row that stays. ``tick`` names it in the form when ticking it would make it go."""

    kind: str
    label: str
    reasons: list[str]
    tick: str = ""


@dataclass(slots=True)
class Outcome:
    """What an undo did, or would: counts by noun of what went and stayed, rows put back, rows that stay by name."""

    gone: list[tuple[str, int]] = field(default_factory=list)
    kept: list[tuple[str, int]] = field(default_factory=list)
    restored: int = 0
    stays: list[Stays] = field(default_factory=list)
    unnamed: int = 0


class _Undo(Exception):
    """Ends a preview: everything it wrote is rolled back."""


def preview(owner: PortfolioImport, ticked: Collection[str] = ()) -> Outcome:
    """What an undo would do now; nothing is written."""
    outcome = Outcome()
    try:
        with transaction.atomic():
            outcome, _plan = _put_back_and_plan(owner, ticked)
            raise _Undo
    except _Undo:
        return outcome


def undo(owner: PortfolioImport, ticked: Collection[str] = ()) -> Outcome:
    """Take the import back; call inside ``acting_for``, which makes it one transaction.

    Raises IntegrityError when somebody wrote something that stands on its rows at this very moment.
    """
    outcome, plan = _put_back_and_plan(owner, ticked)
    _remember_numbers(plan.going)
    for kind, keys in plan.going.items():
        if hasattr(kind, "search_words"):
            search.forget(str(kind._meta.model_name), keys)
        Alert.objects.filter(AnyOf("subject_id", sorted(keys)), subject_kind__in=names_of(kind)).delete()
        _drop_files(kind, keys)
    for kind in _children_first(plan.going):
        _delete(kind, plan.going[kind])
    return outcome


def _put_back_and_plan(owner: PortfolioImport, ticked: Collection[str]) -> tuple[Outcome, Plan]:
    restored, changed = _put_back(owner, ticked)
    plan = make_plan(owner, ticked)
    outcome = Outcome(plan.counts(plan.going), plan.counts(plan.kept), restored)
    named = changed + _named(plan)
    outcome.stays, outcome.unnamed = named[:NAMED], max(0, len(named) - NAMED)
    return outcome, plan


def _named(plan: Plan) -> list[Stays]:
    named = []
    for kind in dict.fromkeys([*ROOTS, *(model for model, _key in plan.staying)]):
        keys = [key for model, key in plan.staying if model is kind]
        for row in kind._default_manager.filter(AnyOf("pk", keys)) if keys else ():
            why = plan.staying[kind, row.pk]
            tick = "" if why.firm else f"{kind._meta.db_table}:{row.pk}"
            named.append(Stays(str(kind._meta.verbose_name), _label(row), why.firm + why.loose, tick))
    return named


def _put_back(owner: PortfolioImport, ticked: Collection[str]) -> tuple[int, list[Stays]]:
    """Gives known rows their former values; those somebody changed since stay unless ticked."""
    by_table = {model._meta.db_table: model for model in apps.get_models()}
    records: defaultdict[Kind, list[ReplacedValues]] = defaultdict(list)
    for record in ReplacedValues.objects.filter(owner=owner).order_by("pk"):
        records[by_table[record.table]].append(record)
    restored = 0
    stays: list[Stays] = []
    for model, replaced in records.items():
        rows = model._default_manager.in_bulk([record.row_id for record in replaced])
        missing = _missing(model, replaced)
        taking: Taking[Any] = Taking(model)
        for record in replaced:
            row = rows.get(record.row_id)
            if row is None:
                continue
            tick, reason = f"{record.table}:{row.pk}", ""
            if any((name, value) in missing for name, value in record.before.items()):
                tick, reason = "", _("what it referred to before is gone")
            elif any(plain(getattr(row, name)) != value for name, value in record.after.items()):
                reason = _("its updated values were changed since")
            if reason and not (tick and ("*" in ticked or tick in ticked)):
                stays.append(Stays(str(model._meta.verbose_name), _label(row), [reason], tick))
                continue
            values = {
                name: model._meta.get_field(name).to_python(value)  # type: ignore[union-attr]
                for name, value in record.before.items()
            }
            taking.take(row, values)
        restored += len(taking.rows)
        _store(taking)
    return restored, stays


def _missing(model: Kind, replaced: Collection[ReplacedValues]) -> set[tuple[str, Any]]:
    """References of former values whose row was deleted since, as ``(column, key)``."""
    missing: set[tuple[str, Any]] = set()
    for column in model._meta.concrete_fields:
        keys = {record.before[column.attname] for record in replaced if record.before.get(column.attname)}
        if column.is_relation and keys and isinstance(column.related_model, type):
            present = column.related_model._default_manager.filter(AnyOf("pk", sorted(keys)))
            missing |= {(column.attname, key) for key in keys - set(present.values_list("pk", flat=True))}
    return missing


def _store(taking: Taking[Any]) -> None:
    derived = []
    if hasattr(taking.model, "prepare"):
        for row in taking.rows:
            row.prepare()
        derived = ["sort_name"]
    taking.write(*derived)
    if hasattr(taking.model, "search_words"):
        search.index_rows(str(taking.model._meta.model_name), taking.rows)


def _remember_numbers(going: Keys) -> None:
    """Numbers that were in use are not given again, also when the row they stood on goes."""
    for model, letter in NUMBERED.items():
        if keys := going.get(model):
            numbers = model._default_manager.filter(AnyOf("pk", sorted(keys))).values_list(
                "number", flat=True
            )
            ours = [re.fullmatch(rf"{letter}([0-9]{{1,7}})", number) for number in numbers]
            if used := [int(match[1]) for match in ours if match]:
                numbering.raise_to(str(model._meta.model_name), max(used))


def _drop_files(kind: Kind, keys: set[int]) -> None:
    """Files of rows that go are deleted once it is certain that they go."""
    columns = [column.name for column in kind._meta.concrete_fields if isinstance(column, models.FileField)]
    if columns:
        rows = kind._default_manager.filter(AnyOf("pk", sorted(keys))).values_list(*columns)
        names = [name for row in rows for name in row if name]
        transaction.on_commit(lambda: _delete_files(names))


def _delete_files(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)


def _children_first(going: Keys) -> list[Kind]:
    waiting = list(going)
    ordered: list[Kind] = []
    while waiting:
        referred = {
            column.related_model
            for kind in waiting
            for column in kind._meta.concrete_fields
            if column.is_relation and column.related_model is not kind
        }
        free = [kind for kind in waiting if kind not in referred]
        if not free:
            raise RuntimeError(f"These refer to each other in a circle: {waiting}")
        ordered += free
        waiting = [kind for kind in waiting if kind not in free]
    return ordered


def _delete(kind: type[Model], keys: set[int]) -> None:
    with connection.cursor() as cursor:
        # The name of the table is the model's own.
        cursor.execute(
            f'DELETE FROM "{kind._meta.db_table}" WHERE id = ANY(%s::bigint[])',  # noqa: S608
            [integers(sorted(keys))],
        )


def _label(row: models.Model) -> str:
    number = getattr(row, "number", "")
    name = str(row)
    return name if not isinstance(number, str) or number in name else f"{number} · {name}"
