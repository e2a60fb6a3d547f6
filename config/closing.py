"""A company leaves: everything is taken away first, then nobody enters, no night runs, no link opens and no mail goes.

Nothing is deleted here; who runs the installation can open it again as it was.
"""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from config.company_export import running
from tenancy.models import Company, JobRun
from tenancy.recording import record, state_of

# How old the archive may be that was taken before.
RECENT = timedelta(days=7)
KEPT = ("closed_on",)


def recent_archive() -> JobRun | None:
    """The archive of everything that makes closing possible; None when it has to be written first."""
    since = timezone.now() - RECENT
    runs = JobRun.objects.filter(kind=running.KIND, state=JobRun.State.DONE, started_at__gte=since)
    return runs.exclude(result_url="").first()


def running_jobs() -> int:
    """How many jobs of the acting company are at work and would be cut short."""
    since = timezone.now() - running.LOST_AFTER
    return JobRun.objects.filter(state=JobRun.State.RUNNING, started_at__gte=since).count()


def close(company: Company, on: date) -> None:
    """Close the acting company as of a day; twice asked, the first day stands.

    Raises ``ValidationError`` without a recent archive, or while a job is at work.
    """
    with transaction.atomic():
        row = Company.objects.select_for_update(no_key=True).get(pk=company.pk)
        if row.closed_on is not None:
            return
        if recent_archive() is None:
            raise ValidationError(
                _("Take everything away first: there is no archive of the last seven days.")
            )
        if running_jobs():
            raise ValidationError(_("A job is at work. Wait until it is done."))
        _set(row, on)


def reopen(company: Company) -> None:
    """Open a closed company again, as it was. Call inside ``acting_for``."""
    with transaction.atomic():
        row = Company.objects.select_for_update(no_key=True).get(pk=company.pk)
        if row.closed_on is not None:
            _set(row, None)


def _set(row: Company, closed_on: date | None) -> None:
    before = state_of(row, KEPT)
    row.closed_on = closed_on
    row.save(update_fields=list(KEPT))
    record(row, before, KEPT)
