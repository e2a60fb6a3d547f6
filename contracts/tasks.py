"""Celery entries of the contracts."""

from celery import shared_task

from contracts.cockpit import mass
from contracts.price_rounds import job
from tenancy.tasks import CompanyTask


@shared_task(base=CompanyTask, name="contracts.tasks.answer_many")
def answer_many(company_id: int, run_id: int, verb: str, term_ids: list[int], said: dict[str, str]) -> None:
    """Renew or refuse many contracts, as somebody chose in the cockpit."""
    mass.carry_out(CompanyTask.company(company_id), run_id, verb, term_ids, said)


@shared_task(base=CompanyTask, name="contracts.tasks.compute_proposal")
def compute_proposal(company_id: int, round_id: int) -> None:
    """Compute the fees of a large proposal."""
    job.carry_out(CompanyTask.company(company_id), round_id)


@shared_task(base=CompanyTask, name="contracts.tasks.approve_proposal")
def approve_proposal(company_id: int, round_id: int) -> None:
    """Settle the fees of a large proposal, as somebody approved them."""
    job.settle(CompanyTask.company(company_id), round_id)
