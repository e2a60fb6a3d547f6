"""Celery entries of the letters. Their queue is their own, so that a batch holds up neither nights nor mails."""

from celery import shared_task

from letters import mailings, remaking
from tenancy.tasks import CompanyTask


@shared_task(base=CompanyTask, name="letters.tasks.write_part")
def write_part(company_id: int, mailing_id: int, first: int, last: int | None = None) -> None:
    """Write one part of a mailing; begun again after a crash, it goes on with what is waiting."""
    mailings.write_part(CompanyTask.company(company_id), mailing_id, first, last)


@shared_task(base=CompanyTask, name="letters.tasks.remake")
def remake(company_id: int, mailing_id: int, run_id: int) -> None:
    """Make the file to print of a mailing anew."""
    remaking.remake(CompanyTask.company(company_id), mailing_id, run_id)
