"""Celery entries of the contracts."""

from celery import shared_task

from contracts.cockpit import mass
from tenancy.tasks import CompanyTask


@shared_task(base=CompanyTask, name="contracts.tasks.answer_many")
def answer_many(company_id: int, run_id: int, verb: str, term_ids: list[int], said: dict[str, str]) -> None:
    """Renew or refuse many contracts, as somebody chose in the cockpit."""
    mass.carry_out(CompanyTask.company(company_id), run_id, verb, term_ids, said)
