"""What a company can do to another's rows, model by model, as a list of leaks; empty when it can do nothing."""

from collections.abc import Callable, Iterable
from copy import copy
from datetime import date
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.utils import timezone

from contracts.models import Contract, Coverage, Credit, RevisionClause, Term
from customers.models import SiteRole
from installed_base.models import MaintenanceRule, Stay
from letters.models import Dispatch, Kind, MailingItem, Occasion, Signature, SignatureRequest
from letters.models.occasion import EVENT_OF, EVENTS
from tenancy.acting import acting_for
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tests.isolation.registry import owned_models
from tests.isolation.world import House

# SQLSTATEs of the refusals that count; another one proves nothing.
REFUSED_BY_POLICY, REFUSED_BY_KEY, REFUSED_AS_FROZEN, BAD_NUMBER, UNKNOWN_SETTING = (
    "42501",
    "23503",
    "23001",
    "22P02",
    "42704",
)

# So that no other constraint (overlapping terms, one scope a rule) refuses before the key is asked.
ASIDE: dict[type[Model], dict[str, Any]] = {
    Term: {"starts_on": date(2099, 1, 1), "ends_on": date(2099, 12, 31)},
    RevisionClause: {"template_id": None, "contract_id": None},  # of one of them
    Contract: {"ended_on": date(2099, 12, 31), "end_reason": "replaced"},  # only an ended one is replaced
    Coverage: {"line_id": None, "template_service_id": None},  # of one of them
    MaintenanceRule: {"type_id": None, "customer_id": None, "equipment_id": None},  # one scope each
    Stay: {"since": date(2099, 1, 1), "until": date(2099, 12, 31)},
    SiteRole: {"since": date(1999, 1, 1), "until": date(1999, 12, 31)},
}

# Rows that are about exactly one of some things: the others give way to the one that is asked.
ABOUT_ONE: dict[type[Model], tuple[str, ...]] = {
    MailingItem: ("notice_id", "occasion_id"),
    Dispatch: ("notice_id", "occasion_id"),
    Credit: ("amendment_id", "suspension_id", "ending_id"),
}


def another_request(a: House) -> dict[str, Any]:
    """A contract to sign that nobody signed: a second signature of the same is refused as such."""
    request = _copy(a.row(SignatureRequest))
    request.withdrawn_at = timezone.now()
    request.save_base(raw=True, force_insert=True)
    return {"request_id": request.pk}


# The same for rows that are never changed: what a copy is given first.
FRESH: dict[type[Model], Callable[[House], dict[str, Any]]] = {Signature: another_request}


def leaks(a: House, b: House) -> list[str]:
    """Everything A could see or do of B's."""
    found = []
    for model in owned_models():
        for what, works in (
            ("is read while no company acts", read_without_company(model)),
            ("is not exactly its own company's", read_of_both(model, a, b)),
            ("is written for another company", written_for(model, a, b)),
            ("is moved to another company", moved_to(model, a, b)),
            ("of another company is changed", changed_of(model, a, b)),
            ("points at another company's row", pointed_at(model, a, b)),
        ):
            found += [f"{model._meta.label} {what}: {how}" for how in works]
    return found


def read_without_company(model: type[CompanyOwned]) -> list[str]:
    """Ways of reading that answer instead of raising."""
    return _allowed(
        {
            "manager": model._default_manager.count,
            "base manager": lambda: list(model._base_manager.values_list("pk")[:1]),
            "raw SQL": lambda: _raw(f"SELECT 1 FROM {model._meta.db_table} LIMIT 1"),
        },
        {BAD_NUMBER, UNKNOWN_SETTING},
    )


def read_of_both(model: type[CompanyOwned], a: House, b: House) -> list[str]:
    """Ways of reading that give A another set than its own; B must have rows to leak."""
    with acting_for(a.company):
        seen = {
            "manager": set(model._default_manager.values_list("pk", flat=True)),
            "base manager": set(model._base_manager.values_list("pk", flat=True)),
            "raw SQL": {row[0] for row in _raw(f"SELECT id FROM {model._meta.db_table}")},
        }
    wrong = [
        f"{how} gives {sorted(ids ^ a.keys[model])[:5]}" for how, ids in seen.items() if ids != a.keys[model]
    ]
    if not b.keys[model] - a.keys[model]:
        wrong.append("there was nothing to leak")
    return wrong


def written_for(model: type[CompanyOwned], a: House, b: House) -> list[str]:
    """Ways of inserting a row that belongs to B."""

    def insert() -> None:
        row = _copy(a.row(model))
        row.company_id = b.company.pk
        row.save_base(raw=True, force_insert=True)

    def bulk() -> None:
        row = _copy(a.row(model))
        row.company_id = b.company.pk
        model._base_manager.bulk_create([row])

    columns = [f'"{field.column}"' for field in model._meta.local_fields if not field.primary_key]
    values = [str(b.company.pk) if column == '"company_id"' else column for column in columns]
    # Without RETURNING, which would be refused for reading alone.
    raw = (
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) "
        f"SELECT {', '.join(values)} FROM {model._meta.db_table} WHERE id = {a.row(model).pk}"
    )
    with acting_for(a.company):
        return _allowed({"insert": insert, "bulk": bulk, "raw SQL": lambda: _do(raw)}, {REFUSED_BY_POLICY})


