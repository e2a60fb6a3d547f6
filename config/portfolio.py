"""Bringing a firm's portfolio in: customers, equipment and contracts from whatever files hold them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, Any

from django.core.files import File
from django.db import connection
from django.utils.translation import gettext as _

from contracts.importing.checking import check_contracts
from contracts.importing.columns import CONTRACTS
from contracts.importing.writing import write_contracts
from customers.importing.checking import check_customers
from customers.importing.columns import CUSTOMERS
from customers.importing.writing import known_customers, write_customers
from installed_base.importing.checking import check_equipment
from installed_base.importing.columns import EQUIPMENT
from installed_base.importing.writing import known_equipment, write_equipment
from tenancy import statistics
from tenancy.acting import acting_for
from tenancy.models import Company, User
from ui.spreadsheets.cells import Sheet, UnreadableFile
from ui.spreadsheets.checking import Checked, Refused, Remark
from ui.spreadsheets.columns import Mapped, NotRecognised, recognise
from ui.spreadsheets.reading import opened
from ui.spreadsheets.written import Difference, Written

#: in the order in which they need each other
NOUNS = (CUSTOMERS, EQUIPMENT, CONTRACTS)
#: so many new rows change how the database should look for them
MANY = 100
SUFFIXES = frozenset((".csv", ".xlsx", ".xlsm", ".xls", ".ods", ".tsv", ".txt"))

#: noun, file, rows behind: called once a file was read, and once it was written
Progress = Callable[[str, str, int], None]


@dataclass(frozen=True, slots=True)
class Source:
    """A file to bring in. One that `must` be a portfolio file stops everything when it is not."""

    name: str
    file: "Path | IO[bytes] | File[Any]"
    must: bool = True


@dataclass(slots=True)
class FileReport:
    """What one file (one sheet of a workbook) came to. `rows` counts those with something in them."""

    file: str
    noun: str
    encoding: str
    delimiter: str
    rows: int = 0
    created: int = 0
    known: int = 0
    refused: list[Refused] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    unknown_columns: tuple[str, ...] = ()


@dataclass(slots=True)
class PortfolioReport:
    """What an import did, or would do when it was a trial. `skipped` are files that hold something else."""

    company: str
    on: date
    trial: bool
    files: list[FileReport] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    @property
    def created(self) -> int:
        """Rows written."""
        return sum(report.created for report in self.files)

    @property
    def refused(self) -> int:
        """Rows not taken."""
        return sum(len(report.refused) for report in self.files)

    def as_dict(self) -> dict[str, Any]:
        """Everything, ready for JSON; reasons are the English sentences."""
        return {
            "company": self.company,
            "on": self.on.isoformat(),
            "dry_run": self.trial,
            "files": [asdict(report) for report in self.files],
            "skipped": self.skipped,
            "refused": {
                noun.name: {
                    r.reference: r.reason for f in self.files if f.noun == noun.name for r in f.refused
                }
                for noun in NOUNS
            },
        }


class PortfolioRefused(Exception):
    """A file could not be read, and nothing was brought in; `file` names it, `message` says why."""

    def __init__(self, file: str, message: str) -> None:
        super().__init__(f"{file}: {message}")
        self.file = file
        self.message = message


def _nobody_listens(noun: str, file: str, rows: int) -> None:
    pass


class _Undo(Exception):
    """Ends a trial: everything it wrote is rolled back."""


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


def import_portfolio(
    company: Company,
    files: Sequence[Source],
    *,
    on: date,
    actor: User | None = None,
    trial: bool = False,
    progress: Progress | None = None,
) -> PortfolioReport:
    """Brings the files into the company as they stand on the day, in one transaction: all of it, or nothing.

    Files are told apart by their headers and taken in the order customers, equipment, contracts. Refused rows are
    listed and stop nothing; a file that cannot be read stops everything (PortfolioRefused). References the company has
    are left as they are, so the same files again change nothing. A trial does the same and undoes it.
    """
    report = PortfolioReport(company.slug, on, trial)
    tell = progress or _nobody_listens
    try:
        with acting_for(company, actor=actor, source="import"), ExitStack() as stack:
            # two imports at once would both find a reference missing
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext('portfolio'), %s)", [company.pk])
            tables = list(_tables(files, stack, report))
            if not tables:
                raise PortfolioRefused(
                    ", ".join(report.skipped) or "-",
                    _("No file with customers, equipment or contracts was found."),
                )
            _bring_in(company, tables, on, report, tell)
            if trial:
                raise _Undo
    except _Undo:
        pass
    if report.created > MANY:
        # the first night and the first search come at once, long before the server looks by itself
        statistics.refresh()
    return report


@dataclass(frozen=True, slots=True)
class _Table:
    file: str
    sheet: Sheet
    mapped: Mapped


def _tables(files: Sequence[Source], stack: ExitStack, report: PortfolioReport) -> Iterator[_Table]:
    for source in files:
        try:
            sheets = stack.enter_context(opened(source.file))
            found = []
            for sheet in sheets:
                name = f"{source.name} · {sheet.name}" if len(sheets) > 1 else source.name
                try:
                    found.append(_Table(name, sheet, recognise(sheet, NOUNS)))
                except NotRecognised:
                    if source.must and len(sheets) == 1:
                        raise
                    report.skipped.append(name)
        except UnreadableFile as problem:
            raise PortfolioRefused(source.name, problem.message) from problem
        if source.must and not found:
            raise PortfolioRefused(source.name, _("No sheet of it holds customers, equipment or contracts."))
        yield from found


def _bring_in(
    company: Company, tables: list[_Table], on: date, report: PortfolioReport, progress: Progress
) -> None:
    customers = known_customers()
    equipment = known_equipment()
    for table in sorted(tables, key=lambda table: NOUNS.index(table.mapped.noun)):
        mapped, sheet = table.mapped, table.sheet
        columns = mapped.positions.keys()
        checked: Checked[Any]
        try:
            if mapped.noun is CUSTOMERS:
                checked = check_customers(sheet, mapped, country=company.country, known=customers)
                progress(mapped.noun.name, table.file, 0)
                written = write_customers(checked.accepted, columns)
                customers.update(row.number for row in checked.accepted)
            elif mapped.noun is EQUIPMENT:
                checked = check_equipment(sheet, mapped, on=on, customers=customers)
                progress(mapped.noun.name, table.file, 0)
                written = write_equipment(checked.accepted, columns)
                equipment = {row.number: row.customer for row in checked.accepted} | equipment
            else:
                checked = check_contracts(sheet, mapped, on=on, customers=customers, equipment=equipment)
                progress(mapped.noun.name, table.file, 0)
                written = write_contracts(checked.accepted, columns, on=on)
        except UnreadableFile as problem:
            raise PortfolioRefused(table.file, problem.message) from problem
        report.files.append(_file_report(table, checked, written))
        progress(mapped.noun.name, table.file, len(checked.accepted))


def _file_report(table: _Table, checked: Checked[Any], written: Written) -> FileReport:
    return FileReport(
        file=table.file,
        noun=table.mapped.noun.name,
        encoding=table.sheet.encoding,
        delimiter=table.sheet.delimiter,
        rows=len(checked.accepted) + len(checked.refused),
        created=written.created,
        known=written.known,
        refused=checked.refused,
        remarks=sorted(checked.remarks + written.remarks, key=lambda remark: remark.line),
        differences=written.differences,
        unknown_columns=(*table.mapped.unknown, *table.mapped.unnamed(table.sheet)),
    )
