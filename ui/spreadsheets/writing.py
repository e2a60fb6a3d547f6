"""Tables that go out as CSV or XLSX, in which no text is ever run as a formula.

CSV puts an apostrophe before a text that a spreadsheet program would run; reading takes it off again. XLSX says of each
text that it is one.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from ui.spreadsheets.limits import Limits

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NEGATIVE_NUMBER = re.compile(r"-\d+(?:[.,]\d+)?")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ROWS_A_PIECE = 500


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a CSV is written so that the spreadsheet program of a language opens it by double click."""

    delimiter: str = ","
    decimal_comma: bool = False
    day: str = "%Y-%m-%d"
    encoding: str = "utf-8-sig"

    @classmethod
    def of_language(cls, language: str) -> "Dialect":
        """French and Italian programs want ; and a decimal comma; others comma and point."""
        if language[:2] in ("fr", "it"):
            return cls(";", True, "%d/%m/%Y")
        return cls()


def csv_pieces(
    headers: Sequence[Any], rows: Iterable[Sequence[Any]], dialect: Dialect | None = None
) -> Iterator[bytes]:
    """The file in pieces of some hundred rows, for a streaming answer or a file. Memory stays flat."""
    dialect = dialect or Dialect()
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=dialect.delimiter, lineterminator="\r\n")
    writer.writerow([_for_csv(header, dialect) for header in headers])
    first = True

    def piece() -> bytes:
        nonlocal first
        # the byte order mark stands once, at the very beginning
        encoding = dialect.encoding if first else dialect.encoding.removesuffix("-sig")
        first = False
        text = buffer.getvalue().encode(encoding)
        buffer.seek(0)
        buffer.truncate()
        return text

    for number, row in enumerate(rows, start=1):
        writer.writerow([_for_csv(value, dialect) for value in row])
        if number % _ROWS_A_PIECE == 0:
            yield piece()
    yield piece()


def write_csv(
    file: IO[bytes], headers: Sequence[Any], rows: Iterable[Sequence[Any]], dialect: Dialect | None = None
) -> None:
    """Writes the table as CSV: UTF-8 with BOM, CRLF."""
    for piece in csv_pieces(headers, rows, dialect):
        file.write(piece)


def write_xlsx(
    file: IO[bytes],
    headers: Sequence[Any],
    rows: Iterable[Sequence[Any]],
    *,
    title: str = "",
    widths: Sequence[int] = (),
) -> None:
    """Writes the table as XLSX with a bold, frozen header. Numbers and dates are real ones; rows are streamed to disk.

    `widths` are column widths in characters. Texts are cut at 32,767 characters, the most a cell holds.
    """
    book = Workbook(write_only=True)
    page = book.create_sheet(re.sub(r"[\[\]:*?/\\']", " ", title)[:31].strip() or None)
    page.freeze_panes = "A2"
    for position, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(position)].width = width
    bold = Font(bold=True)
    page.append([_for_xlsx(page, str(header), bold) for header in headers])
    for row in rows:
        page.append([_for_xlsx(page, value) for value in row])
    book.save(file)


def _for_csv(value: Any, dialect: Dialect) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, (int, float, Decimal)):
        text = format(value, "f") if isinstance(value, Decimal) else str(value)
        return text.replace(".", ",") if dialect.decimal_comma else text
    if isinstance(value, datetime):
        return f"{_local(value):{dialect.day} %H:%M}"
    if isinstance(value, date):
        return f"{value:{dialect.day}}"
    text = str(value).replace("\0", "")
    if text.startswith(_RISKY) and not _NEGATIVE_NUMBER.fullmatch(text):
        return "'" + text
    return text


def _for_xlsx(page: Any, value: Any, font: Font | None = None) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        value = str(_("Yes") if value else _("No"))
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, Decimal):
        cell = WriteOnlyCell(page, value)
        exponent = value.as_tuple().exponent
        if isinstance(exponent, int) and exponent < 0:
            cell.number_format = "#,##0." + "0" * -exponent
        return cell
    if isinstance(value, datetime):
        return _local(value)
    if isinstance(value, date):
        return value
    text = _NOT_IN_XML.sub("", str(value))[: Limits().cell]
    if font is None and not text.startswith((*_RISKY, "#")):
        return text
    cell = WriteOnlyCell(page, text)
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(_RISKY)
    if font:
        cell.font = font
    return cell


def _local(value: datetime) -> datetime:
    """The moment on the clock of the current zone, without its zone: spreadsheet programs know none."""
    return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
