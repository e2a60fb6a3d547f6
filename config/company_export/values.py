"""How values are written so that any program reads them: ISO days and moments, a point in numbers, true and false."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ui.spreadsheets.writing import Dialect, csv_pieces

DIALECT = Dialect()


def pieces(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterable[bytes]:
    """A CSV in pieces: UTF-8 with a byte order mark, commas, no text that a spreadsheet program would run."""
    return csv_pieces(header, ([plain(value) for value in row] for row in rows), DIALECT)


def plain(value: Any) -> Any:
    """One value as the archive writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, str | int | Decimal):
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
