"""Writing an amendment: everything its plan says, in one transaction, with a trace of each row."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from contracts.amending.foreseeing import foresee
from contracts.amending.planning import CannotAmend, LineChange, Plan, plan
from contracts.amending.repricing import base_after
from contracts.amending.situation import Situation
from contracts.amending.trace import Trace
from contracts.amending.wanted import Wanted
from contracts.models import Amendment, BillingPeriod, Contract, Coverage, Credit, LineEquipment, OwedVisit
from contracts.noticing import reprice_unsent
from contracts.promises import machines_of
from customers import communication
from customers.communication import About
from customers.models import Communication
from installed_base import due_dates
from tenancy.acting import acting_company
from tenancy.models import User
from tenancy.months import ONE_DAY
from ui import formats


@transaction.atomic
def amend(
    contract: Contract, wanted: Wanted, *, on: date, by: User | None = None, name: str = ""
) -> Amendment:
    """Make the amendment and give it. Raises ``CannotAmend``.

    ``name`` is that of the plan whose effect was confirmed: when the contract is no longer as it was then, the code is
    ``stale``; confirmed a second time it gives the amendment the first time made.
    """
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    if name and (made := Amendment.objects.filter(contract=contract, base=name).first()):
        return made
    situation = Situation(contract)
    made_plan = plan(situation, wanted, on)
    if name and made_plan.name != name:
        raise CannotAmend("stale")
    numbers = [each.number for each in situation.amendments]
    amendment = Amendment.objects.create(
        contract=contract,
        number=max(numbers, default=0) + 1,
        effective_on=wanted.effective_on,
        agreed_on=wanted.agreed_on,
        reason=wanted.reason,
        effect=foresee(made_plan).as_json(),
        base=made_plan.name,
        made_by=by,
    )
    machines = set(machines_of([contract.pk]))
    trace = Trace(amendment)
    _write_lines(trace, made_plan)
    _write_fees(trace, made_plan, amendment)
    _write_visits(trace, made_plan, amendment)
    _write_prices(trace, made_plan, by)
    trace.write()
    reprice_unsent([contract.pk])
    due_dates.refresh(sorted(machines | set(machines_of([contract.pk]))), on)
    tell(
        amendment,
        gettext_noop("Amendment %(number)s of contract %(contract)s, in force from %(day)s"),
        "made",
        by,
    )
    return amendment


def tell(amendment: Amendment, summary: str, key: str, by: User | None) -> None:
    """Write it in the customer's communication log, in the company's language."""
    contract = amendment.contract
    with override(acting_company().language):
        communication.log(
            contract.customer_id,
            channel=Communication.Channel.OTHER,
            direction=Communication.Direction.OUTGOING,
            summary=_(summary)
            % {
                "number": amendment.number,
                "contract": contract.number,
                "day": formats.day(amendment.effective_on),
            },
            text=amendment.undone_reason or amendment.reason,
            about=About("contract", contract.pk, contract.number),
            by=by,
            key=f"amendment:{amendment.pk}:{key}",
        )


def _write_lines(trace: Trace, made: Plan) -> None:
    for change in made.lines:
        if change.former is not None:
            trace.change(change.former, ends_on=made.wanted.effective_on - ONE_DAY)
        if change.new is not None:
            trace.make(change.new)
            for key in change.machines:
                trace.make(LineEquipment(line=change.new, equipment_id=key))
            for row in change.former.coverages.all() if change.former is not None else ():
                trace.make(
                    Coverage(
                        line=change.new,
                        kind=row.kind,
                        covered=row.covered,
                        amount=row.amount,
                        times=row.times,
                    )
                )


def _write_fees(trace: Trace, made: Plan, amendment: Amendment) -> None:
    contract = made.situation.contract
    for each in made.terms:
        trace.change(each.term, fee=each.fee, annual_fee=each.annual_fee)
    for charged in made.charged:
        for period in charged.periods:
            if period.amount != period.period.amount:
                trace.change(period.period, amount=period.amount, amendment_id=amendment.pk)
        if more := charged.difference:
            last = max(row.number for row in made.situation.periods if row.term_id == charged.term.pk)
            trace.make(
                BillingPeriod(
                    contract=contract,
                    term=charged.term,
                    number=last + 1,
                    starts_on=more.starts,
                    ends_on=more.ends,
                    due_on=more.due,
                    amount=more.amount,
                    kind=BillingPeriod.Kind.DIFFERENCE,
                    amendment=amendment,
                )
            )
        if charged.credit:
            trace.make(
                Credit(contract=contract, term=charged.term, amendment=amendment, amount=charged.credit)
            )


def _write_visits(trace: Trace, made: Plan, amendment: Amendment) -> None:
    owing = made.owing
    for visit, change in owing.moved:
        trace.change(visit, line_id=_new_key(change))
    for visit in owing.withdrawn:
        trace.change(visit, withdrawn_on=made.wanted.effective_on, amendment_id=amendment.pk)
    for added in owing.added:
        trace.make(
            OwedVisit(
                contract=made.situation.contract,
                term=added.term,
                line_id=_new_key(added.change),
                number=added.slice.number,
                slice_starts_on=added.slice.slice_starts,
                slice_ends_on=added.slice.slice_ends,
                window_starts_on=added.slice.starts,
                window_ends_on=added.slice.ends,
            )
        )


def _write_prices(trace: Trace, made: Plan, by: User | None) -> None:
    for change, base in made.repricing.kept:
        assert change.new is not None  # noqa: S101 - only a line that goes on keeps a base
        trace.make(base_after(base, change.new))
    for revision in made.repricing.withdrawn:
        trace.change(revision, withdrawn_at=timezone.now(), withdrawn_by_id=by.pk if by else None)


def _new_key(change: LineChange) -> int:
    assert change.new is not None  # noqa: S101 - only changes with a new line carry visits on
    return change.new.pk
