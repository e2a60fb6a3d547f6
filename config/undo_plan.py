"""What goes and what stays when an import is undone: nothing is taken away on which something else stands."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import Model
from django.utils.translation import gettext as _

from config.models import ImportedRows, PortfolioImport
from contracts.importing import undoing as contracts
from customers.models import Contact, Customer, Site, Trait
from installed_base.models import Equipment, EquipmentType
from tenancy.belonging import is_frozen, subject_columns
from tenancy.inserting import AnyOf, integers
from tenancy.models import Alert, Change, SearchToken, Technician
from tenancy.owned import CompanyOwned
from ui import formats

Kind = type[Model]
Keys = dict[Kind, set[int]]

#: what people know by itself, in the order in which it is told
ROOTS: tuple[Kind, ...] = (Customer, Site, Contact, EquipmentType, Equipment, Technician, *contracts.ROOTS)
#: what the machine says of a row, and takes away with it
QUIET: tuple[Kind, ...] = (Alert, SearchToken, Trait)
#: rows that stay with another; those whose key cascades are found by themselves
PARTS: tuple[tuple[Kind, str], ...] = ((Site, "customer"), *contracts.PARTS)


@dataclass(slots=True)
class Reasons:
    """Why a row stays. ``firm`` ones hold; the others give way when somebody ticks the row."""

    firm: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """What an undo does: rows that go, rows that stay for a reason of their own, and all that stay because of them."""

    going: Keys
    staying: dict[tuple[Kind, int], Reasons]
    kept: Keys

    def counts(self, keys: Keys) -> list[tuple[str, int]]:
        """How many rows of each noun people know, as ``[("customers", 12)]``."""
        return [(_name(kind, len(keys[kind])), len(keys[kind])) for kind in ROOTS if keys.get(kind)]


def make_plan(owner: PortfolioImport, ticked: Collection[str]) -> Plan:
    """The plan for an import as things stand now; ``ticked`` rows (``table:id``, ``*`` for all) go although they were
    changed since.
    """
    by_table = {model._meta.db_table: model for model in apps.get_models()}
    rows: Keys = {by_table[table]: keys for table, keys in ImportedRows.present(owner).items() if keys}
    reasons: defaultdict[tuple[Kind, int], Reasons] = defaultdict(Reasons)
    _add_parts(rows, reasons)
    _add_what_names_them(rows, reasons)
    _ask_what_stands_on_them(rows, reasons)
    _ask_what_changed(rows, reasons)
    _ask_what_is_frozen(rows, reasons)
    roots = _lifted(rows, reasons)
    staying = {
        row: why
        for row, why in roots.items()
        if why.firm or not ("*" in ticked or f"{row[0]._meta.db_table}:{row[1]}" in ticked)
    }
    kept = _kept(rows, staying)
    going = {kind: keys - kept.get(kind, set()) for kind, keys in rows.items()}
    return Plan({kind: keys for kind, keys in going.items() if keys}, staying, kept)


def _owned_keys() -> Iterator[tuple[Kind, Any]]:
    for model in apps.get_models():
        if issubclass(model, CompanyOwned):
            for column in model._meta.concrete_fields:
                target = column.related_model
                if column.is_relation and isinstance(target, type) and issubclass(target, CompanyOwned):
                    yield model, column


def _parts() -> list[tuple[Kind, Any]]:
    listed = set(PARTS)
    return [
        (model, column)
        for model, column in _owned_keys()
        if column.remote_field.on_delete is models.CASCADE or (model, column.name) in listed
    ]


def _add_parts(rows: Keys, reasons: dict[tuple[Kind, int], Reasons]) -> None:
    """Adds what came to be part of the rows since: it goes with them, or they stay because of it.

    Rows of tables without history are made by the machine and no reason to stay.
    """
    found = True
    while found:
        found = False
        for model, column in _parts():
            owners = rows.get(column.related_model)
            if not owners:
                continue
            new = dict(_outside(model, column, owners, rows.get(model, set())))
            if not new:
                continue
            found = True
            rows.setdefault(model, set()).update(new)
            if hasattr(model, "history") or (model, column.name) in PARTS:
                told = dict(new)
                if model in contracts.PREPARED:
                    prepared = model._default_manager.filter(contracts.PREPARED[model], pk__in=new)
                    for key in prepared.values_list("pk", flat=True):
                        del told[key]
                for owner, count in _counted(told.values()).items():
                    reasons[column.related_model, owner].loose.append(_told(model, count))


def _add_what_names_them(rows: Keys, reasons: dict[tuple[Kind, int], Reasons]) -> None:
    """Adds rows that name one of these by kind and id: files go with it when it is ticked, frozen documents hold it."""
    for columns in subject_columns():
        if columns.stays or columns.model in QUIET:
            continue
        for model in [model for model in ROOTS if rows.get(model)]:
            found = columns.about(model, rows[model]).values_list("pk", columns.key)
            naming = dict(found)
            for owner, count in _counted(naming.values()).items():
                told = _told(columns.model, count)
                why = reasons[model, owner]
                (why.firm if is_frozen(columns.model) else why.loose).append(told)
            if naming and not is_frozen(columns.model):
                rows.setdefault(columns.model, set()).update(naming)


def _ask_what_stands_on_them(rows: Keys, reasons: dict[tuple[Kind, int], Reasons]) -> None:
    for model, column in _owned_keys():
        targets = rows.get(column.related_model)
        if targets:
            standing = _outside(model, column, targets, rows.get(model, set()))
            for target, count in _counted(owner for _key, owner in standing).items():
                reasons[column.related_model, target].firm.append(_told(model, count))


def _ask_what_changed(rows: Keys, reasons: dict[tuple[Kind, int], Reasons]) -> None:
    for model, keys in rows.items():
        changes = Change.objects.filter(
            AnyOf("row_id", sorted(keys)), noun=model._meta.db_table, operation=Change.Operation.CHANGED
        )
        latest = changes.select_related("actor").order_by("row_id", "-pk").distinct("row_id")
        for change in latest.only("row_id", "at", "actor__name", "actor__email"):
            words = _("changed on %(day)s by %(who)s") if change.actor else _("changed on %(day)s")
            reasons[model, change.row_id].loose.append(
                words % {"day": formats.day(change.at), "who": change.actor}
            )
    for model, condition, told in contracts.TOUCHED:
        if model in rows:
            touched = model._default_manager.filter(AnyOf("pk", sorted(rows[model]))).filter(condition)
            for key in touched.values_list("pk", flat=True):
                reasons[model, key].loose.append(str(told))


def _ask_what_is_frozen(rows: Keys, reasons: dict[tuple[Kind, int], Reasons]) -> None:
    """Rows the database never lets go, such as published values; those that go with their owner do not stay for it."""
    for model in filter(is_frozen, rows):
        if getattr(model, "goes_with_its_owner", False):
            continue
        for key in rows[model]:
            reasons[model, key].firm.append(_("what was published is corrected, never taken away"))


def _lifted(rows: Keys, reasons: dict[tuple[Kind, int], Reasons]) -> dict[tuple[Kind, int], Reasons]:
    """The reasons told of the rows people know: what is part of one hands its own on."""
    lifted: dict[tuple[Kind, int], Reasons] = {}
    waiting = dict(reasons)
    owners = {model: column for model, column in _parts() if model not in ROOTS}
    while waiting:
        above: defaultdict[tuple[Kind, int], Reasons] = defaultdict(Reasons)
        for model in dict.fromkeys(model for model, _key in waiting):
            mine = {key: why for (kind, key), why in waiting.items() if kind is model}
            column = owners.get(model)
            if column is None:
                for key, why in mine.items():
                    _join(lifted.setdefault((model, key), Reasons()), why)
                continue
            pairs = model._default_manager.filter(AnyOf("pk", sorted(mine)))
            for key, owner in pairs.values_list("pk", column.attname):
                if owner in rows.get(column.related_model, ()):
                    _join(above[column.related_model, owner], mine[key])
                else:  # a part the import gave to something that was there before
                    _join(lifted.setdefault((model, key), Reasons()), mine[key])
        waiting = dict(above)
    return lifted


def _kept(rows: Keys, staying: Iterable[tuple[Kind, int]]) -> Keys:
    """Rows that stay: those with a reason, what they need, and what is part of them."""
    kept: Keys = defaultdict(set)
    fresh: Keys = defaultdict(set)
    for model, key in staying:
        fresh[model].add(key)
    parts = _parts()
    keys_of: dict[Kind, list[Any]] = defaultdict(list)
    for model, column in _owned_keys():
        keys_of[model].append(column)
    while any(fresh.values()):
        beyond: Keys = defaultdict(set)
        for model, keys in fresh.items():
            kept[model] |= keys
            columns = [column.attname for column in keys_of[model] if column.related_model in rows]
            found = model._default_manager.filter(AnyOf("pk", sorted(keys))).values_list(*columns)
            for values in found if columns else ():
                for column, value in zip(
                    (c for c in keys_of[model] if c.related_model in rows), values, strict=True
                ):
                    if value in rows[column.related_model]:
                        beyond[column.related_model].add(value)
            for part, column in parts:
                if column.related_model is model and part in rows:
                    below = part._default_manager.filter(AnyOf(column.attname, sorted(keys)))
                    beyond[part].update(set(below.values_list("pk", flat=True)) & rows[part])
            for each in subject_columns():
                if each.model in rows and model in ROOTS:
                    naming = each.about(model, keys).values_list("pk", flat=True)
                    beyond[each.model].update(set(naming) & rows[each.model])
        fresh = {model: keys - kept[model] for model, keys in beyond.items()}
    return {model: keys for model, keys in kept.items() if keys}


def _outside(model: Kind, column: Any, targets: set[int], inside: set[int]) -> list[tuple[int, int]]:
    """Rows that refer to the targets and do not belong to the inside: their keys with the target's."""
    with connection.cursor() as cursor:
        # Names of tables and columns are the models' own; every value is a parameter.
        cursor.execute(
            f'SELECT id, "{column.column}" FROM "{model._meta.db_table}" '  # noqa: S608
            f'WHERE "{column.column}" = ANY(%s::bigint[]) AND id <> ALL(%s::bigint[])',
            [integers(sorted(targets)), integers(sorted(inside))],
        )
        return cursor.fetchall()  # type: ignore[no-any-return]


def _counted(keys: Iterable[int]) -> dict[int, int]:
    counts: defaultdict[int, int] = defaultdict(int)
    for key in keys:
        counts[key] += 1
    return counts


def _told(model: Kind, count: int) -> str:
    return _("%(what)s (%(count)s)") % {"what": _name(model, count), "count": count}


def _name(model: Kind, count: int) -> str:
    return str(model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural)


def _join(into: Reasons, more: Reasons) -> None:
    into.firm += [reason for reason in more.firm if reason not in into.firm]
    into.loose += [reason for reason in more.loose if reason not in into.loose]
