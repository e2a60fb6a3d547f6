"""Opens a file that somebody brought and gives its sheets, or says plainly why it cannot."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from django.core.files import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from ui.spreadsheets import delimited, workbook
from ui.spreadsheets.cells import Cell, Row, Sheet, UnreadableFile, letter
from ui.spreadsheets.limits import Limits

__all__ = ["Cell", "Row", "Sheet", "UnreadableFile", "letter", "opened"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"RIFF", "WEBP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "RAR"),
    (b"{\\rtf", "RTF"),
    (b"SQLite format 3", "SQLite"),
    (b"PGDMP", "PostgreSQL"),
)
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta", b"<head", b"<svg")


@contextmanager
def opened(source: "Path | IO[bytes] | File[Any]", *, limits: Limits | None = None) -> Iterator[list[Sheet]]:
    """The sheets of a CSV (one) or XLSX file (each visible one that is not empty), told apart by content, not by name.

    Takes a path, an upload or an open binary file, which is left open. Rows stream: walk them inside the `with`.
    Raises UnreadableFile here or while the rows are walked.
    """
    limits = limits or Limits.of_settings()
    if isinstance(source, Path):
        try:
            stream: IO[bytes] = source.open("rb")
        except OSError as error:
            raise UnreadableFile(_("The file cannot be opened.")) from error
        with stream:
            yield _sheets(stream, limits)
    else:
        yield _sheets(cast("IO[bytes]", source.file if isinstance(source, File) else source), limits)


def _sheets(stream: IO[bytes], limits: Limits) -> list[Sheet]:
    size = stream.seek(0, io.SEEK_END)
    if size > limits.file:
        raise UnreadableFile(
            _("The file is too large: %(size)s, and %(limit)s are allowed. Split it into several files.")
            % {"size": filesizeformat(size), "limit": filesizeformat(limits.file)}
        )
    if not size:
        raise UnreadableFile(_("The file is empty."))
    stream.seek(0)
    head = stream.read(512)
    stream.seek(0)
    if head.startswith(b"PK"):
        return workbook.sheets(stream, limits)
    _refuse_foreign(head)
    return [delimited.sheet(stream, limits)]


def _refuse_foreign(head: bytes) -> None:
    if head.startswith(_OLE):
        raise UnreadableFile(
            _(
                "This is an old Excel file (.xls) or one protected by a password."
                " Save it as .xlsx without a password, or as CSV."
            )
        )
    for magic, name in _FOREIGN:
        if head.startswith(magic):
            raise UnreadableFile(
                _("This is not a spreadsheet but a %(format)s file. Bring a CSV or XLSX file.")
                % {"format": name}
            )
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        raise UnreadableFile(
            _(
                "This is a web page or XML file, not a spreadsheet."
                " Open it in a spreadsheet program and save it as XLSX."
            )
        )
