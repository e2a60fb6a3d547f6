"""CSV files: encoding, delimiter and line ends are found out, not asked for."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ui.spreadsheets.cells import Row, Sheet, UnreadableFile
from ui.spreadsheets.headers import checked_header
from ui.spreadsheets.limits import Limits

BROKEN_QUOTES = gettext_noop("the quotation marks of the row do not match")
TOO_MANY_CELLS = gettext_noop("the row has more cells than there are headers")

_CHUNK = 1 << 20
_DELIMITERS = ";,\t"
#: what `writing` puts an apostrophe before, so that no program takes it for a formula
_GUARDED = ("'=", "'+", "'-", "'@", "'\t", "'\r")


def sheet(stream: IO[bytes], limits: Limits) -> Sheet:
    """The sheet of a CSV file. Reads UTF-8 with or without BOM, Windows-1252 and UTF-16 with BOM."""
    encoding = encoding_of(stream)
    stream.seek(0)
    lines = _Lines(stream, encoding)
    delimiter = _delimiter(lines, limits)
    records = _records(lines, delimiter, limits)
    headers, header_line = _header(records, limits)
    unnamed: set[int] = set()
    return Sheet(
        name="",
        headers=headers,
        header_line=header_line,
        rows=_rows(records, headers, limits, unnamed),
        encoding=encoding,
        delimiter=delimiter,
        unnamed=unnamed,
    )


def encoding_of(stream: IO[bytes]) -> str:
    """The encoding in which every byte of the file can be read, as a Python codec name."""
    stream.seek(0)
    head = stream.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not head.endswith(b"\0\0"):
        _decode_all(stream, "utf-16")
        return "utf-16"
    _refuse_null_bytes(stream)
    bom = head.startswith(codecs.BOM_UTF8)
    encoding = "utf-8-sig" if bom else "utf-8"
    try:
        _decode(stream, encoding)
    except UnicodeDecodeError:
        wrong = _line_not_utf8(stream, bom)
        if wrong:
            raise UnreadableFile(
                _("Line %(line)s is written in another encoding than the rest. Save the whole file as UTF-8.")
                % {"line": wrong}
            ) from None
        _decode_all(stream, "cp1252")
        return "cp1252"
    return encoding


def _refuse_null_bytes(stream: IO[bytes]) -> None:
    stream.seek(0)
    line = 1
    while chunk := stream.read(_CHUNK):
        at = chunk.find(b"\0")
        if at >= 0:
            raise UnreadableFile(
                _(
                    "This is not a text file: there is a null character in line %(line)s. Bring a CSV or XLSX file."
                )
                % {"line": line + chunk.count(b"\n", 0, at)}
            )
        line += chunk.count(b"\n")


def _decode(stream: IO[bytes], encoding: str) -> None:
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    while chunk := stream.read(_CHUNK):
        decoder.decode(chunk)
    decoder.decode(b"", final=True)


def _decode_all(stream: IO[bytes], encoding: str) -> None:
    try:
        _decode(stream, encoding)
    except UnicodeError as error:
        raise UnreadableFile(
            _("The encoding of the file is not recognised. Save it as CSV UTF-8 or as XLSX.")
        ) from error


def _line_not_utf8(stream: IO[bytes], bom: bool) -> int:
    """The first line that is not UTF-8 when most accented lines are, else 0: then the file is Windows-1252.

    A mixed file read as Windows-1252 would turn every é of the UTF-8 part into Ã© without a word.
    """
    stream.seek(0)
    good = bad = first = 0
    for number, line in enumerate(stream, start=1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            good += 1
        except UnicodeDecodeError:
            bad += 1
            first = first or number
    return first if bom or good > bad else 0


class _Lines:
    """The lines of the file, with a look ahead at the header for the delimiter."""

    def __init__(self, stream: IO[bytes], encoding: str) -> None:
        # newline="" keeps line ends as they are, and knows \n, \r\n and the bare \r of old programs
        self._text = io.TextIOWrapper(_Unclosed(stream), encoding, newline="")  # type: ignore[type-var]
        self._ahead: list[str] = []
        self.skipped = 0

    def peek(self) -> str:
        """The first line with something in it; the empty ones before it are counted as skipped."""
        for line in self._text:
            if line.strip('\r\n\t ;,"\ufeff'):
                self._ahead.append(line)
                return line
            self.skipped += 1
        raise UnreadableFile(_("The file is empty."))

    def drop(self) -> None:
        self._ahead.clear()
        self.skipped += 1

    def __iter__(self) -> Iterator[str]:
        yield from self._ahead
        yield from self._text


class _Unclosed(io.RawIOBase):
    """Reads the caller's file without closing it when the text wrapper goes."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        chunk = self._stream.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)


def _delimiter(lines: _Lines, limits: Limits) -> str:
    """`sep=;` as Excel writes it, else the sign that cuts the header into most columns."""
    header = lines.peek()
    told = header.strip().lower()
    if told.startswith("sep=") and len(told) == 5:
        lines.drop()
        lines.peek()
        return told[4]
    if len(header) > limits.columns * 200:
        raise UnreadableFile(_("The first line is not a header: it is too long."))

    def width(delimiter: str) -> int:
        return sum(1 for cell in next(csv.reader([header], delimiter=delimiter), []) if cell.strip())

    return max(_DELIMITERS, key=width)


def _records(lines: _Lines, delimiter: str, limits: Limits) -> Iterator[Row]:
    """Rows as the csv module cuts them, empty ones left out, with the line each begins on."""
    reader = csv.reader(_counted(lines, limits), delimiter=delimiter, strict=True)
    while True:
        line = lines.skipped + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if lines.skipped + reader.line_num == line and "end of data" not in str(error):
                yield Row(line, [], BROKEN_QUOTES)
                continue
            raise UnreadableFile(
                _("A quotation mark opened in line %(line)s is not closed properly.") % {"line": line}
            ) from error
        if any(cells) and any(cell and not cell.isspace() for cell in cells):
            yield Row(line, list(cells))


def _counted(lines: Iterable[str], limits: Limits) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number > limits.rows:
            raise UnreadableFile(_("The file has more than %(rows)s rows. Split it.") % {"rows": limits.rows})
        yield line


def _header(records: Iterator[Row], limits: Limits) -> tuple[list[str], int]:
    row = next(records, None)
    if row is None or row.fault:
        raise UnreadableFile(_("The first line is not a header."))
    return checked_header(row.cells, limits), row.line


def _rows(records: Iterator[Row], headers: list[str], limits: Limits, unnamed: set[int]) -> Iterator[Row]:
    width = len(headers)
    nameless = [position for position, header in enumerate(headers) if not header]
    for row in records:
        cells = row.cells
        if not row.fault:
            if len(cells) > width:
                if any(isinstance(cell, str) and cell.strip() for cell in cells[width:]):
                    row.fault = TOO_MANY_CELLS
                del cells[width:]
            elif len(cells) < width:
                # programs leave out the delimiters after the last filled cell
                cells.extend([None] * (width - len(cells)))
            for position, cell in enumerate(cells):
                if not cell:
                    cells[position] = None
                elif len(cell) > limits.cell:  # type: ignore[arg-type]
                    raise UnreadableFile(
                        _("A cell of line %(line)s is too long. Is a quotation mark not closed?")
                        % {"line": row.line}
                    )
                elif cell[0] == "'" and cell.startswith(_GUARDED):  # type: ignore[index,union-attr]
                    cells[position] = cell[1:]  # type: ignore[index]
            for position in nameless:
                if cells[position] is not None:
                    unnamed.add(position)
        yield row
