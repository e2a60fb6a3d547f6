"""Writing many rows in one statement: their columns go as arrays, their keys come back.

``bulk_create`` compiles every value of every row into the statement; here PostgreSQL reads columns as it would read a
file, which costs both sides a fraction. For rows of plain values: numbers, texts, days, moments, flags, JSON and
lists of texts.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, models
from django.db.models import BooleanField, F, Func, Value

ROWS_AT_ONCE = 5000

Spelling = Callable[[Any], str]
#: the keys of the rows written, by their model
Keys = dict[type[models.Model], list[int]]

_noted: ContextVar[Keys | None] = ContextVar("noted", default=None)


@contextmanager
def noting() -> Iterator[Keys]:
    """Keep the keys of all rows written inside, so that they can be found again as one piece of work."""
    keys: Keys = {}
    token = _noted.set(keys)
    try:
        yield keys
    finally:
        _noted.reset(token)


def insert(rows: Sequence[models.Model]) -> None:
    """Write new rows of one model, in their order, and give them their keys.

    As ``bulk_create`` does it calls no ``save`` and sends no signal. A row may refer to one that got its key after the
    reference was made.
    """
    if not rows:
        return
    keys = insert_as(type(rows[0]), rows)
    for row, key in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001 - what bulk_create does


def insert_as(model: type[models.Model], rows: Sequence[Any], *, once: bool = False) -> list[int]:
    """Write things that have a model's columns as attributes (``term_id``, not ``term``); gives their keys in order.

    A column they lack gets the model's default. With ``once`` rows that a unique constraint refuses, because another
    process wrote them first, are passed over and have no key.
    """
    keys: list[int] = []
    for start in range(0, len(rows), ROWS_AT_ONCE):
        keys += _insert(model, rows[start : start + ROWS_AT_ONCE], "ON CONFLICT DO NOTHING " if once else "")
    if (noted := _noted.get()) is not None:
        noted.setdefault(model, []).extend(keys)
    return keys


def update(rows: Sequence[models.Model], columns: Sequence[str]) -> None:
    """Write some columns of rows of one model, one statement for thousands of them; as ``bulk_update`` does it calls no
    ``save``. The columns are fields or their attributes (``type_id``).
    """
    for start in range(0, len(rows), ROWS_AT_ONCE):
        _update(rows[start : start + ROWS_AT_ONCE], columns)


def _update(rows: Sequence[models.Model], columns: Sequence[str]) -> None:
    meta = type(rows[0])._meta
    fields: list[Any] = [meta.pk, *(meta.get_field(name) for name in columns)]
    kinds, casts = zip(*(_kind(field) for field in fields), strict=True)
    arrays = [_array([getattr(row, field.attname) for row in rows], _spelling(field)) for field in fields]
    places = ", ".join(f"c{place}" for place in range(len(fields)))
    wanted = ", ".join(
        f'"{field.column}" = v.c{place}{casts[place]}' for place, field in enumerate(fields) if place
    )
    # Names of tables, columns and types are the models' own; every value is a parameter.
    statement = (
        f'UPDATE "{meta.db_table}" AS t SET {wanted} '  # noqa: S608
        f"FROM unnest({', '.join(f'%s::{kind}[]' for kind in kinds)}) AS v({places}) "
        f'WHERE t."{meta.pk.column}" = v.c0'
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, arrays)


class AnyOf(Func):
    """Whether an integer column holds one of some values, one parameter however many: ``filter(AnyOf("pk", ids))``."""

    template = "%(expressions)s::bigint[])"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, column: str, values: Sequence[int]) -> None:
        super().__init__(F(column), Value(integers(values)))


def _insert(model: type[models.Model], rows: Sequence[Any], conflict: str) -> list[int]:
    meta = model._meta
    names, selected, constants, arrays = [], [], [], []
    kinds: list[str] = []
    for field in meta.concrete_fields:
        if field.primary_key:
            continue
        values = _values(field, rows)
        (kind, cast), spell = _kind(field), _spelling(field)
        first = values[0]
        names.append(f'"{field.column}"')
        if all(value is first for value in values):
            selected.append(f"%s::{kind}{cast}")
            constants.append(None if first is None else _bare(first, spell))
        else:
            selected.append(f"v.c{len(kinds)}{cast}")
            kinds.append(kind)
            arrays.append(_array(values, spell))
    if not kinds:  # as many rows as rows, also when all are alike
        kinds, arrays = ["int"], [_array(range(len(rows)), str)]
    # Names of tables, columns and types are the models' own; every value is a parameter.
    statement = (
        f'INSERT INTO "{meta.db_table}" ({", ".join(names)}) SELECT {", ".join(selected)} '  # noqa: S608
        f"FROM unnest({', '.join(f'%s::{kind}[]' for kind in kinds)}) "
        f'AS v({", ".join(f"c{place}" for place in range(len(kinds)))}) {conflict}RETURNING "{meta.pk.column}"'
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*constants, *arrays])
        return [key for (key,) in cursor.fetchall()]


def _kind(field: Any) -> tuple[str, str]:
    """The type a column's values travel as, and how they become its own: a list goes as text, arrays do not nest."""
    whole = (field.rel_db_type if field.primary_key else field.db_type)(connection) or ""
    return ("text", f"::{whole}") if whole.endswith("[]") else (whole.partition("(")[0], "")


