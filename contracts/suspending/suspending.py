"""Suspend, resume, undo: each locks the contract, asks once more why not, and writes with a trace."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from contracts.amending.trace import differs
from contracts.cadence import recount
from contracts.dates.suspension import Stretch
from contracts.models import (
    Amendment,
    BillingPeriod,
    Contract,
    Credit,
    Notice,
    OnSuspension,
    OwedVisit,
    Suspension,
    SuspensionChange,
    Term,
)
from contracts.promises import VISIT_ALERTS, machines_of
from contracts.renewal import renew
from contracts.suspending import trace
from contracts.suspending.planning import Plan, Planning
from customers import communication
from customers.communication import About
from customers.models import Communication
from installed_base import due_dates
from tenancy.acting import acting_company
from tenancy.alerts import look_again
from tenancy.models import User
from tenancy.months import ONE_DAY
from ui import formats

LONGEST = timedelta(3653)  # ten years: longer is a slip of the keyboard
ALERTS = ["contract_suspended", "fee_due", *VISIT_ALERTS]
_Told = Suspension.Channel
CHANNELS = {
    _Told.LETTER: Communication.Channel.LETTER,
    _Told.REGISTERED: Communication.Channel.LETTER,
    _Told.EMAIL: Communication.Channel.EMAIL,
    _Told.PHONE: Communication.Channel.TELEPHONE,
}


class CannotSuspend(Exception):
    """``args[0]`` is a code: unsigned, ended, before, beyond, long, overlap, future, none, resumed, undone,
    standing.
    """


@dataclass(frozen=True, slots=True)
class Asked:
    """A suspension as somebody tells it; without a last day it holds until the contract is resumed."""

    side: str
    told_on: date
    channel: str
    reason: str
    starts_on: date
    ends_on: date | None = None


def why_not(contract: Contract, starts_on: date | None = None, ends_on: date | None = None) -> str:
    """The code of what stands against suspending it in those days; empty when nothing does."""
    if contract.runs_until is None:
        return "unsigned"
    if contract.ended_on is not None:
        return "ended"
    if starts_on is None:
        return ""
    if starts_on < contract.start_on or (ends_on is not None and ends_on < starts_on):
        return "before"
    kept = contract.on_suspension != OnSuspension.MOVE
    if ends_on is not None and ends_on - starts_on > LONGEST:
        return "long"
    if starts_on > contract.runs_until or (kept and ends_on is not None and ends_on > contract.runs_until):
        return "beyond"
    standing = Suspension.objects.in_force().filter(contract=contract)
    meets = standing.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
    if ends_on is not None:
        meets = meets.filter(starts_on__lte=ends_on)
    return "overlap" if meets.exists() else ""


def foresee(contract: Contract, starts_on: date, ends_on: date, on: date, rule: str = "") -> Plan:
    """What a suspension of those days brings; writes nothing."""
    return Planning(contract, Stretch(starts_on, ends_on), rule or contract.on_suspension, on).plan()


@transaction.atomic
def suspend(contract: Contract, asked: Asked, *, on: date, by: User | None = None) -> Suspension:
    """Suspend a contract as told; with a last day everything moves or waits at once. Raises ``CannotSuspend``."""
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    if code := why_not(contract, asked.starts_on, asked.ends_on):
        raise CannotSuspend(code)
    if asked.told_on > on:
        raise CannotSuspend("future")
    suspension = Suspension.objects.create(
        contract=contract,
        side=asked.side,
        told_on=asked.told_on,
        channel=asked.channel,
        reason=asked.reason,
        starts_on=asked.starts_on,
        rule=contract.on_suspension,
        recorded_by=by,
    )
    if asked.ends_on is not None:
        _resolve(suspension, contract, asked.ends_on, on, by)
    _after(contract, on)
    _tell(suspension, contract)
    return suspension


def why_not_resume(contract: Contract, suspension: Suspension | None, resumes_on: date | None = None) -> str:
    """The code of what stands against going on from that day; empty when nothing does."""
    if suspension is None or suspension.undone_on is not None:
        return "none"
    if suspension.ends_on is not None:
        return "resumed"
    if contract.ended_on is not None:
        return "ended"
    if resumes_on is None:
        return ""
    if resumes_on <= suspension.starts_on:
        return "before"
    if resumes_on - suspension.starts_on > LONGEST:
        return "long"
    kept = suspension.rule != OnSuspension.MOVE
    beyond = kept and contract.runs_until is not None and resumes_on - ONE_DAY > contract.runs_until
    return "beyond" if beyond else ""


@transaction.atomic
def resume(suspension: Suspension, resumes_on: date, *, on: date, by: User | None = None) -> Suspension:
    """Let the contract go on from a day, with all that follows. Raises ``CannotSuspend``."""
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=suspension.contract_id)
    suspension = Suspension.objects.get(pk=suspension.pk)
    if code := why_not_resume(contract, suspension, resumes_on):
        raise CannotSuspend(code)
    _resolve(suspension, contract, resumes_on - ONE_DAY, on, by)
    renew([contract.pk], on, origin=Term.Origin.OFFICE, by=by)
    _after(contract, on)
    return suspension


def standing_on(suspension: Suspension) -> list[str]:
    """Why it cannot be undone, a sentence each; none when it can."""
    if suspension.undone_on is not None:
        return [_("It was undone already on %(day)s.") % {"day": formats.day(suspension.undone_on)}]
    if Contract.objects.filter(pk=suspension.contract_id, ended_on__isnull=False).exists():
        return [_("The contract has ended.")]
    if suspension.resolved_at is None:
        return []
    amended = Amendment.objects.in_force().filter(
        contract=suspension.contract_id, made_at__gt=suspension.resolved_at
    )
    found = [_("%(amendment)s was made since: undo it first.") % {"amendment": each} for each in amended]
    for change, row in trace.rows_of(suspension):
        if row is None:
            found.append(_("Something it wrote is gone: somebody deleted it since."))
        elif said := _stands(row, change, suspension):
            found.append(said)
    return list(dict.fromkeys(found))


@transaction.atomic
def undo(suspension: Suspension, *, on: date, by: User | None, reason: str) -> None:
    """As if it had never been: every row goes back to what it was. Raises ``CannotSuspend`` with why in ``args[1]``."""
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=suspension.contract_id)
    suspension = Suspension.objects.get(pk=suspension.pk)
    if reasons := standing_on(suspension):
        raise CannotSuspend("standing", reasons)
    for change, _row in trace.rows_of(suspension):
        trace.put_back(change)
    suspension.undone_on, suspension.undone_by, suspension.undone_reason = on, by, reason
    suspension.save(update_fields=["undone_on", "undone_by", "undone_reason"])
    renew([contract.pk], on, origin=Term.Origin.OFFICE, by=by)
    recount([Contract.objects.get(pk=contract.pk)])  # a visit made meanwhile counts
    _after(contract, on)


def _resolve(suspension: Suspension, contract: Contract, ends_on: date, on: date, by: User | None) -> None:
    suspension.ends_on, suspension.resolved_at, suspension.resolved_by = ends_on, timezone.now(), by
    suspension.save(update_fields=["ends_on", "resolved_at", "resolved_by"])
    planning = Planning(contract, Stretch(suspension.starts_on, ends_on), suspension.rule, on, by, suspension)
    trace.write(planning.plan(), suspension)


def _stands(row: models.Model, change: SuspensionChange, suspension: Suspension) -> str:
    """What stands on one row it wrote; empty when nothing does."""
    if isinstance(row, Credit):
        return _("The credit was given since.") if row.given_on else ""
    if isinstance(row, OwedVisit) and row.done_on is not None:
        return _("The visit of %(row)s was done since.") % {"row": row}
    if isinstance(row, BillingPeriod):
        # A period whose due day or amount moved was open; one that was made, or closed here, says so itself.
        was_open = {"due_on", "amount"} & change.after.keys()
        left = change.after.get("state", BillingPeriod.State.OPEN if was_open else row.state)
        return "" if row.state == left else _("The period %(row)s was billed or closed since.") % {"row": row}
    if isinstance(row, Contract) and row.ends_after is not None and "ends_after" not in change.after:
        return _("A refusal was recorded since: withdraw it first.")
    if isinstance(row, Term) and _told_since(row, suspension):
        return _("A renewal notice with the moved dates was sent since.")
    if isinstance(row, Contract | Term) and differs(row, change.after):
        return _("A term was written or changed since.")
    return ""


def _since(day: date, suspension: Suspension) -> bool:
    assert suspension.resolved_at is not None  # noqa: S101 - asked of resolved ones
    return day >= timezone.localdate(suspension.resolved_at, acting_company().zone)


def _told_since(term: Term, suspension: Suspension) -> bool:
    letters = Notice.objects.filter(term=term, cures=True, sent_on__isnull=False)
    return any(_since(letter.sent_on, suspension) for letter in letters if letter.sent_on)


def _after(contract: Contract, on: date) -> None:
    due_dates.refresh(machines_of([contract.pk]), on)
    look_again(ALERTS, [contract.pk], on)


def _tell(suspension: Suspension, contract: Contract) -> None:
    incoming = suspension.side == Suspension.Side.CUSTOMER
    with override(acting_company().language):
        communication.log(
            contract.customer_id,
            channel=CHANNELS.get(_Told(suspension.channel), Communication.Channel.OTHER),
            direction=Communication.Direction.INCOMING if incoming else Communication.Direction.OUTGOING,
            summary=_("Contract %(number)s suspended from %(day)s")
            % {"number": contract.number, "day": formats.day(suspension.starts_on)},
            text=suspension.reason,
            at=communication.moment_of(suspension.told_on),
            about=About("contract", contract.pk, contract.number),
            by=suspension.recorded_by,
            key=f"suspension:{suspension.pk}",
        )
