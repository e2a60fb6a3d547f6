"""What hangs on a row, whatever app it belongs to: found by walking the models, so that none added later is forgotten.

Tables that name their subject by kind and id instead of by a foreign key say so with ``names_subjects``.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import QuerySet

from tenancy.owned import CompanyOwned


@dataclass(frozen=True, slots=True)
class SubjectColumns:
    """A table that names its subject by kind and id.

    The kind is a model's name, with ``by_table`` its table's. With ``stays`` its rows are the house's own record
    and neither go nor move: why. ``moves`` is false for what is made anew from the rows themselves.
    """

    model: type[models.Model]
    kind: str
    key: str
    stays: str = ""
    moves: bool = True
    by_table: bool = False

    def about(self, model: type[models.Model], ids: Iterable[int]) -> QuerySet[Any]:
        """Its rows about these rows of a model."""
        rows = self.model._base_manager.all()
        names = (model._meta.db_table,) if self.by_table else names_of(model)
        return rows.filter(**{f"{self.kind}__in": names, f"{self.key}__in": list(ids)})


@dataclass(frozen=True, slots=True)
class Loosened:
    """A column of a row that stays: it points at one that would go, and may point nowhere."""

    model: type[models.Model]
    column: str
    row_id: int
    target_id: int


@dataclass(slots=True)
class Belongings:
    """A row with everything that hangs on it.

    ``rows`` would go with it, ``loosened`` stay and no longer point at it, ``frozen`` the database never lets go.
    """

    rows: dict[type[models.Model], set[int]] = field(default_factory=lambda: defaultdict(set))
    loosened: list[Loosened] = field(default_factory=list)
    frozen: dict[type[models.Model], set[int]] = field(default_factory=lambda: defaultdict(set))

    def counted(self) -> dict[type[models.Model], int]:
        """How many rows of each model would go."""
        return {model: len(ids) for model, ids in self.rows.items() if ids}


_subjects: dict[type[models.Model], SubjectColumns] = {}


def names_subjects(
    model: type[models.Model],
    kind: str,
    key: str,
    *,
    stays: str = "",
    moves: bool = True,
    by_table: bool = False,
) -> None:
    """Say that a table names its subject by two columns; called by apps when they are ready."""
    _subjects[model] = SubjectColumns(model, kind, key, stays, moves and not stays, by_table)


def subject_columns() -> list[SubjectColumns]:
    """All tables that name subjects."""
    return list(_subjects.values())


def names_of(model: type[models.Model]) -> tuple[str, str]:
    """Under which kinds a model's rows are named: ``customer`` by alerts and search, with its app by documents."""
    return str(model._meta.model_name), model._meta.label_lower


@cache
def relations_to(model: type[models.Model]) -> tuple["models.ForeignKey[Any, Any]", ...]:
    """Every foreign key of a company's table that points at a model, those without a way back included."""
    return tuple(
        column
        for source in apps.get_models()
        if issubclass(source, CompanyOwned)
        for column in source._meta.local_fields
        if isinstance(column, models.ForeignKey) and column.related_model is model
    )


def is_frozen(model: type[models.Model]) -> bool:
    """Whether the database refuses to change or delete the model's rows."""
    return bool(getattr(model, "frozen", False))


def belongings_of(*rows: models.Model) -> Belongings:
    """The rows and all that hangs on them, through every table. A few queries a table, however many rows."""
    found = Belongings()
    waiting: list[tuple[type[models.Model], set[int]]] = []
    for row in rows:
        found.rows[type(row)].add(row.pk)
        waiting.append((type(row), {row.pk}))
    loose: list[Loosened] = []
    while waiting:
        model, ids = waiting.pop()
        for source, keys in _hanging_on(model, ids, loose):
            if is_frozen(source):
                found.frozen[source] |= keys
            elif new := keys - found.rows[source]:
                found.rows[source] |= new
                waiting.append((source, new))
    found.loosened = [each for each in loose if each.row_id not in found.rows[each.model]]
    return found


def _hanging_on(
    model: type[models.Model], ids: set[int], loose: list[Loosened]
) -> Iterator[tuple[type[models.Model], set[int]]]:
    """The rows that cannot be without these; those that can are told to ``loose``."""
    for column in relations_to(model):
        source = column.model
        pairs = source._base_manager.filter(**{f"{column.name}__in": ids}).values_list("pk", column.attname)
        goes_with_it = column.remote_field.on_delete is models.CASCADE
        if column.null and not goes_with_it and not is_frozen(source):
            loose += [Loosened(source, column.attname, pk, target) for pk, target in pairs]
        elif keys := {pk for pk, _target in pairs}:
            yield source, keys
    for columns in _subjects.values():
        if not columns.stays and (keys := set(columns.about(model, ids).values_list("pk", flat=True))):
            yield columns.model, keys
