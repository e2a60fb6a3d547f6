"""The fees of a large proposal, computed and settled by a worker.

While they are computed the rows that wait are the work, so begun again it goes on; settled they are all at once.
"""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from contracts.models import PriceRound, RoundPrice
from contracts.price_rounds.filling import asked_of, filled
from contracts.price_rounds.foreseeing import foresee
from tenancy.acting import acting, acting_company, acting_for
from tenancy.addresses import company_path
from tenancy.chunks import in_chunks
from tenancy.inserting import AnyOf, update
from tenancy.models import Company, JobFailure, JobRun

KIND = "fee_proposals"
COMPUTE, APPROVE = "compute", "approve"
CHUNK = 250
COLUMNS = (
    "term_number", "effective_on", "known_on", "old_fee", "computed_fee", "new_fee", "rule", "lines", "left",
)  # fmt: skip


def start(round_: PriceRound, count: int, on: date) -> JobRun:
    """Queue the fees of a proposal whose rows wait; a worker begins once this is committed."""
    from contracts.tasks import compute_proposal

    run = _begin(round_, COMPUTE, count, on)
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


def settle(company: Company, round_id: int) -> None:
    """Approve a proposal in one transaction with what its run says, so that begun again it does nothing twice."""
    from contracts.price_rounds.deciding import approve

    source = f"{KIND}:{round_id}"
    with acting_for(company, source=source):
        round_ = PriceRound.objects.select_related("run__started_by").get(pk=round_id)
    run = round_.run
    if run is None or run.finished_at is not None or run.step != APPROVE:
        return
    try:
        with acting_for(company, actor=run.started_by, source=source):
            decision = approve(round_, run.on, by=run.started_by)
            run.progress(APPROVE, run.total, run.total)
            left_out = decision.left + len(decision.changed)
            run.finish({"settled": len(decision.settled), "left_out": left_out})
    except ValidationError as refused:
        with acting_for(company, source=source):
            run.finish({}, error=" ".join(refused.messages))


def carry_out(company: Company, round_id: int) -> None:
    """Compute what waits, a chunk a transaction. A contract that fails is left out and named by the run."""
    source = f"{KIND}:{round_id}"
    with acting_for(company, source=source):
        round_ = PriceRound.objects.select_related("run__started_by").get(pk=round_id)
        waiting = list(_waiting(round_).values_list("pk", flat=True))
    run = round_.run
    if run is None or run.finished_at is not None or run.step != COMPUTE:
        return
    behind = run.total - len(waiting)

    def tell(done: int) -> None:
        with acting_for(company, source=source):
            run.progress(COMPUTE, behind + done, run.total)

    failures = in_chunks(
        company,
        waiting,
        lambda keys: _compute(round_, keys, run.on),
        source=source,
        after=tell,
        size=CHUNK,
        actor=run.started_by,
    )
    with acting_for(company, source=source):
        failed = {failure.row_id: failure.reason for failure in failures}
        rows = _waiting(round_).filter(AnyOf("pk", list(failed)))
        _record(run, rows.select_related("contract"), failed)
        rows.update(left="failed")
        inside = round_.prices.filter(left="").count()
        run.finish({"new_fee": inside, "left_out": round_.prices.count() - inside})


def _waiting(round_: PriceRound) -> QuerySet[RoundPrice]:
    return RoundPrice.objects.filter(round=round_, left=RoundPrice.WAITING, decided=False).order_by("pk")


def _compute(round_: PriceRound, keys: Sequence[int], on: date) -> None:
    rows = list(
        _waiting(round_).filter(AnyOf("pk", keys)).select_related("contract").select_for_update(of=("self",))
    )
    if rows:
        seen = foresee([row.contract for row in rows], asked_of(round_), on)
        update([filled(row, each) for row, each in zip(rows, seen, strict=True)], COLUMNS)


def _record(run: JobRun, rows: QuerySet[RoundPrice], reasons: dict[int, str]) -> None:
    JobFailure.objects.bulk_create(
        [
            JobFailure(
                run=run,
                step=COMPUTE,
                subject_kind="contract",
                subject_id=row.contract_id,
                subject_label=row.contract.number,
                reason=reasons[row.pk],
            )
            for row in rows
        ]
    )
