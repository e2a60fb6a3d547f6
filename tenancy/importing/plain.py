"""Plain nouns: rows that are one row of one table, told apart by some of their values instead of a reference."""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from tenancy import search, statistics
from tenancy.importing.taking import Taking
from tenancy.inserting import insert
from ui.spreadsheets.cells import Sheet
from ui.spreadsheets.checking import TWICE, Check, Checked, RowReader
from ui.spreadsheets.columns import Mapped, Noun
from ui.spreadsheets.written import Written, chunks

Values = dict[str, Any]
Same = Callable[[Values], Hashable]


@dataclass(frozen=True, slots=True)
class PlainRow:
    """A row to write: values by column name."""

    line: int
    reference: str
    values: Values = field(default_factory=dict)


def check_plain(
    sheet: Sheet, mapped: Mapped, *, same: Same, checks: Mapping[str, Check] | None = None
) -> Checked[PlainRow]:
    """Judges the rows of a sheet. ``same`` gives what tells rows apart: of two that are the same the first is taken."""
    reader = RowReader(mapped, checks or {})
    checked: Checked[PlainRow] = Checked()
    seen: set[Hashable] = set()
    for read in reader.rows(sheet):
        if not read.reason:
            if same(read.values) in seen:
                read.column, read.reason = mapped.noun.key, TWICE
            else:
                seen.add(same(read.values))
        if read.reason:
            checked.refused.append(reader.refused(read))
        else:
            checked.accepted.append(PlainRow(read.line, str(read.values[mapped.noun.key]), read.values))
    return checked


@dataclass(frozen=True, slots=True)
class PlainTable:
    """How a plain noun is kept.

    ``kept`` finds the rows of the table that may be the same as some of the file's, by what tells them apart; ``make``
    gives new ones. ``told_apart`` are the columns that tell rows apart and so never differ. ``search_kind`` is the kind
    under which search finds them, where it does.
    """

    noun: Noun
    model: type[models.Model]
    same: Same
    kept: Callable[[Sequence[PlainRow]], dict[Hashable, Any]]
    make: Callable[[Sequence[PlainRow]], list[Any]]
    told_apart: Collection[str]
    search_kind: str = ""

    def write(
        self, rows: Sequence[PlainRow], columns: Collection[str], update: Collection[str] = ()
    ) -> Written:
        """Creates the rows that are new; of the others takes the columns of ``update``. Call inside ``acting_for``."""
        written = Written()
        compared = [
            column.name
            for column in self.noun.columns
            if column.name in columns and column.name not in self.told_apart
        ]
        for chunk in chunks(rows):
            kept = self.kept(chunk)
            new = []
            taking: Taking[Any] = Taking(self.model)
            for row in chunk:
                known = kept.get(self.same(row.values))
                if known is None:
                    new.append(row)
                    continue
                takes = written.compare(
                    self.noun,
                    compared,
                    row.line,
                    row.reference,
                    row.values.__getitem__,
                    lambda name, known=known: getattr(known, name),  # type: ignore[misc]
                    update,
                )
                if takes:
                    taking.take(known, {name: row.values[name] for name in takes})
            if new:
                made = self.make(new)
                insert(made)
                self._find(made)
                if not written.created:
                    statistics.count_rows(self.model)
            written.created += len(new)
            written.replaced += taking.write()
            self._find(taking.rows)
        return written

    def _find(self, rows: Sequence[Any]) -> None:
        if self.search_kind:
            search.index_rows(self.search_kind, rows)
