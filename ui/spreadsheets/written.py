"""What became of the rows that were taken: written, or found to be there already."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from ui.spreadsheets.checking import Remark
from ui.spreadsheets.columns import Column, Noun
from ui.spreadsheets.showing import kind_of, plain

T = TypeVar("T")

#: rows written with one set of queries
CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Alike:
    """A text that is the same as any other of its `key`, however it is written."""

    key: str
    text: str = field(compare=False)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Difference:
    """A value of the file that is not the one kept. `column` is the label, `name` the noun's name for it; `taken` says
    whether the file's value took the place of the one kept. Values are plain and of a `kind`: `showing.shown` writes
    them as pages do. `note` (English msgid) says more of what happens.
    """

    line: int
    reference: str
    column: str
    kept: str
    brought: str
    name: str = ""
    taken: bool = False
    kind: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Replaced:
    """The values of a row of `table` that gave way, and those that took their place, as JSON keeps them."""

    table: str
    row_id: int
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(slots=True)
class Written:
    """Counts of one noun: rows created, rows whose reference was there before and those of them that were changed, and
    where rows and file differ.
    """

    created: int = 0
    known: int = 0
    updated: int = 0
    differences: list[Difference] = field(default_factory=list)
    replaced: list[Replaced] = field(default_factory=list)
    #: what only showed while writing
    remarks: list[Remark] = field(default_factory=list)

    def compare(
        self,
        noun: Noun,
        columns: Iterable[str],
        line: int,
        reference: str,
        brought: Callable[[str], object],
        kept: Callable[[str], object],
        update: Collection[str] = (),
    ) -> list[str]:
        """Count a row whose reference is known, and note each column of the file in which it differs.

        Gives the differing columns of `update`, whose values the caller is to write; an empty cell takes nothing away.
        """
        self.known += 1
        taken = []
        for name in columns:
            ours, theirs = kept(name), brought(name)
            if ours != theirs:
                column = noun.column(name)
                takes = name in update and not column.fixed and theirs not in ("", None, (), [])
                if takes:
                    taken.append(name)
                self._tell(column, line, reference, ours, theirs, takes)
        self.updated += bool(taken)
        return taken

    def gives_way(
        self, noun: Noun, line: int, reference: str, name: str, ours: object, theirs: object, note: str
    ) -> None:
        """Note that the value kept in a column goes because of another column that was taken, as `note` says."""
        self.differences = [
            each
            for each in self.differences
            if (each.line, each.reference, each.name) != (line, reference, name)
        ]
        self._tell(noun.column(name), line, reference, ours, theirs, True, note)

    def _tell(
        self,
        column: Column,
        line: int,
        reference: str,
        ours: object,
        theirs: object,
        taken: bool,
        note: str = "",
    ) -> None:
        kept, brought, kind = plain(ours), plain(theirs), kind_of(ours, theirs)
        self.differences.append(
            Difference(line, reference, str(column.label), kept, brought, column.name, taken, kind, note)
        )


def chunks(rows: Iterable[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """The rows in lists of `size`, the last one shorter."""
    left = iter(rows)
    while piece := list(islice(left, size)):
        yield piece
