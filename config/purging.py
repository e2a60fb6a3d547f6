"""What the night throws away: files that were only needed for a while."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from config import exporting
from config.models import ImportedFile
from tenancy.acting import acting_for
from tenancy.models import JobRun
from tenancy.night import Work
from ui.views.export import FORMATS

KEPT_DAYS = 30
RUNS_LAST_HOURS = 6


def purge(work: Work) -> None:
    """The night's step: uploaded spreadsheets and written exports older than thirty days go; their runs stay."""
    before = work.on - timedelta(days=KEPT_DAYS)
    with acting_for(work.company, source=work.source):
        _close_abandoned_runs()
        uploads = list(ImportedFile.objects.filter(owner__created_at__date__lt=before))
        ImportedFile.objects.filter(pk__in=[upload.pk for upload in uploads]).delete()
        exports = JobRun.objects.filter(kind=exporting.KIND, started_at__date__lt=before).exclude(
            result_url=""
        )
        runs = list(exports.values_list("pk", flat=True))
        exports.update(result_url="")
    work.count("purged", len(uploads) + len(runs))
    for upload in uploads:
        work.tell("purged", upload.name)
    if not work.writes:
        return
    for upload in uploads:
        default_storage.delete(str(upload.content.name))
    for run in runs:
        for wanted in FORMATS:
            default_storage.delete(exporting.path_of(work.company, run, wanted))


def _close_abandoned_runs() -> None:
    """A run whose worker was killed would say “running” for ever: no task lasts longer than ten minutes."""
    before = timezone.now() - timedelta(hours=RUNS_LAST_HOURS)
    for run in JobRun.objects.filter(state=JobRun.State.RUNNING, started_at__lt=before):
        run.finish(
            run.counts, error=_("The worker stopped before the end. What was committed stands; run it again.")
        )
