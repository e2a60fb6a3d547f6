"""Celery entries of the installed base."""

from celery import shared_task

from installed_base import refreshing
from tenancy.acting import acting_for
from tenancy.tasks import CompanyTask

SCOPES = ("type", "customer")


@shared_task(base=CompanyTask, name="installed_base.tasks.refresh_due_dates")
def refresh_due_dates(company_id: int, scope: str, scope_id: int) -> None:
    """Bring the due dates of all machines of a type or a customer up to date."""
    if scope not in SCOPES:
        raise ValueError(scope)
    company = CompanyTask.company(company_id)
    with acting_for(company, source="job"):
        ids = refreshing.machines(scope, scope_id)
    refreshing.in_background(company, ids, company.today(), "job")
