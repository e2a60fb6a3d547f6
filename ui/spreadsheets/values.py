"""What stands in a cell, read as people of France, Italy or England write it. Each fault is typed."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from ui.characters import visible
from ui.days import EARLIEST, LATEST
from ui.spreadsheets.cells import Cell
from ui.spreadsheets.headers import normalised

T = TypeVar("T")


class Fault(StrEnum):
    """Why a value is not taken. Each column says it in a sentence of its own."""

    MISSING = "missing"
    TOO_LONG = "too long"
    NOT_A_DATE = "not a date"
    NO_SUCH_DATE = "no such date"
    OUT_OF_REACH = "out of reach"
    NOT_A_NUMBER = "not a number"
    NOT_WHOLE = "not whole"
    TWO_READINGS = "two readings"
    TOO_PRECISE = "too precise"
    NEGATIVE = "negative"
    ZERO = "zero"
    TOO_LARGE = "too large"
    UNKNOWN = "unknown"


class BadValue(ValueError):
    """A value that cannot be taken, and the kind of fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


_NUMERIC_DATE = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:[ ,T]+\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)?")
_ISO_DATE = re.compile(r"(\d{4})([/.-])(\d{1,2})\2(\d{1,2})(?:[T ]\d{2}:\d{2}.*)?")
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f'’]")
_MONEY_SIGNS = re.compile(r"^(?:€|eur|euro)|(?:€|eur|euros?|%|kw)$", re.IGNORECASE)
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?|[.,]\d+")
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]\d+)?")
#: the largest number of digits a cell is read with; more is a typing accident or an attack on the parser
_DIGITS = 18


def text(cell: Cell) -> str:
    """The text of a cell on one line: spaces collapsed, unprintable signs out, whole numbers as such."""
    return " ".join(long_text(cell).split())


def long_text(cell: Cell) -> str:
    """The text of a cell with its line breaks."""
    if isinstance(cell, str):
        return visible(cell).strip()
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and (cell.hour, cell.minute, cell.second) == (0, 0, 0):
        return cell.date().isoformat()
    return str(cell)


def at_most(length: int, read: Callable[[Cell], str] = text) -> Callable[[Cell], str]:
    """A reader of texts of no more than `length` characters."""

    def reader(cell: Cell) -> str:
        value = read(cell)
        if len(value) > length:
            raise BadValue(Fault.TOO_LONG)
        return value

    return reader


def code(width: int) -> Callable[[Cell], str]:
    """A reader of codes of digits (postcodes, SIRET) to which a spreadsheet program may have taken the leading zeros:
    a whole number is filled up to `width`.
    """

    def reader(cell: Cell) -> str:
        value = text(cell)
        if isinstance(cell, (int, float)) and not isinstance(cell, bool) and value.isdigit():
            return value.zfill(width)
        return value

    return reader


def calendar_date(cell: Cell) -> date:
    """dd/mm/yyyy, dd-mm-yyyy, dd.mm.yyyy, ISO, or a real date of a workbook; a time of day behind it is left out.

    The day comes first, always: 12/31/2026 is a date that does not exist. Years are written with four figures.
    """
    if isinstance(cell, datetime):
        return _date(cell.year, cell.month, cell.day)
    if isinstance(cell, date):
        return _date(cell.year, cell.month, cell.day)
    if not isinstance(cell, str):
        raise BadValue(Fault.NOT_A_DATE)
    value = cell.strip()
    if not value.isascii():
        value = text(cell)
        if not value.isascii():
            raise BadValue(Fault.NOT_A_DATE)
    if match := _NUMERIC_DATE.fullmatch(value):
        return _date(int(match[4]), int(match[3]), int(match[1]))
    if match := _ISO_DATE.fullmatch(value):
        return _date(int(match[1]), int(match[3]), int(match[4]))
    raise BadValue(Fault.NOT_A_DATE)


def _date(year: int, month: int, day: int) -> date:
    try:
        found = date(max(year, 1), month, day)
    except ValueError:
        raise BadValue(Fault.NO_SUCH_DATE) from None
    if not EARLIEST <= found <= LATEST:
        raise BadValue(Fault.OUT_OF_REACH)
    return found


def number(cell: Cell, *, places: int = 2) -> Decimal:
    """A decimal number with comma or point, grouped by spaces, points or commas, with € or % beside it.

    More decimals than `places` are refused unless they are zeros. With `places` below 3, one sign before exactly three
    figures ("1.234") could be either and is refused, as nothing in the cell tells which was meant.
    """
    if isinstance(cell, bool) or cell is None:
        raise BadValue(Fault.NOT_A_NUMBER)
    if isinstance(cell, (int, Decimal)):
        value = Decimal(cell)
    elif isinstance(cell, float):
        # a workbook keeps 110.01 as 110.01000000000001 when it was computed
        value = Decimal(format(cell, ".12g"))
    elif isinstance(cell, str):
        value = _written_number(cell, places)
    else:
        raise BadValue(Fault.NOT_A_NUMBER)
    if not value.is_finite():
        raise BadValue(Fault.NOT_A_NUMBER)
    if value.adjusted() >= _DIGITS:
        raise BadValue(Fault.TOO_LARGE)
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > places:
        if value != round(value, places):
            raise BadValue(Fault.TOO_PRECISE)
        value = round(value, places)
    return value


