"""Rows as they were: what stands now, with the changes since taken back one by one.

The history keeps of a change what its columns were before, of a deletion the whole row, of a creation only that it
was; so any former state follows from the present one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from tenancy.history_words import Kept
from tenancy.models import Change, User

# Model → key of the row → its columns.
State = dict[type[models.Model], dict[int, Kept]]


@dataclass(frozen=True, slots=True)
class Hanging:
    """A tracked model whose rows hang under those of another by a key: lines under a contract, machines under lines."""

    model: type[models.Model]
    key: str
    under: type[models.Model]

    @property
    def column(self) -> str:
        """The column of that key."""
        return str(self.model._meta.get_field(self.key).attname)  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True)
class Version:
    """What one person or job changed in one go; ``mark`` is the last change that belongs to it."""

    mark: int
    at: datetime
    actor: User | None
    source: str
    changes: Sequence[Change]


class Trail:
    """A row and all that hangs on it, now and through all changes the history has of them. Reads only."""

    def __init__(self, row: models.Model, hanging: Sequence[Hanging]) -> None:
        self.row, self.hanging = row, hanging
        root = type(row)
        self.kinds = [root, *(kind.model for kind in hanging)]
        self.now: State = {root: {row.pk: _kept(row)}}
        keys: dict[type[models.Model], set[int]] = {root: {row.pk}}
        for kind in hanging:
            rows = kind.model._default_manager.filter(**{f"{kind.key}__in": keys[kind.under]}).order_by("pk")
            self.now[kind.model] = {found.pk: _kept(found) for found in rows}
            keys[kind.model] = set(self.now[kind.model]) | set(_gone(kind, keys[kind.under]))
        wanted = Q()
        for model in self.kinds:
            wanted |= Q(noun=model._meta.db_table, row_id__in=keys[model])
        self.changes = list(Change.objects.filter(wanted).select_related("actor").order_by("pk"))
        self._models = {model._meta.db_table: model for model in self.kinds}

    @property
    def versions(self) -> list[Version]:
        """The changes by who made them in one go, the first first."""
        found: list[list[Change]] = []
        for change in self.changes:
            last = found[-1][-1] if found else None
            together = last and (last.at, last.actor_id, last.source) == (
                change.at,
                change.actor_id,
                change.source,
            )
            if together:
                found[-1].append(change)
            else:
                found.append([change])
        return [Version(some[-1].pk, some[0].at, some[0].actor, some[0].source, some) for some in found]

    def mark_at(self, moment: datetime) -> int:
        """The last change made before a moment; 0 when the history begins later."""
        return max((change.pk for change in self.changes if change.at < moment), default=0)

    def at(self, mark: int) -> State:
        """All rows as they stood after the change ``mark``."""
        state: State = {model: dict(rows) for model, rows in self.now.items()}
        for change in reversed(self.changes):
            if change.pk <= mark:
                break
            rows = state[self._models[change.noun]]
            if change.operation == Change.Operation.CREATED:
                rows.pop(change.row_id, None)
            elif change.operation == Change.Operation.DELETED:
                rows[change.row_id] = change.before or {}
            elif change.row_id in rows:
                rows[change.row_id] = {**rows[change.row_id], **(change.before or {})}
        return state


def row_of(model: type[models.Model], values: Kept) -> Any:
    """A former state as a row, never saved; columns the history does not keep are empty."""
    columns: Any = model._meta.concrete_fields
    return model(**{column.attname: column.to_python(values.get(column.attname)) for column in columns})


def _kept(row: models.Model) -> dict[str, Any]:
    return {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields}


def _gone(kind: Hanging, parents: set[int]) -> list[int]:
    """Rows that hung there and were deleted."""
    deleted = Change.objects.filter(noun=kind.model._meta.db_table, operation=Change.Operation.DELETED)
    return list(
        deleted.filter(**{f"before__{kind.column}__in": sorted(parents)}).values_list("row_id", flat=True)
    )
