"""Running the night of one company: its steps in order, each caught, with a run the office can open."""

import json
import logging
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from tenancy import night, statistics
from tenancy.acting import acting_for
from tenancy.chunks import readable
from tenancy.models import Company, JobFailure, JobRun, User

log = logging.getLogger(__name__)
KIND = "nightly"


@dataclass(frozen=True, slots=True)
class Summary:
    """What a night did: counts by step, failures, seconds; ``rows`` only when it was asked to tell."""

    company: str
    on: date
    counts: dict[str, dict[str, int]]
    failures: list[night.Failure]
    errors: dict[str, str]
    seconds: float
    rows: list[night.Told]
    run_id: int | None

    @property
    def went_well(self) -> bool:
        """Whether nothing failed."""
        return not self.failures and not self.errors

    def as_json(self) -> str:
        """One JSON line, for machines."""
        return json.dumps(
            {
                "company": self.company,
                "on": self.on.isoformat(),
                "counts": self.counts,
                "failed": [
                    {"step": f.step, "what": f.subject_label, "reason": f.reason} for f in self.failures
                ],
                "errors": self.errors,
                "seconds": round(self.seconds, 3),
            },
            ensure_ascii=False,
        )


def run(
    company: Company,
    on: date,
    *,
    by: User | None = None,
    telling: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> Summary:
    """Run the night of a company for a day; safe to repeat, to run twice at once and to kill.

    Every step keeps its own transactions. Failures are on the ``JobRun`` and, for contracts, alerts.
    """
    statistics.refresh()
    with acting_for(company, actor=by, source=KIND):
        job = JobRun.objects.create(kind=KIND, on=on, started_by=by)

    def tell_progress(step: str, done: int, total: int) -> None:
        with acting_for(company, source=KIND):
            job.progress(step, done, total)
        if progress:
            progress(step, done, total)

    summary = _run_steps(company, on, f"{KIND}:{job.pk}", tell_progress, telling, job.pk)
    with acting_for(company, source=KIND):
        JobFailure.objects.bulk_create(
            [
                JobFailure(
                    run=job,
                    step=failure.step,
                    subject_kind=failure.subject_kind,
                    subject_id=failure.subject_id,
                    subject_label=failure.subject_label[:160],
                    reason=failure.reason,
                )
                for failure in summary.failures
            ],
            batch_size=1000,
        )
        job.finish(
            summary.counts, error="\n".join(f"{step}: {error}" for step, error in summary.errors.items())
        )
    # A night tried for a day to come leaves tonight's to be sent.
    if on <= company.today() and (company.last_night is None or company.last_night < on):
        Company.objects.filter(pk=company.pk).update(last_night=on, last_night_at=timezone.now())
    return summary


def preview(company: Company, on: date) -> Summary:
    """What the night of a day would do, row by row; everything it wrote is rolled back."""
    with transaction.atomic():
        with acting_for(company, source="preview"):
            summary = _run_steps(company, on, "preview", night.nobody_watches, True, None)
        transaction.set_rollback(True)
    return summary


def _run_steps(
    company: Company,
    on: date,
    source: str,
    progress: Callable[[str, int, int], None],
    telling: bool,
    run_id: int | None,
) -> Summary:
    started = time.perf_counter()
    work = night.Work(
        company=company, on=on, source=source, progress=progress, telling=telling, writes=run_id is not None
    )
    counts: dict[str, dict[str, int]] = {}
    errors: dict[str, str] = {}
    for step in night.steps():
        work.step = step.name
        work.counts.clear()
        try:
            with transaction.atomic() if telling and run_id is None else nullcontext():
                step.do(work)
        except Exception as problem:
            log.exception("The step %s failed", step.name)
            errors[step.name] = readable(problem)
        counts[step.name] = dict(work.counts)
    seconds = time.perf_counter() - started
    return Summary(company.slug, on, counts, work.failures, errors, seconds, work.told, run_id)
