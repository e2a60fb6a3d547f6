"""Taking everything away as a job: started by an administrator, watched while it is written, kept for thirty days."""

import logging
import time
from collections.abc import Iterable
from datetime import timedelta
from tempfile import TemporaryFile

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import override

from config.company_export.archive import SOURCE, Archive, Watch
from config.exporting import FAILED
from tenancy.acting import acting, acting_company, acting_for
from tenancy.addresses import company_path
from tenancy.models import Company, JobRun, Membership
from tenancy.permissions import Right

log = logging.getLogger(__name__)
KIND = "company_export"
NEEDED = (Right.COMPANY_EXPORT, Right.FEES_VIEW)
TOLD_EVERY = 1.0  # seconds
LOST_AFTER = timedelta(hours=1)
QUEUED, TAKEN = "", "taken"


def start(membership: Membership, language: str) -> JobRun:
    """Queue an archive for a member; while one is being written that one is given, so a double click makes one."""
    from config.tasks import company_export

    company = acting_company()
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    running = JobRun.objects.filter(
        kind=KIND, state=JobRun.State.RUNNING, started_at__gt=timezone.now() - LOST_AFTER
    ).first()
    if running:
        return running
    run = JobRun.objects.create(kind=KIND, on=company.today(), started_by=acting().actor)
    company_export.send(company, run_id=run.pk, membership_id=membership.pk, language=language)
    return run


def carry_out(company: Company, run_id: int, membership_id: int, language: str) -> None:
    """Write a queued archive with the rights its asker has now. A task that comes twice does it once."""
    with acting_for(company, source=SOURCE):
        if not JobRun.objects.filter(pk=run_id, step=QUEUED, finished_at=None).update(step=TAKEN):
            return
        run = JobRun.objects.get(pk=run_id)
    counts: dict[str, int] = {}
    error = ""
    try:
        counts = _write(company, run, membership_id, language)
    except Exception:  # whatever it was, the run must say so
        log.exception("The archive %s failed", run_id)
        with override(language):
            error = str(FAILED)
    with acting_for(company, source=SOURCE):
        if not error:
            run.result_url = company_path(company, "company_export_file", run_id)
            run.done = run.total
            run.save(update_fields=["result_url", "done", "total"])
        run.finish(counts, error=error)


def path_of(company: Company, run_id: int) -> str:
    """Where an archive is kept."""
    return f"{company.slug}/exports/company-{run_id}.zip"


def holds_private_notes(run: JobRun) -> bool:
    """Whether an archive has what only some may read."""
    return bool(run.counts.get("private"))


def discard(company: Company, run_ids: Iterable[int]) -> None:
    """Delete the files of archives nobody may fetch any more."""
    for run_id in run_ids:
        default_storage.delete(path_of(company, run_id))


def _write(company: Company, run: JobRun, membership_id: int, language: str) -> dict[str, int]:
    member = Membership.objects.active().get(pk=membership_id, company=company)
    if not set(NEEDED) <= member.rights:
        raise PermissionError("The right to take everything away was withdrawn.")
    archive = Archive(
        company=company,
        private=Right.PRIVATE_NOTES in member.rights,
        language=language,
        taken_at=company.now(),
        watch=_progress(company, run),
    )
    with TemporaryFile() as file, timezone.override(company.zone):
        archive.write(file)
        size = file.tell()
        file.seek(0)
        default_storage.delete(path_of(company, run.pk))
        default_storage.save(path_of(company, run.pk), File(file))
    return {
        "rows": archive.rows,
        "files": archive.file_count,
        "missing": len(archive.missing),
        "kilobytes": -(-size // 1024),
        "private": int(archive.private),
    }


def _progress(company: Company, run: JobRun) -> Watch:
    told = 0.0

    def tell(step: str, done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told < TOLD_EVERY:
            return
        told = time.monotonic()
        with acting_for(company, source=SOURCE):
            run.progress(step, done, total)

    return tell
