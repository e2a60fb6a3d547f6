"""What the night throws away: files that were only needed for a while."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from config import exporting
from config.company_export import running
from config.models import ImportedFile, PortfolioImport
from tenancy import attachments
from tenancy.acting import acting_for
from tenancy.models import JobRun
from tenancy.night import Work
from ui.views.export import FORMATS

KEPT_DAYS = 30
RUNS_LAST_HOURS = 6


def purge(work: Work) -> None:
    """The night's step: spreadsheets, exports and removed files older than thirty days go; their runs stay."""
    before = work.on - timedelta(days=KEPT_DAYS)
    with acting_for(work.company, source=work.source):
        _close_abandoned(work.company.language)
        uploads = list(ImportedFile.objects.filter(owner__created_at__date__lt=before))
        ImportedFile.objects.filter(pk__in=[upload.pk for upload in uploads]).delete()
        exports = JobRun.objects.filter(kind=exporting.KIND, started_at__date__lt=before).exclude(
            result_url=""
        )
        runs = list(exports.values_list("pk", flat=True))
        exports.update(result_url="")
        whole = JobRun.objects.filter(kind=running.KIND, started_at__date__lt=before).exclude(result_url="")
        archives = list(whole.values_list("pk", flat=True))
        whole.update(result_url="")
        removed = attachments.purge(before)
    work.count("purged", len(uploads) + len(runs) + len(archives) + len(removed))
    for upload in uploads:
        work.tell("purged", upload.name)
    if not work.writes:
        return
    for upload in uploads:
        default_storage.delete(str(upload.content.name))
    for stored in removed:
        default_storage.delete(stored)
    for run in runs:
        for wanted in FORMATS:
            default_storage.delete(exporting.path_of(work.company, run, wanted))
    running.discard(work.company, archives)


def _close_abandoned(language: str) -> None:
    """What a killed worker left would say “running” for ever: no task lasts longer than ten minutes."""
    before = timezone.now() - timedelta(hours=RUNS_LAST_HOURS)
    with override(language):
        said = _("The worker stopped before the end. What was committed stands; run it again.")
    for run in JobRun.objects.filter(state=JobRun.State.RUNNING, started_at__lt=before):
        run.finish(run.counts, error=said)
    lost = PortfolioImport.objects.filter(created_at__lt=before).exclude(
        run__state=JobRun.State.RUNNING
    )  # one sent again a moment ago has a run that runs
    lost.filter(state=PortfolioImport.State.READING).update(
        state=PortfolioImport.State.UNREADABLE, problem=said
    )
    # Each step is one transaction, so nothing was written: it may be started once more.
    for step, before_it in PortfolioImport.BEFORE.items():
        lost.filter(state=step).update(state=before_it)
