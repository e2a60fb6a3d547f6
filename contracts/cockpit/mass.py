"""Answers to many renewals at once, done by a worker with progress; the result is kept with the run."""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from contracts.answering import CannotAnswer, Given, answer
from contracts.models import Contract, Refusal, RenewalAnswer, Term
from contracts.refusal import CannotRefuse, refuse
from contracts.wording import CANNOT_ANSWER, CANNOT_REFUSE
from tenancy.acting import acting, acting_company, acting_for
from tenancy.chunks import readable
from tenancy.models import Company, JobFailure, JobRun, User

log = logging.getLogger(__name__)
KIND = "renewals"
CHUNK = 25
RENEW, REFUSE = "renew", "refuse"
Done = Counter[str]


def start(verb: str, terms: Sequence[Term], on: date, **said: str) -> JobRun:
    """Queue a verb for the contracts of some terms; a worker begins once this is committed.

    ``said`` is what the verb needs to know: of a refusal ``received_on`` (ISO), ``channel`` and ``reason``.
    """
    from contracts.tasks import answer_many

    company = acting_company()
    run = JobRun.objects.create(kind=KIND, on=on, started_by=acting().actor, total=len(terms), step=verb)
    answer_many.send(company, run_id=run.pk, verb=verb, term_ids=[term.pk for term in terms], said=said)
    return run


def carry_out(
    company: Company, run_id: int, verb: str, term_ids: Sequence[int], said: dict[str, str]
) -> None:
    """Do it, a chunk a transaction, each contract in a savepoint of its own; begun again, it finds what is done."""
    with acting_for(company, source=KIND):
        run = JobRun.objects.select_related("started_by").get(pk=run_id)
        JobFailure.objects.filter(run=run).delete()
    counts: Done = Counter()
    for start_at in range(0, len(term_ids), CHUNK):
        chunk = term_ids[start_at : start_at + CHUNK]
        with acting_for(company, actor=run.started_by, source=f"{KIND}:{run.pk}"):
            counts += _chunk(run, verb, chunk, said)
        with acting_for(company, source=KIND):
            run.progress(verb, start_at + len(chunk), len(term_ids))
    with acting_for(company, source=KIND):
        run.finish(dict(counts))


def _chunk(run: JobRun, verb: str, term_ids: Sequence[int], said: dict[str, str]) -> Done:
    counts: Done = Counter()
    terms = Term.objects.filter(pk__in=term_ids).select_related("contract").order_by("contract__number")
    for term in terms:
        try:
            with transaction.atomic():
                counts[_one(verb, term, run.on, said, run.started_by)] += 1
        except (CannotAnswer, CannotRefuse) as refused:
            wording = CANNOT_ANSWER if isinstance(refused, CannotAnswer) else CANNOT_REFUSE
            _failed(run, verb, term.contract, str(wording[refused.args[0]]).replace("%(day)s", "…"))
            counts["failed"] += 1
        except Exception as problem:
            log.exception("Contract %s failed", term.contract_id)
            _failed(run, verb, term.contract, readable(problem))
            counts["failed"] += 1
    return counts


def _one(verb: str, term: Term, on: date, said: dict[str, str], by: User | None) -> str:
    """Do it to one contract; gives what to count."""
    contract = term.contract
    if verb == RENEW:
        given = Given(RenewalAnswer.Answer.RENEWED, on, RenewalAnswer.Source.OFFICE)
        row = answer(contract, given, on=on, by=by)
        return "renewed" if row.outcome == RenewalAnswer.Outcome.APPLIED else "already"
    received = date.fromisoformat(said["received_on"])
    if Refusal.objects.filter(contract=contract, withdrawn_on=None, received_on=received).exists():
        return "already"
    refuse(contract, received, on=on, channel=said["channel"], by=by, reason=said["reason"])
    return "refused"


def _failed(run: JobRun, verb: str, contract: Contract, reason: str) -> None:
    JobFailure.objects.create(
        run=run,
        step=verb,
        subject_kind="contract",
        subject_id=contract.pk,
        subject_label=contract.number,
        reason=reason,
    )
