"""Celery entries of what spans all apps. A night is one task a company, so it spreads over every worker there is."""

from datetime import date

from celery import shared_task
from django.utils import timezone

from config import exporting, importing, nightly
from config.company_export import running
from tenancy import outbox
from tenancy.acting import acting_for
from tenancy.models import Company, Membership, PecAccount
from tenancy.tasks import CompanyTask, deliver_outbox, read_pec


@shared_task(base=CompanyTask, name="config.tasks.night")
def night(company_id: int, on: str, membership_id: int | None = None) -> None:
    """The night of one company for a day (ISO); of its own accord, or because a member asked for it."""
    company = CompanyTask.company(company_id)
    asker = Membership.objects.select_related("user").filter(pk=membership_id or 0, company=company).first()
    nightly.run(company, date.fromisoformat(on), by=asker.user if asker else None)


@shared_task(name="config.tasks.start_due_nights", ignore_result=True)
def start_due_nights() -> None:
    """Send the night of every company whose hour has come; a night missed while the server was down is sent late."""
    now = timezone.now()
    for company in Company.objects.open():
        if company.night_is_due(now) and company.claim_night(now):
            night.send(company, on=now.astimezone(company.zone).date().isoformat())


@shared_task(name="config.tasks.start_outboxes", ignore_result=True)
def start_outboxes() -> None:
    """Send the mail of every company that has some waiting: retries, and what a broker that was down left behind."""
    now = timezone.now()
    for company in Company.objects.open().filter(mail_paused=False):
        with acting_for(company, source=outbox.SOURCE):
            waiting = outbox.has_work(now)
        if waiting:
            deliver_outbox.send(company)


@shared_task(name="config.tasks.start_pec_readings", ignore_result=True)
def start_pec_readings() -> None:
    """Send the reading of receipts of every company that has a PEC account."""
    for company in Company.objects.open():
        with acting_for(company, source=outbox.SOURCE):
            has_account = PecAccount.objects.exists()
        if has_account:
            read_pec.send(company)


@shared_task(base=CompanyTask, name="config.tasks.portfolio")
def portfolio(company_id: int, import_id: int) -> None:
    """Do the step an uploaded import waits for: read, try, import or undo."""
    importing.carry_out(CompanyTask.company(company_id), import_id)


@shared_task(base=CompanyTask, name="config.tasks.export")
def export(
    company_id: int, run_id: int, membership_id: int, address: str, wanted: str, language: str
) -> None:
    """Write a long list to a file."""
    exporting.carry_out(CompanyTask.company(company_id), run_id, membership_id, address, wanted, language)


@shared_task(base=CompanyTask, name="config.tasks.company_export")
def company_export(company_id: int, run_id: int, membership_id: int, language: str) -> None:
    """Write everything a company has into one archive."""
    running.carry_out(CompanyTask.company(company_id), run_id, membership_id, language)
