"""The contracts of a large proposal taken in, their fees computed, and settled, by a worker.

What is left to do stands in the database: contracts without a row, rows that wait, rows without a price. So begun
again it goes on where it was.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from contracts.models import Contract, PriceRound, RoundPrice
from contracts.price_rounds.filling import ELSEWHERE, asked_of, filled, waiting_row
from contracts.price_rounds.foreseeing import FIRM, foresee
from contracts.price_rounds.once import lock, standing_in
from tenancy.acting import acting, acting_company, acting_for
from tenancy.addresses import company_path
from tenancy.chunks import Failed, in_chunks
from tenancy.inserting import AnyOf, insert, update
from tenancy.models import Company, JobFailure, JobRun

KIND = "fee_proposals"
RESERVE, COMPUTE, APPROVE = "reserve", "compute", PriceRound.SETTLING
CHUNK = 250
COLUMNS = (
    "term_number", "effective_on", "known_on", "old_fee", "computed_fee", "new_fee", "rule", "lines", "left",
)  # fmt: skip
NOBODY_IN = gettext_noop(
    "It closed by itself: each of its contracts stands in another open proposal, or can have no new fee."
)


def start(round_: PriceRound, count: int, on: date) -> JobRun:
    """Queue a proposal of which only the contracts chosen are kept; a worker begins once this is committed."""
    from contracts.tasks import compute_proposal

    run = _begin(round_, RESERVE, count, on)
    compute_proposal.send(acting_company(), round_id=round_.pk)
    return run


def start_approval(round_: PriceRound, count: int, on: date) -> JobRun:
    """Queue the approval of a proposal, once. Raises ``ValidationError`` when it is decided or a worker is at it."""
    from contracts.tasks import approve_proposal

    fresh = PriceRound.objects.select_for_update(of=("self",)).select_related("run").get(pk=round_.pk)
    if fresh.is_at_work or not fresh.is_open:
        raise ValidationError(_("Somebody decided about this proposal already."))
    run = _begin(round_, APPROVE, count, on)
    approve_proposal.send(acting_company(), round_id=round_.pk)
    return run


def _begin(round_: PriceRound, step: str, count: int, on: date) -> JobRun:
    run = JobRun(kind=KIND, on=on, started_by=acting().actor, total=count, step=step)
    run.result_url = company_path(acting_company(), "contracts:price_round", round_.pk)
    run.save()
    round_.run = run
    round_.save(update_fields=["run"])
    return run


class _Work:
    """One run of a worker at a proposal: its rows in chunks, each a transaction of its own."""

    def __init__(self, company: Company, round_id: int, *steps: str) -> None:
        self.company, self.source = company, f"{KIND}:{round_id}"
        with acting_for(company, source=self.source):
            self.round = PriceRound.objects.select_related("run__started_by").get(pk=round_id)
        run = self.round.run
        self.has_work = run is not None and run.finished_at is None and run.step in steps

    @property
    def run(self) -> JobRun:
        """The run people look at."""
        assert self.round.run is not None  # noqa: S101 - asked before any work
        return self.round.run

    def acting(self) -> Any:
        """As who began it."""
        return acting_for(self.company, actor=self.run.started_by, source=self.source)

    def do(
        self, step: str, total: int, keys: Sequence[int], work: Callable[[Sequence[int]], None]
    ) -> list[Failed]:
        """The work of a step, telling how far it is after each chunk."""
        behind = total - len(keys)

        def tell(done: int) -> None:
            with acting_for(self.company, source=self.source):
                self.run.progress(step, behind + done, total)

        return in_chunks(
            self.company, keys, work, source=self.source, after=tell, size=CHUNK, actor=self.run.started_by
        )


def settle(company: Company, round_id: int) -> None:
    """Approve a proposal, a chunk a transaction; a contract that fails keeps its fee and is named by the run.

    Taken back meanwhile, what is settled is taken back with it and the rest is left.
    """
    from contracts.price_rounds.deciding import approve_some, seal

    work = _Work(company, round_id, APPROVE)
    if not work.has_work:
        return
    round_, run = work.round, work.run
    with work.acting():
        inside = round_.prices.filter(left="")
        keys = list(inside.filter(revision=None).order_by("pk").values_list("pk", flat=True))
    failures = work.do(
        APPROVE,
        max(run.total, len(keys)),
        keys,
        lambda some: approve_some(round_, some, run.on, by=run.started_by),
    )
    with work.acting():
        _leave_failed(work, APPROVE, round_.prices.filter(left="", revision=None), failures)
        try:
            seal(round_, by=run.started_by)
        except ValidationError as refused:
            run.finish({}, error=" ".join(refused.messages))
            return
        settled = round_.prices.exclude(revision=None).count()
        run.finish({"settled": settled, "left_out": round_.prices.count() - settled})


def carry_out(company: Company, round_id: int) -> None:
    """Take the chosen contracts in and compute what waits, a chunk a transaction.

    A contract that fails is left out and named by the run. Of a proposal that let nothing in nothing is left to decide.
    """
    work = _Work(company, round_id, RESERVE, COMPUTE)
    if not work.has_work:
        return
    round_, run = work.round, work.run
    if run.step == RESERVE:
        _reserve(work)
    with work.acting():
        waiting = list(_waiting(round_).values_list("pk", flat=True))
    failures = work.do(COMPUTE, run.total, waiting, lambda some: _compute(round_, some, run.on))
    with work.acting():
        _leave_failed(work, COMPUTE, _waiting(round_), failures)
        _close_if_nobody_is_in(round_)
        inside = round_.prices.filter(left="").count()
        run.finish({"new_fee": inside, "left_out": round_.prices.count() - inside})


def _reserve(work: _Work) -> None:
    """A row for each contract chosen; from then on no other proposal takes it."""
    round_, run = work.round, work.run
    with work.acting():
        known = set(round_.prices.values_list("contract_id", flat=True))
    missing = [key for key in round_.chosen if key not in known]
    failures = work.do(RESERVE, len(round_.chosen), missing, lambda some: _take(round_, some))
    with work.acting():
        numbers = dict(
            Contract.objects.filter(pk__in=[each.row_id for each in failures]).values_list("pk", "number")
        )
        _tell(run, RESERVE, [(each.row_id, numbers.get(each.row_id, "–"), each.reason) for each in failures])
        round_.chosen = []
        round_.save(update_fields=["chosen"])
        run.progress(COMPUTE, 0, _waiting(round_).count())


def _take(round_: PriceRound, keys: Sequence[int]) -> None:
    fresh = PriceRound.objects.select_for_update().get(pk=round_.pk)
    if not fresh.is_open:
        return  # taken back meanwhile
    lock(keys)
    there = set(Contract.objects.filter(AnyOf("pk", keys)).values_list("pk", flat=True))
    taken = standing_in(keys)
    insert([waiting_row(round_, key, taken) for key in keys if key in there])


def _close_if_nobody_is_in(round_: PriceRound) -> None:
    """A proposal whose contracts all went to others is closed and says why; of any other somebody decides."""
    fresh = PriceRound.objects.select_for_update().get(pk=round_.pk)
    rows = round_.prices.all()
    if not fresh.is_open or rows.exclude(left__in=FIRM).exists():
        return
    if rows.exists() and not rows.filter(left=ELSEWHERE).exists():
        return
    rows.update(decided=True)
    round_.dropped_at, round_.dropped_reason = timezone.now(), NOBODY_IN
    round_.save(update_fields=["dropped_at", "dropped_reason"])


def _waiting(round_: PriceRound) -> QuerySet[RoundPrice]:
    return RoundPrice.objects.filter(round=round_, left=RoundPrice.WAITING, decided=False).order_by("pk")


def _compute(round_: PriceRound, keys: Sequence[int], on: date) -> None:
    rows = list(
        _waiting(round_).filter(AnyOf("pk", keys)).select_related("contract").select_for_update(of=("self",))
    )
    if rows:
        seen = foresee([row.contract for row in rows], asked_of(round_), on)
        update([filled(row, each) for row, each in zip(rows, seen, strict=True)], COLUMNS)


def _leave_failed(work: _Work, step: str, rows: QuerySet[RoundPrice], failures: Sequence[Failed]) -> None:
    """Rows that failed alone are left out, each named with its reason."""
    reasons = {failure.row_id: failure.reason for failure in failures}
    failed = rows.filter(AnyOf("pk", list(reasons)))
    named = failed.values_list("pk", "contract_id", "contract__number")
    _tell(work.run, step, [(contract, number, reasons[pk]) for pk, contract, number in named])
    failed.update(left="failed")


def _tell(run: JobRun, step: str, failed: Sequence[tuple[int, str, str]]) -> None:
    JobFailure.objects.bulk_create(
        [
            JobFailure(
                run=run,
                step=step,
                subject_kind="contract",
                subject_id=key,
                subject_label=number,
                reason=reason,
            )
            for key, number, reason in failed
        ]
    )
