"""The files of an import: which noun each sheet holds and where its columns are, by headers or as somebody chose."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.core.files import File
from django.utils.translation import gettext as _

from config.nouns import NOUNS
from ui.spreadsheets.cells import Sheet, UnreadableFile
from ui.spreadsheets.columns import Mapped, NotRecognised, recognise
from ui.spreadsheets.reading import opened

SUFFIXES = frozenset((".csv", ".xlsx", ".xlsm", ".xls", ".ods", ".tsv", ".txt"))


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


def tables(files: Sequence[Source], stack: ExitStack, skipped: list[str]) -> Iterator[Table]:
    """The tables of some files; the names of sheets that hold something else are put into `skipped`."""
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
                    sheet, NOUNS, choice.columns if choice else None, choice.noun if choice else ""
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
