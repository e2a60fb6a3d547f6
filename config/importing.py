"""Trying and running an uploaded import, outside the request, with a run people can watch."""

import logging
from contextlib import ExitStack
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from config.models import PortfolioImport
from config.portfolio import PortfolioRefused, Source, import_portfolio
from tenancy.acting import acting_for
from tenancy.models import Company, JobRun

log = logging.getLogger(__name__)
KIND = "import"
State = PortfolioImport.State


def carry_out(company: Company, import_id: int, *, trial: bool) -> None:
    """Try (``trial``) or run an import whose state says so; its report and its run say what became of it.

    The rows are written in one transaction of their own, so a file that cannot be read, a fault or a killed worker
    leaves nothing half done. A task delivered twice finds the state moved on and does nothing.
    """
    with acting_for(company, source=KIND):
        wanted = State.TRYING if trial else State.IMPORTING
        job = PortfolioImport.objects.select_related("started_by").filter(pk=import_id, state=wanted).first()
        if job is None:
            return
        run = JobRun.objects.create(kind=KIND, on=job.on, started_by=job.started_by, total=6)
        PortfolioImport.objects.filter(pk=job.pk).update(run=run)
        stored = list(job.files.all())

    report: dict[str, Any] = {}
    problem = ""
    try:
        # what the readers say of a file is said with its line and sizes in it, so in the person's language at once
        with override(_language(job, company)), ExitStack() as opened:
            files = [Source(file.name, opened.enter_context(file.content.open("rb"))) for file in stored]
            report = import_portfolio(company, files, on=job.on, actor=job.started_by, trial=trial).as_dict()
    except PortfolioRefused as refused:
        problem = str(refused)
    except Exception:
        log.exception("The import %s failed", import_id)
        with override(_language(job, company)):
            problem = _(
                "Something went wrong while reading. Nothing was imported; the operators can see the cause."
            )
    state = State.UNREADABLE if problem else State.TRIED if trial else State.IMPORTED
    with acting_for(company, source=KIND):
        job.move(wanted, state, report=report, problem=problem)
        run.done = run.total
        run.save(update_fields=["done"])
        run.finish({"import": _counts(report)}, error=problem)


def _counts(report: dict[str, Any]) -> dict[str, int]:
    files = report.get("files", [])
    return {
        "created": sum(each["created"] for each in files),
        "known": sum(each["known"] for each in files),
        "refused": sum(len(each["refused"]) for each in files),
    }


def _language(job: PortfolioImport, company: Company) -> str:
    return (job.started_by.language if job.started_by else "") or company.language
