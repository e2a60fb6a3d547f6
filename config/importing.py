"""The steps of an uploaded import outside the request — read, try, import, undo — with a run people can watch."""

import logging
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from datetime import date

from django.core.cache import cache
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import override

from config import undoing
from config.models import (
    ColumnMapping,
    ImportedFile,
    ImportedRows,
    ImportUndo,
    PortfolioImport,
    ReplacedValues,
)
from config.nouns import company_nouns
from config.portfolio import Keep, PortfolioRefused, PortfolioReport, import_portfolio
from config.sheets import Choice, Source, look
from tenancy.acting import acting_for
from tenancy.inserting import Keys
from tenancy.models import Company, JobRun
from ui.spreadsheets.headers import normalised
from ui.spreadsheets.written import Replaced

log = logging.getLogger(__name__)
KIND = "import"
State = PortfolioImport.State
#: no task lasts longer: one that says it runs after that was killed
LONGEST_SECONDS = 600


class _MovedOn(Exception):
    """Somebody else settled the import meanwhile; what was written is rolled back."""


def carry_out(company: Company, import_id: int) -> None:
    """Do the step an import waits for, as its state says; its report and its run say what became of it.

    The rows and the state that says they are there are written in one transaction, so a file that cannot be read, a
    fault or a killed worker leaves nothing half done, and a task delivered twice does nothing.
    """
    with acting_for(company, source=KIND):
        job = PortfolioImport.objects.select_related("started_by").filter(pk=import_id).first()
        step = _STEPS.get(job.state) if job else None
        if job is None or step is None:
            return
        run = JobRun.objects.create(kind=KIND, on=job.on, started_by=job.started_by, total=1)
        PortfolioImport.objects.filter(pk=job.pk).update(run=run)
        stored = list(job.files.all())
    problem = ""
    try:
        # what the readers say of a file is said with its line and sizes in it, so in the person's language at once
        with override(_language(job, company)):
            counts = step(company, job, stored)
    except _MovedOn:
        counts = {}
    except PortfolioRefused as refused:
        counts, problem = {}, str(refused)
    except Exception:
        log.exception("The import %s failed", import_id)
        with override(_language(job, company)):
            counts, problem = {}, _failed(job.state)
    with acting_for(company, source=KIND):
        if problem:
            # what was imported stands when it could not be undone
            after = State.IMPORTED if job.state == State.UNDOING else State.UNREADABLE
            job.move(job.state, after, problem=problem)
        run.done = run.total
        run.save(update_fields=["done"])
        run.finish({KIND: counts}, error=problem)


def _read(company: Company, job: PortfolioImport, stored: list[ImportedFile]) -> dict[str, int]:
    """Look at the headers; what was settled for the same headers before counts again."""
    found = []
    with acting_for(company, source=KIND):
        nouns = company_nouns()
    for file in stored:
        with file.content.open("rb") as content:
            found += [(file.pk, each) for each in look(Source(file.name, content), nouns, job.noun)]
    with acting_for(company, source=KIND):
        wanted = [each.fingerprint for _file, each in found]
        known = {m.fingerprint: m for m in ColumnMapping.objects.filter(fingerprint__in=wanted)}
        for _file, each in found:
            if settled := known.get(each.fingerprint):
                each.noun, each.remembered = settled.noun, True
                each.columns = {
                    header: column
                    for header in each.headers
                    if (column := settled.columns.get(normalised(header)))
                }
        sheets = [{"file": file, **asdict(each)} for file, each in found]
        job.move(State.READING, State.MAPPING, sheets=sheets, problem="")
    return {}


def _try(company: Company, job: PortfolioImport, stored: list[ImportedFile]) -> dict[str, int]:
    report = _bring_in(company, job, stored, trial=True)
    with acting_for(company, source=KIND):
        job.move(State.TRYING, State.TRIED, report=report.as_dict(), problem="")
    return _counts(report)


