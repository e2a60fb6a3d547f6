"""Two states of a contract side by side: what stood on the left, what on the right, and where they differ."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import capfirst

from contracts.models import Contract
from contracts.versions.kinds import KINDS, NAMED_BY
from tenancy.history_words import Kept, Labels, labels_of, readable, words
from tenancy.rewinding import State, Trail
from ui import formats


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of one row: its name, and its words on both sides."""

    label: str
    left: str
    right: str

    @property
    def differs(self) -> bool:
        """Whether the two sides say different things."""
        return self.left != self.right


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it is called, whether it stands on each side, its columns."""

    name: str
    on_left: bool
    on_right: bool
    cells: list[Cell]

    @property
    def differs(self) -> bool:
        """Whether it came, went, or says something else."""
        return self.on_left != self.on_right or any(cell.differs for cell in self.cells)

    @property
    def shown(self) -> list[Cell]:
        """Its columns that say anything on either side."""
        return [cell for cell in self.cells if {cell.left, cell.right} != {formats.NOTHING}]

    @property
    def changed(self) -> list[Cell]:
        """Its columns that differ; of a row that came or went all that say anything."""
        if self.on_left != self.on_right:
            return self.shown
        return [cell for cell in self.cells if cell.differs]


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one kind."""

    title: str
    rows: list[Row]
    kind: type[models.Model]

    @property
    def differs(self) -> bool:
        """Whether any of them does."""
        return any(row.differs for row in self.rows)

    @property
    def changed(self) -> list[Row]:
        """Those that differ."""
        return [row for row in self.rows if row.differs]


def compare(trail: Trail, left: State, right: State, rights: Collection[str]) -> list[Section]:
    """Both states by kind, the contract itself first; columns the rights do not reach are left out."""
    labels = labels_of(
        (kind, values) for state in (left, right) for kind, rows in state.items() for values in rows.values()
    )
    read = _Reading(trail, left, right, labels, rights)
    sections = [Section(_title(kind), list(read.rows(kind)), kind) for kind in KINDS if kind in trail.kinds]
    return [section for section in sections if section.rows]


def as_it_was(trail: Trail, state: State, rights: Collection[str]) -> list[Section]:
    """One state alone: both sides are the same."""
    return compare(trail, state, state, rights)


def _title(kind: type[models.Model]) -> str:
    name = kind._meta.verbose_name if kind is Contract else kind._meta.verbose_name_plural
    return str(capfirst(str(name)))


class _Reading:
    def __init__(
        self, trail: Trail, left: State, right: State, labels: Labels, rights: Collection[str]
    ) -> None:
        self.left, self.right, self.labels, self.rights = left, right, labels, rights
        self.under = {kind.model: kind for kind in trail.hanging}

    def rows(self, kind: type[models.Model]) -> Iterator[Row]:
        left, right = self.left[kind], self.right[kind]
        columns = readable(kind, self.rights)
        for key in sorted(left.keys() | right.keys()):
            ours, theirs = left.get(key), right.get(key)
            cells = [
                Cell(
                    capfirst(str(column.verbose_name)), self._words(column, ours), self._words(column, theirs)
                )
                for column in columns
                if column.attname != self._parent(kind)
            ]
            yield Row(self.name(kind, key), ours is not None, theirs is not None, cells)

    def name(self, kind: type[models.Model], key: int) -> str:
        """What a row is called; under a line also which line."""
        if kind not in NAMED_BY:
            return ""
        column: Any = kind._meta.get_field(NAMED_BY[kind])
        values = self.right[kind].get(key) or self.left[kind][key]
        own = self._words(column, values)
        above = self.under[kind]
        if above.under not in NAMED_BY:
            return own
        return f"{self.name(above.under, values[above.column])} · {own}"

    def _parent(self, kind: type[models.Model]) -> str:
        return self.under[kind].column if kind in self.under else ""

    def _words(self, column: Any, values: Kept | None) -> str:
        return formats.NOTHING if values is None else words(column, values.get(column.attname), self.labels)
