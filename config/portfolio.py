"""Bringing a firm's portfolio in: customers, equipment, contracts and what goes with them, from any files."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from config.nouns import NOUNS, ORDER, PORTFOLIO, Known, kind_of
from config.sheets import PortfolioRefused, Source, Table, sources, tables
from installed_base import refreshing
from installed_base.models import Equipment
from tenancy import statistics
from tenancy.acting import acting_for
from tenancy.inserting import Keys, noting
from tenancy.models import Company, User
from ui.spreadsheets.cells import UnreadableFile
from ui.spreadsheets.checking import Checked, Refused, Remark
from ui.spreadsheets.written import Difference, Replaced, Written

__all__ = ["FileReport", "PortfolioRefused", "PortfolioReport", "Source", "import_portfolio", "sources"]

#: so many new rows change how the database should look for them
MANY = 100

#: noun, file, rows behind: called once a file was read, and once it was written
Progress = Callable[[str, str, int], None]


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
    updated: int = 0
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
    def updated(self) -> int:
        """Rows that were there before and took values of the files."""
        return sum(report.updated for report in self.files)

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
                if noun in PORTFOLIO or any(report.noun == noun.name for report in self.files)
            },
        }


def _nobody_listens(noun: str, file: str, rows: int) -> None:
    pass


class _Undo(Exception):
    """Ends a trial: everything it wrote is rolled back."""


#: what an import wrote, for whoever keeps it: the report, the keys of its rows, and the values that gave way
Keep = Callable[["PortfolioReport", Keys, list[Replaced]], None]


def import_portfolio(
    company: Company,
    files: Sequence[Source],
    *,
    on: date,
    actor: User | None = None,
    trial: bool = False,
    update: Mapping[str, Collection[str]] | None = None,
    progress: Progress | None = None,
    keep: Keep | None = None,
) -> PortfolioReport:
    """Brings the files into the company as they stand on the day, in one transaction: all of it, or nothing.

    Files are told apart by their headers and taken in the order in which nouns need each other. Refused rows are listed
    and stop nothing; a file that cannot be read stops everything (PortfolioRefused). References the company has are
    left as they are, so the same files again change nothing — but for the columns of `update`, by noun. A trial does
    the same and undoes it. `keep` is called at the end of the transaction.
    """
    report = PortfolioReport(company.slug, on, trial)
    tell = progress or _nobody_listens
    try:
        with acting_for(company, actor=actor, source="import"), ExitStack() as stack, noting() as keys:
            # two imports at once would both find a reference missing
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext('portfolio'), %s)", [company.pk])
            found = list(tables(files, stack, report.skipped))
            if not found:
                raise PortfolioRefused(
                    ", ".join(report.skipped) or "-",
                    _("No file with customers, equipment or contracts was found."),
                )
            replaced = _bring_in(company, found, on, report, update or {}, tell)
            if keep:
                keep(report, keys, replaced)
            if trial:
                raise _Undo
    except _Undo:
        pass
    if report.created > MANY:
        # the first night and the first search come at once, long before the server looks by itself
        statistics.refresh()
    if (report.created or report.updated) and not trial:
        with acting_for(company, actor=actor, source="import"):
            machines = list(Equipment.objects.order_by("pk").values_list("pk", flat=True))
        refreshing.in_background(company, machines, on, "import")
    return report


def _bring_in(
    company: Company,
    found: list[Table],
    on: date,
    report: PortfolioReport,
    update: Mapping[str, Collection[str]],
    progress: Progress,
) -> list[Replaced]:
    known = Known(company.country, on)
    replaced: list[Replaced] = []
    for table in sorted(found, key=lambda table: ORDER.index(table.mapped.noun.name)):
        noun = table.mapped.noun
        kind = kind_of(noun.name)
        try:
            checked = kind.check(table.sheet, table.mapped, known)
        except UnreadableFile as problem:
            raise PortfolioRefused(table.file, problem.message) from problem
        progress(noun.name, table.file, 0)
        columns = table.mapped.positions.keys()
        written = kind.write(checked.accepted, columns, update.get(noun.name, ()), known)
        known.add(noun, checked.accepted)
        replaced += written.replaced
        report.files.append(_file_report(table, checked, written))
        progress(noun.name, table.file, len(checked.accepted))
    return replaced


def _file_report(table: Table, checked: Checked[Any], written: Written) -> FileReport:
    return FileReport(
        file=table.file,
        noun=table.mapped.noun.name,
        encoding=table.sheet.encoding,
        delimiter=table.sheet.delimiter,
        rows=len(checked.accepted) + len(checked.refused),
        created=written.created,
        known=written.known,
        updated=written.updated,
        refused=checked.refused,
        remarks=sorted(checked.remarks + written.remarks, key=lambda remark: remark.line),
        differences=written.differences,
        unknown_columns=(*table.mapped.unknown, *table.mapped.unnamed(table.sheet)),
    )
