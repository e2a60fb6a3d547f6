"""Walks the rows of a recognised sheet: each becomes values, or is refused with one reason."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext_noop

from ui.spreadsheets.cells import Cell, Row, Sheet
from ui.spreadsheets.columns import Column, Mapped
from ui.spreadsheets.values import BadValue, Fault, text

T = TypeVar("T")

TWICE = gettext_noop("the reference stands twice in the file")
#: English sentence (msgid) or None
Check = Callable[[dict[str, Any]], str | None]
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that is not taken. `column` is the header in the file ("" when the row itself is broken), `reason` an
    English msgid: show it through gettext.
    """

    line: int
    reference: str
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a row that was taken, which somebody should look at; `text` is an English msgid."""

    line: int
    reference: str
    column: str
    value: str
    text: str


@dataclass(slots=True)
class Checked(Generic[T]):
    """What a sheet came to. `refused` and `remarks` stand in the file's order."""

    accepted: list[T] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def in_order(self) -> "Checked[T]":
        self.refused.sort(key=lambda refused: refused.line)
        self.remarks.sort(key=lambda remark: remark.line)
        return self


@dataclass(slots=True)
class Read:
    """One row as read: values by column name, up to and including the first failing column when `reason` is set.

    `failed` is the place of that column in the noun's order, so that a check made later can still come first.
    """

    line: int
    values: dict[str, Any]
    cells: list[Cell]
    failed: int = -1
    column: str = ""
    reason: str = ""


class RowReader:
    """Reads the rows of one sheet. `checks` look at a column after it was read, knowing the columns before it.

    Faults count in the order of the noun's columns, whatever the file's; the first ends the row. A reference that stood
    in the file before is refused even if the row it first stood in was refused: nobody can tell which was meant.
    """

    def __init__(self, mapped: Mapped, checks: Mapping[str, Check]) -> None:
        self.mapped = mapped
        self._seen: set[object] = set()
        self._key = mapped.noun.key
        self._once = mapped.noun.once
        self._plan: list[tuple[int, int, Column, bool, Check | None, dict[str, object]]] = [
            (
                place,
                mapped.positions.get(column.name, -1),
                column,
                Fault.MISSING in column.reasons,
                checks.get(column.name),
                {},
            )
            for place, column in enumerate(mapped.noun.columns)
        ]

    def rows(self, sheet: Sheet) -> Iterator[Read]:
        """Every row of the sheet in the file's order."""
        for row in sheet.rows:
            yield self._read(row)

    def _read(self, row: Row) -> Read:
        values: dict[str, Any] = {}
        read = Read(row.line, values, row.cells)
        if row.fault:
            return self._failed(read, -1, "", row.fault)
        cells = row.cells
        for place, position, column, needed, check, known in self._plan:
            cell = cells[position] if position >= 0 else None
            name = column.name
            try:
                # the same dates, categories and towns come again and again
                value = (
                    known[cell]
                    if isinstance(cell, str) and cell in known
                    else self._value(cell, column, needed, known)
                )
            except BadValue as error:
                return self._failed(read, place, name, column.reason(error.fault))
            values[name] = value
            reason = self._twice(value) if name == self._key and self._once else None
            if check is not None:
                reason = reason or check(values)
            if reason:
                return self._failed(read, place, name, reason)
        return read

    @staticmethod
    def _value(cell: Cell, column: Column, needed: bool, known: dict[str, object]) -> object:
        value = (
            column.blank if cell is None or (isinstance(cell, str) and not text(cell)) else column.read(cell)
        )
        if value == "" or value is column.blank:
            if needed:
                raise BadValue(Fault.MISSING)
            value = column.blank
        if isinstance(cell, str):
            known[cell] = value
        return value

    def _twice(self, reference: object) -> str | None:
        if reference in self._seen:
            return TWICE
        self._seen.add(reference)
        return None

    @staticmethod
    def _failed(read: Read, place: int, name: str, reason: str) -> Read:
        read.failed, read.column, read.reason = place, name, reason
        return read

    def refused(self, read: Read) -> Refused:
        """The refusal of a row whose `reason` is set."""
        return Refused(
            read.line,
            self._reference(read),
            self.mapped.header(read.column) if read.column else "",
            self.shown(read, read.column),
            read.reason,
        )

    def remark(self, read: Read, column: str, text: str) -> Remark:
        """A remark on a column of a row."""
        return Remark(
            read.line, self._reference(read), self.mapped.header(column), self.shown(read, column), text
        )

    def shown(self, read: Read, column: str) -> str:
        """The cell as the file has it, cut to a length that can be shown."""
        position = self.mapped.positions.get(column)
        if position is None or position >= len(read.cells):
            return ""
        return text(read.cells[position])[:_SHOWN]

    def _reference(self, read: Read) -> str:
        return read.values.get(self._key) or self.shown(read, self._key)
