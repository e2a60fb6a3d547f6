"""The files of an import: which noun each sheet holds and where its columns are, by headers or as somebody chose."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.core.files import File
from django.utils.translation import gettext as _

from config.nouns import company_nouns
from ui.spreadsheets.cells import Sheet, UnreadableFile
from ui.spreadsheets.columns import Mapped, NotRecognised, Noun, guess, recognise
from ui.spreadsheets.headers import normalised
from ui.spreadsheets.reading import opened
from ui.spreadsheets.values import text

SUFFIXES = frozenset((".csv", ".xlsx", ".xlsm", ".xls", ".ods", ".tsv", ".txt"))
#: how many rows are looked at, and how many values of how many characters are shown of each column
LOOKED_AT, SAMPLES, SHOWN = 50, 3, 40


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person said of a sheet: its noun ("" leaves it alone), and the column ("" for none) each header means."""

    noun: str
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to bring in. One that `must` be a portfolio file stops everything when it is not.

    `choices` stand by the name of the sheet, "" for a CSV file.
    """

    name: str
    file: "Path | IO[bytes] | File[Any]"
    must: bool = True
    choices: Mapping[str, Choice] = field(default_factory=dict)


class PortfolioRefused(Exception):
    """A file could not be read, and nothing was brought in; `file` names it, `message` says why."""

    def __init__(self, file: str, message: str) -> None:
        super().__init__(f"{file}: {message}")
        self.file = file
        self.message = message


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet that holds rows of a noun; `file` is how people know it."""

    file: str
    sheet: Sheet
    mapped: Mapped


def sources(paths: Sequence[Path]) -> list[Source]:
    """The files of some paths. Of a directory those that look like spreadsheets, where other lists may lie beside;
    raises PortfolioRefused for a path that is not there.
    """
    found = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.is_file() and p.suffix.lower() in SUFFIXES)
            found += [Source(p.name, p, must=False) for p in inside if not p.name.startswith((".", "~"))]
        elif path.is_file():
            found.append(Source(path.name, path))
        else:
            raise PortfolioRefused(str(path), _("There is no such file or directory."))
    return found


def sheets_of(source: Source, stack: ExitStack) -> list[tuple[str, Sheet]]:
    """The sheets of a file with the name people know each by, open as long as the stack; raises PortfolioRefused."""
    try:
        sheets = stack.enter_context(opened(source.file))
    except UnreadableFile as problem:
        raise PortfolioRefused(source.name, problem.message) from problem
    return [(f"{source.name} · {sheet.name}" if len(sheets) > 1 else source.name, sheet) for sheet in sheets]


@dataclass(slots=True)
class Found:
    """A sheet as the page of its columns shows it: headers with some values, its noun ("" for none), and which column
    each header means.
    """

    name: str
    sheet: str
    headers: list[str]
    samples: list[list[str]]
    noun: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    remembered: bool = False

    @property
    def fingerprint(self) -> str:
        """The same for all files with these headers, in whatever order and spelling."""
        words = sorted(normalised(header) for header in self.headers)
        return sha256("\n".join(words).encode()).hexdigest()


def look(source: Source, nouns: Sequence[Noun], expected: str = "") -> list[Found]:
    """What the sheets of a file seem to hold; raises PortfolioRefused when it cannot be read."""
    with ExitStack() as stack:
        found = []
        for name, sheet in sheets_of(source, stack):
            try:
                samples = _samples(sheet)
            except UnreadableFile as problem:
                raise PortfolioRefused(name, problem.message) from problem
            noun, at = guess(sheet.headers, nouns, expected=expected)
            columns = {sheet.headers[places[0]]: column for column, places in at.items()}
            found.append(Found(name, sheet.name, sheet.headers, samples, noun.name if noun else "", columns))
        return found


def _samples(sheet: Sheet) -> list[list[str]]:
    """For each column the first values that stand in it, among the first rows."""
    samples: list[list[str]] = [[] for _header in sheet.headers]
    for row in islice(sheet.rows, LOOKED_AT):
        for place, cell in enumerate(row.cells[: len(samples)]):
            value = text(cell)[:SHOWN]
            if value and value not in samples[place] and len(samples[place]) < SAMPLES:
                samples[place].append(value)
    return samples


def tables(files: Sequence[Source], stack: ExitStack, skipped: list[str]) -> Iterator[Table]:
    """The tables of some files; the names of sheets that hold something else are put into `skipped`.

    Call inside `acting_for`: a company has columns of its own.
    """
    nouns = company_nouns()
    for source in files:
        found = []
        sheets = sheets_of(source, stack)
        for name, sheet in sheets:
            choice = source.choices.get(sheet.name)
            if choice and not choice.noun:
                skipped.append(name)
                continue
            try:
                mapped = recognise(
                    sheet, nouns, choice.columns if choice else None, choice.noun if choice else ""
                )
            except NotRecognised as problem:
                if source.must and len(sheets) == 1:
                    raise PortfolioRefused(source.name, problem.message) from problem
                skipped.append(name)
            except UnreadableFile as problem:
                raise PortfolioRefused(source.name, problem.message) from problem
            else:
                found.append(Table(name, sheet, mapped))
        if source.must and not found and not source.choices:
            raise PortfolioRefused(source.name, _("No sheet of it holds anything that can be imported."))
        yield from found
