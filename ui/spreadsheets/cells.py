"""What a sheet is made of once it has been read, whatever the file was."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeAlias

#: CSV gives only str; XLSX gives numbers, dates and booleans as such. An empty cell is None, never "".
Cell: TypeAlias = str | int | float | Decimal | bool | date | datetime | time | timedelta | None


class UnreadableFile(Exception):
    """A whole file that cannot be taken in; `message` says why to the person who brought it, in their language."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(slots=True)
class Row:
    """One row that is not empty.

    `line` is the line (CSV) or row number (XLSX) as the person sees it in their editor, from 1; for a cell with line
    breaks it is the first of the row. `fault` is a sentence (English msgid) when the row itself is broken.
    """

    line: int
    cells: list[Cell]
    fault: str = ""


@dataclass(slots=True)
class Sheet:
    """A table with a header. `rows` streams and can be walked once, while the file is open."""

    name: str
    headers: list[str]
    header_line: int
    rows: Iterator[Row]
    encoding: str = ""
    delimiter: str = ""
    #: positions without a header under which something was found, known once `rows` has been walked
    unnamed: set[int] = field(default_factory=set)


def letter(position: int) -> str:
    """The name spreadsheet programs give the column at `position` (from 0): A, B, … Z, AA."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name