def moved_to(model: type[CompanyOwned], a: House, b: House) -> list[str]:
    """Ways of giving A's row to B."""
    pk = a.row(model).pk
    table = model._meta.db_table
    with acting_for(a.company):
        return _allowed(
            {
                "queryset": lambda: model._base_manager.filter(pk=pk).update(company_id=b.company.pk),
                "raw SQL": lambda: _do(f"UPDATE {table} SET company_id = {b.company.pk} WHERE id = {pk}"),
            },
            {REFUSED_BY_POLICY, REFUSED_AS_FROZEN},
        )


def changed_of(model: type[CompanyOwned], a: House, b: House) -> list[str]:
    """Ways of changing, deleting or reading again B's row once somebody holds it."""
    held, table = b.row(model), model._meta.db_table
    rows = model._base_manager.filter(pk=held.pk)
    with acting_for(a.company):
        reached = _reached(
            {
                "update": lambda: rows.update(company_id=a.company.pk),
                "delete": lambda: rows._raw_delete("default"),
                "raw SQL": lambda: len(_raw(f"DELETE FROM {table} WHERE id = {held.pk} RETURNING 1")),
                "lock": lambda: len(_raw(f"SELECT 1 FROM {table} WHERE id = {held.pk} FOR UPDATE")),
            }
        )
        return reached + _allowed(
            {
                "save": lambda: copy(held).save_base(raw=True),
                "forced save": lambda: copy(held).save_base(raw=True, force_update=True),
                "read again": lambda: copy(held).refresh_from_db(),
            },
            {REFUSED_BY_POLICY, ""},
            also=(model.DoesNotExist,),
        )


def pointed_at(model: type[CompanyOwned], a: House, b: House) -> list[str]:
    """Columns of A's row that can hold the id of B's row."""

    def point(column: str, target: Any) -> Callable[[], Any]:
        if not getattr(model, "frozen", False):
            return lambda: model._base_manager.filter(pk=a.row(model).pk).update(
                **{**aside(model, column), column: target.pk}
            )

        def insert() -> None:
            row = _copy(a.row(model))
            for name, value in FRESH[model](a).items() if model in FRESH else ():
                setattr(row, name, value)
            setattr(row, column, target.pk)
            row.save_base(raw=True, force_insert=True)

        return insert

    with acting_for(a.company):
        return _allowed(
            {field.name: point(field.attname, b.row(_target(field))) for field in owned_keys(model)},
            {REFUSED_BY_KEY},
        )


def aside(model: type[Model], column: str) -> dict[str, Any]:
    """What must give way before a column of a model is pointed elsewhere."""
    if model is Occasion:
        kind = next((kind for kind, event in EVENT_OF.items() if f"{event}_id" == column), Kind.WELCOME)
        return {**{f"{event}_id": None for event in EVENTS}, "visit_on": None, "hours": "", "kind": kind}
    if column in ABOUT_ONE.get(model, ()):
        return dict.fromkeys(ABOUT_ONE[model])
    return ASIDE.get(model, {})


def owned_keys(model: type[Model]) -> list[OwnedForeignKey]:
    """The model's references to owned rows."""
    return [field for field in model._meta.local_fields if isinstance(field, OwnedForeignKey)]


def _target(field: OwnedForeignKey) -> type[Model]:
    target = field.related_model
    assert isinstance(target, type)
    return target


def _allowed(
    attempts: dict[str, Callable[[], Any]], refusals: set[str], also: tuple[type[Exception], ...] = ()
) -> list[str]:
    """The attempts that went through, or failed for another reason than the wall (which proves nothing)."""
    found = []
    for name, attempt in attempts.items():
        try:
            with transaction.atomic():
                attempt()
        except also:
            continue
        except DatabaseError as refusal:
            state = getattr(refusal.__cause__, "sqlstate", "") or ""
            if state not in refusals:
                found.append(f"{name} failed for another reason: {state} {str(refusal).splitlines()[0]}")
        else:
            found.append(name)
    return found


def _reached(attempts: dict[str, Callable[[], int]]) -> list[str]:
    """The attempts that met a row, be it only to be refused by a constraint; all are undone."""
    found = []
    for name, attempt in attempts.items():
        try:
            with transaction.atomic():
                count = attempt()
                transaction.set_rollback(True)
        except DatabaseError as problem:
            found.append(f"{name} met it: {str(problem).splitlines()[0]}")
        else:
            if count:
                found.append(name)
    return found


def _copy(row: Any) -> Any:
    made = copy(row)
    made.pk = None
    made._state.adding = True
    return made


def _raw(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _do(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def counted(models: Iterable[type[CompanyOwned]]) -> tuple[int, int]:
    """How many models and how many references between them a walk goes through."""
    models = list(models)
    return len(models), sum(len(owned_keys(model)) for model in models)