def _import(company: Company, job: PortfolioImport, stored: list[ImportedFile]) -> dict[str, int]:
    def keep(report: PortfolioReport, keys: Keys, replaced: list[Replaced]) -> None:
        if not job.move(State.IMPORTING, State.IMPORTED, report=report.as_dict(), problem=""):
            raise _MovedOn
        ImportedRows.record(job, keys)
        ReplacedValues.record(job, replaced)

    return _counts(_bring_in(company, job, stored, trial=False, keep=keep))


def _bring_in(
    company: Company,
    job: PortfolioImport,
    stored: list[ImportedFile],
    *,
    trial: bool,
    keep: Keep | None = None,
) -> PortfolioReport:
    choices: defaultdict[int, dict[str, Choice]] = defaultdict(dict)
    for sheet in job.sheets:
        columns = {header: sheet["columns"].get(header, "") for header in sheet["headers"]}
        choices[sheet["file"]][sheet["sheet"]] = Choice(sheet["noun"], columns)
    steps = 2 * sum(bool(sheet["noun"]) for sheet in job.sheets)
    done = 0

    def tell(noun: str, _file: str, _rows: int) -> None:
        # the run itself is written in another transaction, which nobody sees before this one ends
        nonlocal done
        done += 1
        cache.set(progress_key(company, job), (noun, done, steps), LONGEST_SECONDS)

    with ExitStack() as opened:
        files = [
            Source(file.name, opened.enter_context(file.content.open("rb")), choices=choices[file.pk])
            for file in stored
        ]
        return import_portfolio(
            company,
            files,
            on=job.on,
            actor=job.started_by,
            trial=trial,
            update=job.update,
            progress=tell,
            keep=keep,
        )


def recorder(on: date) -> Keep:
    """What keeps an import that did not come by the page, so that it stands in the list and can be undone there."""

    def keep(report: PortfolioReport, keys: Keys, replaced: list[Replaced]) -> None:
        job = PortfolioImport.objects.create(on=on, state=State.IMPORTED, report=report.as_dict())
        ImportedRows.record(job, keys)
        ReplacedValues.record(job, replaced)

    return keep


def _undo(company: Company, job: PortfolioImport, _stored: list[ImportedFile]) -> dict[str, int]:
    with acting_for(company, source=KIND):
        asked = ImportUndo.objects.select_related("asked_by").filter(owner=job).order_by("-pk").first()
    actor = asked.asked_by if asked else None
    with acting_for(company, actor=actor, source="undo"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('portfolio'), %s)", [company.pk])
        if asked is None or not job.move(State.UNDOING, State.UNDONE, problem=""):
            raise _MovedOn
        outcome = undoing.undo(job, asked.ticked)
        ImportUndo.objects.filter(pk=asked.pk).update(result=asdict(outcome))
    return {
        "removed": sum(count for _noun, count in outcome.gone),
        "restored": outcome.restored,
        "stays": len(outcome.stays) + outcome.unnamed,
    }


def progress_key(company: Company, job: PortfolioImport) -> str:
    """Under which the cache holds how far a step is: noun, steps done, steps in all."""
    return f"import:{company.pk}:{job.pk}"


_STEPS: dict[str, Callable[[Company, PortfolioImport, list[ImportedFile]], dict[str, int]]] = {
    State.READING: _read,
    State.TRYING: _try,
    State.IMPORTING: _import,
    State.UNDOING: _undo,
}


def _failed(state: str) -> str:
    if state == State.UNDOING:
        return _(
            "Nothing was removed: it could not be undone. Perhaps somebody wrote at the same moment; try again."
        )
    return _("Something went wrong while reading. Nothing was imported; the operators can see the cause.")


def _counts(report: PortfolioReport) -> dict[str, int]:
    return {
        "created": report.created,
        "known": sum(file.known for file in report.files),
        "updated": report.updated,
        "refused": report.refused,
    }


def _language(job: PortfolioImport, company: Company) -> str:
    person = job.started_by
    if job.state == State.UNDOING:
        with acting_for(company, source=KIND):
            asked = ImportUndo.objects.select_related("asked_by").filter(owner=job).order_by("-pk").first()
        person = asked.asked_by if asked else person
    return (person.language if person else "") or company.language
