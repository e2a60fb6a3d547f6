"""The columns a noun is brought in with, and how a file is recognised by its headers alone."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ui.spreadsheets.cells import Cell, Sheet, UnreadableFile, letter
from ui.spreadsheets.headers import normalised
from ui.spreadsheets.showing import Show
from ui.spreadsheets.values import Fault, at_most, text


def named(words: str) -> tuple[str, ...]:
    """Headers written one after the other with | between them."""
    return tuple(words.split("|"))


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it is called, in any of the languages, and how its cells are read.

    `reasons` are the sentences (English msgids) for the faults `read` can raise. An empty cell is `blank`; with a
    sentence for MISSING it is a fault instead. `required` columns must stand in the file. `also` are headers too common
    to tell one noun from another, known only once the noun is. `fixed` says (English msgid) why a row that is there
    already never takes this column from a file; `right` is the right without which its values are not shown. `show`
    writes a plain value as pages do, where its kind alone does not tell how.
    """

    name: str
    label: str | Promise
    headers: tuple[str, ...]
    read: Callable[[Cell], object]
    reasons: Mapping[Fault, str] = field(default_factory=dict)
    blank: object = ""
    required: bool = False
    also: tuple[str, ...] = ()
    fixed: str = ""
    right: str = ""
    show: Show | None = None

    def reason(self, fault: Fault) -> str:
        """The sentence for a fault; a column without one for it says the value is not understood."""
        return self.reasons.get(fault) or (OUT_OF_REACH if fault is Fault.OUT_OF_REACH else NOT_UNDERSTOOD)


def text_column(
    name: str,
    label: str | Promise,
    headers: str,
    length: int,
    too_long: str,
    read: Callable[[Cell], str] = text,
    **more: Any,
) -> Column:
    """A column of texts of no more than `length` characters that may be empty."""
    return Column(name, label, named(headers), at_most(length, read), {Fault.TOO_LONG: too_long}, **more)


class NotRecognised(UnreadableFile):
    """No noun has headers like these: a file of something else."""


NOT_UNDERSTOOD = gettext_noop("the value is not understood")
#: of days, in whatever column: see ui.days
OUT_OF_REACH = gettext_noop("the year is not between 1900 and 2199")


@dataclass(frozen=True)
class Noun:
    """What one file holds. `columns` stand in the order in which faults count; `key` is the reference.

    `once` says whether a reference may stand only once in a file. `plain` nouns have so few columns that other lists
    have them too: at least half of a file's headers must be theirs. `more` gives the columns that the acting company
    has added for itself.
    """

    name: str
    label: str | Promise
    key: str
    columns: tuple[Column, ...]
    once: bool = True
    plain: bool = False
    more: Callable[[], tuple[Column, ...]] = tuple

    def whole(self) -> "Noun":
        """The noun with the columns of the acting company; call inside `acting_for`."""
        added = self.more()
        return replace(self, columns=(*self.columns, *added)) if added else self

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True, slots=True)
class Mapped:
    """A noun's columns found in a sheet: positions by column name, and the headers nobody knows."""

    noun: Noun
    positions: Mapping[str, int]
    headers: Sequence[str]
    unknown: tuple[str, ...]

    def header(self, name: str) -> str:
        """The header of the column in this file, or the column's own label when the file lacks it."""
        position = self.positions.get(name)
        return str(self.noun.column(name).label) if position is None else self.headers[position]

    def unnamed(self, sheet: Sheet) -> tuple[str, ...]:
        """Columns without a header that held something, by letter; known once the rows have been walked."""
        return tuple(letter(position) for position in sorted(sheet.unnamed))


def recognise(
    sheet: Sheet, nouns: Sequence[Noun], chosen: Mapping[str, str] | None = None, expected: str = ""
) -> Mapped:
    """The noun of `nouns` this sheet holds, and where its columns are.

    `chosen` maps headers to column names where a person decided ("" leaves a header out); `expected` names the noun the
    person said it holds. Raises UnreadableFile when no noun fits, when one fits but lacks required columns, or when two
    headers mean the same column.
    """
    noun, at = guess(sheet.headers, nouns, chosen, expected)
    if noun is None:
        raise NotRecognised(
            _("The headers are not recognised: %(headers)s.") % {"headers": ", ".join(sheet.headers)[:300]}
        )
    missing = lacking(noun, at)
    if missing:
        raise UnreadableFile(
            _("The file looks like %(noun)s, but these columns are missing: %(columns)s.")
            % {"noun": noun.label, "columns": ", ".join(str(c.label) for c in missing)}
        )
    doubled = [places for places in at.values() if len(places) > 1]
    if doubled:
        first, second = (sheet.headers[place] for place in doubled[0][:2])
        raise UnreadableFile(
            _("The headers “%(first)s” and “%(second)s” mean the same column.")
            % {"first": first, "second": second}
        )
    positions = {name: places[0] for name, places in at.items()}
    taken = set(positions.values())
    unknown = tuple(h for place, h in enumerate(sheet.headers) if h and place not in taken)
    return Mapped(noun, positions, sheet.headers, unknown)


def guess(
    headers: Sequence[str],
    nouns: Sequence[Noun],
    chosen: Mapping[str, str] | None = None,
    expected: str = "",
) -> tuple[Noun | None, dict[str, list[int]]]:
    """The noun most of whose columns stand among the headers, with the places of each; None when none fits.

    The noun `expected` needs only one column that fits.
    """
    told = [noun for noun in nouns if noun.name == expected]
    best: tuple[Noun | None, dict[str, list[int]]] = (None, {})
    most = (0, False)
    for noun in told or nouns:
        at = _positions(headers, noun, chosen or {}, sure=bool(told))
        whole = not lacking(noun, at)
        if not (at if told else _fits(noun, at, whole, len([header for header in headers if header]))):
            continue
        if (len(at), whole) > most:
            best, most = (noun, at), (len(at), whole)
    return best


def lacking(noun: Noun, at: Collection[str]) -> list[Column]:
    """The columns without which the noun cannot be brought in."""
    return [column for column in noun.columns if column.required and column.name not in at]


def _fits(noun: Noun, at: Mapping[str, list[int]], whole: bool, headers: int) -> bool:
    if noun.plain:
        return whole and 2 * len(at) >= headers
    return whole or (noun.key in at and len(at) > 1)


def _positions(
    headers: Sequence[str], noun: Noun, chosen: Mapping[str, str], *, sure: bool
) -> dict[str, list[int]]:
    names = {normalised(header): column.name for column in noun.columns for header in column.headers}
    for column in noun.columns:
        # the reader's own language, so that a list let out by these labels comes in again
        names.setdefault(normalised(str(column.label)), column.name)
        for header in column.also if sure else ():
            names.setdefault(normalised(header), column.name)
    at: dict[str, list[int]] = {}
    for place, header in enumerate(headers):
        name = chosen[header] if header in chosen else names.get(normalised(header))
        if header and name:
            at.setdefault(name, []).append(place)
    return at