def _values(field: Any, rows: Sequence[Any]) -> list[Any]:
    name = field.attname
    if not hasattr(rows[0], name):
        return [field.get_default()] * len(rows)
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return [field.pre_save(rows[0], True)] * len(rows)
    values = [getattr(row, name) for row in rows]
    if field.is_relation and isinstance(rows[0], models.Model):
        for place, row in enumerate(rows):
            if values[place] is None and (referred := field.get_cached_value(row, default=None)) is not None:
                values[place] = referred.pk
                setattr(row, name, referred.pk)
    return values


def texts(values: Sequence[str]) -> str:
    """An array of texts, to give as one parameter (``%s::text[]``); cheaper than a list for thousands of them."""
    return _array(values, _quoted)


def integers(values: Sequence[int]) -> str:
    """An array of integers, to give as one parameter (``%s::bigint[]``)."""
    return _array(values, str)


def _array(values: Sequence[Any], spell: Spelling) -> str:
    return "{" + ",".join(["NULL" if value is None else spell(value) for value in values]) + "}"


def _bare(value: Any, spell: Spelling) -> str:
    """A single value as text outside an array: without the array's quotes."""
    if spell is _list:
        return _array(value, _quoted)
    return str(value) if spell is _quoted else json.dumps(value) if spell is _json else spell(value)


def _spelling(field: Any) -> Spelling:
    """How values of a field are written inside an array. Raises ``TypeError`` for a kind it was not made for."""
    kind = (field.target_field if field.is_relation else field).get_internal_type()
    try:
        return SPELLINGS[kind]
    except KeyError:
        raise TypeError(f"{field}: {kind} cannot be written by columns") from None


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _json(value: Any) -> str:
    return _quoted(json.dumps(value))


def _list(values: Sequence[str]) -> str:
    return _quoted(_array(values, _quoted))


def _flag(value: bool) -> str:
    return "t" if value else "f"


SPELLINGS: dict[str, Spelling] = {
    **dict.fromkeys(
        ("AutoField", "BigAutoField", "IntegerField", "BigIntegerField", "SmallIntegerField"), str
    ),
    **dict.fromkeys(("PositiveIntegerField", "PositiveSmallIntegerField", "PositiveBigIntegerField"), str),
    **dict.fromkeys(("DecimalField", "DateField"), str),
    "DateTimeField": lambda moment: str(moment.isoformat()),
    "BooleanField": _flag,
    **dict.fromkeys(("CharField", "TextField", "EmailField", "URLField"), _quoted),
    "JSONField": _json,
    "ArrayField": _list,
}
