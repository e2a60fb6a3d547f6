"""What became of the rows that were taken: written, or found to be there already."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from ui.spreadsheets.checking import Remark
from ui.spreadsheets.columns import Noun

T = TypeVar("T")

#: rows written with one set of queries
CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Difference:
    """A value of the file that is not the one kept. `column` is the label, `name` the noun's name for it; `taken` says
    whether the file's value took the place of the one kept.
    """

    line: int
    reference: str
    column: str
    kept: str
    brought: str
    name: str = ""
    taken: bool = False


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
                self.differences.append(
                    Difference(line, reference, str(column.label), _shown(ours), _shown(theirs), name, takes)
                )
        self.updated += bool(taken)
        return taken


def chunks(rows: Iterable[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """The rows in lists of `size`, the last one shorter."""
    left = iter(rows)
    while piece := list(islice(left, size)):
        yield piece


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return "|".join(str(part) for part in value)
    return str(value)
