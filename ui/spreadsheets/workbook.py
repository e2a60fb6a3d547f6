"""XLSX files through openpyxl, after the parcel itself has been looked at: size, contents, nothing hidden to unfold."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from itertools import repeat
from typing import IO, Any

import openpyxl
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ui.spreadsheets.cells import Cell, Row, Sheet, UnreadableFile
from ui.spreadsheets.delimited import TOO_MANY_CELLS
from ui.spreadsheets.headers import checked_header, too_many_columns
from ui.spreadsheets.limits import Limits

FORMULA_WITHOUT_RESULT = gettext_noop("a cell holds a formula without a result")
ERROR_IN_CELL = gettext_noop("a cell holds an error of the spreadsheet program")

_ERRORS = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"))
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_CHUNK = 1 << 18
_ENTRIES = 2_000


def sheets(stream: IO[bytes], limits: Limits) -> list[Sheet]:
    """Every visible sheet with something in it. A formula counts by its last computed result."""
    formulas = _inspected(stream, limits)
    try:
        book = _workbook(stream, data_only=True)
        # the same book with its formulas, to tell an empty cell from one whose result was never computed
        written = _workbook(stream, data_only=False) if formulas else None
        tables = [
            _rows_with_numbers(page, written[page.title] if written else None, limits)
            for page in book.worksheets
            if page.sheet_state == "visible"
        ]
        names = [page.title for page in book.worksheets if page.sheet_state == "visible"]
    except UnreadableFile:
        raise
    except Exception as error:  # openpyxl answers damaged files with whatever its parts raise
        raise _damaged() from error
    found = [sheet for name, rows in zip(names, tables, strict=True) if (sheet := _sheet(name, rows, limits))]
    if not found:
        raise UnreadableFile(_("The file is empty."))
    return found


def _damaged() -> UnreadableFile:
    return UnreadableFile(_("The XLSX file is damaged. Open it in a spreadsheet program and save it again."))


def _workbook(stream: IO[bytes], *, data_only: bool) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(stream, read_only=True, data_only=data_only, keep_links=False)


def _inspected(stream: IO[bytes], limits: Limits) -> bool:
    """Whether any sheet holds a formula. Unpacks every part once, piece by piece, and counts: the sizes a parcel
    declares are checked first and not believed after.
    """
    try:
        with zipfile.ZipFile(stream) as parcel:
            entries = parcel.infolist()
            names = {entry.filename for entry in entries}
            _refuse_other_parcels(parcel, entries, names)
            if len(entries) > _ENTRIES or sum(entry.file_size for entry in entries) > limits.unpacked:
                raise _too_large()
            held = total = 0
            formulas = False
            for entry in entries:
                is_sheet = entry.filename.startswith("xl/worksheets/")
                tail = b""
                with parcel.open(entry) as part:
                    while piece := part.read(_CHUNK):
                        total += len(piece)
                        held += 0 if is_sheet else len(piece)
                        if total > limits.unpacked or held > limits.in_memory:
                            raise _too_large()
                        if not tail and (b"<!DOCTYPE" in piece[:4096] or b"<!ENTITY" in piece[:4096]):
                            raise _damaged()
                        if is_sheet and not formulas:
                            formulas = bool(_FORMULA.search(tail + piece))
                        tail = piece[-8:]
            return formulas
    except UnreadableFile:
        raise
    except (
        Exception
    ) as error:  # zipfile too: BadZipFile, zlib.error, RuntimeError, NotImplementedError, struct.error…
        raise _damaged() from error


def _refuse_other_parcels(parcel: zipfile.ZipFile, entries: list[zipfile.ZipInfo], names: set[str]) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableFile(_("The file is protected by a password. Save it without one."))
    if "mimetype" in names:
        raise UnreadableFile(
            _("This is an OpenDocument file. Save it as XLSX or CSV in your spreadsheet program.")
        )
    if "xl/workbook.bin" in names:
        raise UnreadableFile(_("This is a binary Excel file (.xlsb). Save it as XLSX or CSV."))
    if "xl/workbook.xml" not in names:
        raise UnreadableFile(
            _("This is not a spreadsheet but another kind of archive. Bring a CSV or XLSX file.")
        )


def _too_large() -> UnreadableFile:
    return UnreadableFile(
        _("The XLSX file unpacks to far more than a portfolio can hold; it was not opened.")
    )


def _rows_with_numbers(page: Any, written: Any, limits: Limits) -> Iterator[Row]:
    """Rows that are not empty, trailing empty cells cut off, numbered as in the sheet."""
    try:
        page.reset_dimensions()
        if written is not None:
            written.reset_dimensions()
        originals = written.iter_rows(values_only=True) if written is not None else repeat(())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pairs = zip(page.iter_rows(values_only=True), originals, strict=False)
            for number, (values, formulas) in enumerate(pairs, start=1):
                if number > limits.rows:
                    raise UnreadableFile(
                        _("The file has more than %(rows)s rows. Split it.") % {"rows": limits.rows}
                    )
                row = _row(number, values, formulas, limits)
                if row is not None:
                    yield row
    except UnreadableFile:
        raise
    except GeneratorExit:
        raise
    except Exception as error:
        raise _damaged() from error


def _row(number: int, values: tuple[Any, ...], formulas: tuple[Any, ...], limits: Limits) -> Row | None:
    cells: list[Cell] = [None if isinstance(value, str) and not value.strip() else value for value in values]
    fault = ""
    filled = 0
    for position, cell in enumerate(cells):
        if cell is None:
            if position < len(formulas) and _is_formula(formulas[position]):
                fault = fault or FORMULA_WITHOUT_RESULT
                filled = position + 1
            continue
        filled = position + 1
        if isinstance(cell, str):
            if len(cell) > limits.cell:
                raise UnreadableFile(_("A cell of line %(line)s is too long.") % {"line": number})
            if cell in _ERRORS:
                fault = fault or ERROR_IN_CELL
    if not filled:
        return None
    if filled > limits.columns:
        raise too_many_columns(limits)
    return Row(number, cells[:filled], fault)


def _is_formula(written: Any) -> bool:
    # array formulas come as objects of their own
    return written.startswith("=") if isinstance(written, str) else written is not None


def _sheet(name: str, rows: Iterator[Row], limits: Limits) -> Sheet | None:
    first = next(rows, None)
    if first is None:
        return None
    if first.fault:
        raise UnreadableFile(_("The first line is not a header."))
    headers = checked_header(first.cells, limits)
    unnamed: set[int] = set()
    return Sheet(name, headers, first.line, _fitted(rows, headers, unnamed), "xlsx", "", unnamed)


def _fitted(rows: Iterator[Row], headers: list[str], unnamed: set[int]) -> Iterator[Row]:
    width = len(headers)
    nameless = [position for position, header in enumerate(headers) if not header]
    for row in rows:
        if len(row.cells) > width:
            row.fault = row.fault or TOO_MANY_CELLS
            del row.cells[width:]
        row.cells.extend([None] * (width - len(row.cells)))
        unnamed.update(position for position in nameless if row.cells[position] is not None)
        yield row