def _written_number(cell: str, places: int) -> Decimal:
    value = _MONEY_SIGNS.sub("", _SPACES.sub("", cell)).replace("−", "-")
    negative = value.startswith("-") or (value.startswith("(") and value.endswith(")"))
    value = (
        value.strip("()")
        if value.startswith("(")
        else value.lstrip("+-")
        if value[:2] not in ("--", "++")
        else ""
    )
    value = _MONEY_SIGNS.sub("", value)
    if not value.isascii() or len(value) > 2 * _DIGITS:
        raise BadValue(Fault.NOT_A_NUMBER)
    if match := _GROUPED.fullmatch(value):
        grouping = match[1]
        single = value.count(grouping) == 1 and not (set(value) & ({",", "."} - {grouping}))
        if single and places < 3 and not value.startswith("0"):
            raise BadValue(Fault.TWO_READINGS)
        plain = value.replace(",", ".") if single else value.replace(grouping, "").replace(",", ".")
    elif _PLAIN.fullmatch(value):
        plain = value.replace(",", ".")
    else:
        raise BadValue(Fault.NOT_A_NUMBER)
    return -Decimal(plain) if negative else Decimal(plain)


def not_negative(places: int, largest: Decimal) -> Callable[[Cell], Decimal]:
    """A reader of numbers from 0 to `largest`."""

    def reader(cell: Cell) -> Decimal:
        value = number(cell, places=places)
        if value < 0:
            raise BadValue(Fault.NEGATIVE)
        if value > largest:
            raise BadValue(Fault.TOO_LARGE)
        return value

    return reader


def whole(smallest: int, largest: int) -> Callable[[Cell], int]:
    """A reader of whole numbers from `smallest` (0 or 1) to `largest`."""

    def reader(cell: Cell) -> int:
        try:
            value = number(cell, places=3)
        except BadValue as error:
            raise BadValue(Fault.NOT_WHOLE if error.fault is Fault.TOO_PRECISE else error.fault) from None
        if value < 0:
            raise BadValue(Fault.NEGATIVE)
        if value != int(value):
            raise BadValue(Fault.NOT_WHOLE)
        if value < smallest:
            raise BadValue(Fault.ZERO)
        if value > largest:
            raise BadValue(Fault.TOO_LARGE)
        return int(value)

    return reader


_YES = frozenset(("oui", "o", "si", "s", "yes", "y", "vrai", "vero", "true", "1", "x"))
_NO = frozenset(("non", "n", "no", "faux", "falso", "false", "0"))


def yes_or_no(cell: Cell) -> bool:
    """Yes or no in three languages, a cross, 1 or 0, or a workbook's truth value."""
    if isinstance(cell, bool):
        return cell
    word = normalised(text(cell))
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise BadValue(Fault.UNKNOWN)


_MONTH_NAMES = (
    "janvier gennaio january|fevrier febbraio february|mars marzo march|avril aprile april|mai maggio may"
    "|juin giugno june|juillet luglio july|aout agosto august|septembre settembre september"
    "|octobre ottobre october|novembre november|decembre dicembre december"
)
#: "juin" and "juillet" share three letters, so three are enough but for them
_MONTHS = {
    name[:length]: month
    for month, names in enumerate(_MONTH_NAMES.split("|"), start=1)
    for name in names.split()
    for length in range(3, len(name) + 1)
    if name[:length] != "jui"
}


_MONTH_NUMBER = re.compile("0?[1-9]|1[0-2]")


def month(cell: Cell) -> int:
    """A month as 1 to 12 from its number or its name, whole or cut ("févr.", "sett", "Aug")."""
    word = text(cell)
    if _MONTH_NUMBER.fullmatch(word):
        return int(word)
    if (found := _MONTHS.get(normalised(word))) is not None:
        return found
    raise BadValue(Fault.UNKNOWN)


def one_of(words: Mapping[str, T]) -> Callable[[Cell], T]:
    """A reader of a choice; `words` are written as people do and compared without accents, case and signs."""
    known = {normalised(word): meaning for word, meaning in words.items()}

    def reader(cell: Cell) -> T:
        try:
            return known[normalised(text(cell))]
        except KeyError:
            raise BadValue(Fault.UNKNOWN) from None

    return reader
