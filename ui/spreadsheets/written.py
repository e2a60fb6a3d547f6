"""What became of the rows that were taken: written, or found to be there already."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import TypeVar

from django.utils.translation import gettext as _

from ui.spreadsheets.checking import Remark
from ui.spreadsheets.columns import Noun

T = TypeVar("T")

#: rows written with one set of queries
CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Difference:
    """A value of the file that is not the one kept. Nothing was changed; `column` is the noun's name for it."""

    line: int
    reference: str
    column: str
    kept: str
    brought: str


@dataclass(slots=True)
class Written:
    """Counts of one noun: rows created, rows whose reference was there before, and where those differ."""

    created: int = 0
    known: int = 0
    differences: list[Difference] = field(default_factory=list)
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
    ) -> None:
        """Count a row whose reference is known, and note each column of the file in which it differs."""
        self.known += 1
        for name in columns:
            ours, theirs = kept(name), brought(name)
            if ours != theirs:
                label = str(noun.column(name).label)
                self.differences.append(Difference(line, reference, label, _shown(ours), _shown(theirs)))


def chunks(rows: Iterable[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """The rows in lists of `size`, the last one shorter."""
    left = iter(rows)
    while piece := list(islice(left, size)):
        yield piece


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return "|".join(str(part) for part in value)
    return str(value)
