"""The files a company keeps, and where they stand in the archive: in a folder for each customer."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.text import get_valid_filename

from config.company_export.tables import Table, every_row
from customers.models import Customer

OTHERS = "_without-customer"
DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Stored:
    """One stored file: which row keeps it, its path in the archive, and its name in the storage."""

    path: str
    storage_name: str


def stored(table: Table, rows: Sequence[Any]) -> Iterator[Stored]:
    """The files of some rows of a table; two queries at most whatever their number."""
    numbers = customer_numbers(table.model, rows)
    for row in rows:
        for column in table.file_columns:
            kept = getattr(row, column)
            if kept:
                yield Stored(address(table, row, column, numbers.get(row.pk, "")), kept.name)


def address(table: Table, row: Any, column: str, number: str) -> str:
    """Where a row's file stands in the archive; the row's id makes the name the only one."""
    name = getattr(row, "name", "") or getattr(row, column).name.rsplit("/", 1)[-1]
    suffix = "" if column == table.file_columns[0] else f"{column}-"
    folder = _safe(number) if number else OTHERS
    return f"files/{folder}/{table.name}/{row.pk}-{suffix}{_safe(name)}"


def customer_numbers(model: type[models.Model], rows: Sequence[Any]) -> dict[int, str]:
    """The number of the customer each row belongs to, by row id; those of nobody are left out."""
    if path := path_to_customer(model):
        found = every_row(model).filter(pk__in=[row.pk for row in rows])
        return {pk: number for pk, number in found.values_list("pk", f"{path}__number") if number}
    if not {"subject_kind", "subject_id"} <= {field.name for field in model._meta.concrete_fields}:
        return {}
    numbers: dict[int, str] = {}
    for kind in {row.subject_kind for row in rows}:
        subject = model_named(kind)
        if subject is None:
            continue
        own = [row for row in rows if row.subject_kind == kind]
        keys = {row.subject_id for row in own}
        path = "number" if subject is Customer else f"{path_to_customer(subject)}__number"
        if path.startswith("__"):
            continue
        by_key = dict(every_row(subject).filter(pk__in=keys).values_list("pk", path))
        numbers |= {row.pk: by_key[row.subject_id] for row in own if by_key.get(row.subject_id)}
    return numbers


@cache
def path_to_customer(model: type[models.Model]) -> str:
    """The shortest way by references from a model to its customer, such as ``contract__customer``; else empty."""
    waiting: deque[tuple[type[models.Model], tuple[str, ...]]] = deque([(model, ())])
    while waiting:
        here, way = waiting.popleft()
        for field in here._meta.concrete_fields:
            target = field.related_model
            if not isinstance(target, type) or getattr(field, "owns_row", False):
                continue
            if target is Customer and here is not Customer:
                return "__".join((*way, field.name))
            if len(way) + 1 < DEEPEST and target._meta.app_label != "tenancy":
                waiting.append((target, (*way, field.name)))
    return ""


@cache
def model_named(kind: str) -> type[models.Model] | None:
    """The model of a subject's kind: ``contracts.notice``, or the bare name of a model such as ``contract``."""
    if "." in kind:
        try:
            return apps.get_model(kind)
        except (LookupError, ValueError):
            return None
    named = [model for model in apps.get_models() if model._meta.model_name == kind]
    return named[0] if len(named) == 1 else None


def _safe(name: str) -> str:
    try:
        return get_valid_filename(name)[:100]
    except ValueError:
        return "_"
