"""The fees of a large proposal, computed by a worker: the rows that wait are the work, so begun again it goes on."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from contracts.models import PriceRound, RoundPrice
from contracts.price_rounds.filling import asked_of, filled
from contracts.price_rounds.foreseeing import foresee
from tenancy.acting import acting, acting_company, acting_for
from tenancy.addresses import company_path
from tenancy.chunks import in_chunks
from tenancy.inserting import AnyOf, update
from tenancy.models import Company, JobFailure, JobRun

KIND = "fee_proposals"
STEP = "compute"
CHUNK = 250
COLUMNS = [
    *(
        "term_number",
        "effective_on",
        "known_on",
        "old_fee",
        "computed_fee",
        "new_fee",
        "rule",
        "lines",
        "left",
    )
]


def start(round_: PriceRound, count: int, on: date) -> JobRun:
    """Queue the fees of a proposal whose rows wait; a worker begins once this is committed."""
    from contracts.tasks import compute_proposal

    company = acting_company()
    run = JobRun(kind=KIND, on=on, started_by=acting().actor, total=count, step=STEP)
    run.result_url = company_path(company, "contracts:price_round", round_.pk)
    run.save()
    round_.run = run
    round_.save(update_fields=["run"])
    compute_proposal.send(company, round_id=round_.pk)
    return run


def carry_out(company: Company, round_id: int) -> None:
    """Compute what waits, a chunk a transaction. A contract that fails is left out and named by the run."""
    source = f"{KIND}:{round_id}"
    with acting_for(company, source=source):
        round_ = PriceRound.objects.select_related("run__started_by").get(pk=round_id)
        waiting = list(_waiting(round_).values_list("pk", flat=True))
    run = round_.run
    if run is None or run.finished_at is not None:
        return
    behind = run.total - len(waiting)

    def tell(done: int) -> None:
        with acting_for(company, source=source):
            run.progress(STEP, behind + done, run.total)

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
                step=STEP,
                subject_kind="contract",
                subject_id=row.contract_id,
                subject_label=row.contract.number,
                reason=reasons[row.pk],
            )
            for row in rows
        ]
    )
