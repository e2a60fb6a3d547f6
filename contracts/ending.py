"""The end of a contract before its term's: withdrawal, termination, breach; what it withdraws, and undoing it."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from contracts.cadence import recount
from contracts.dates.refund import REFUND_DAYS
from contracts.ending_effect import Cut, Effect, Given, foresee, why_not
from contracts.models import BillingPeriod, Contract, Ending, EndReason, OwedVisit, Refusal, Term
from contracts.overpaid import Close, instead, net_of, to_credit
from contracts.promises import machines_of
from contracts.renewal import renew
from customers import communication
from customers.communication import About
from customers.models import Communication
from installed_base import due_dates
from tenancy.acting import acting_company
from tenancy.models import User
from tenancy.months import ONE_DAY
from ui import formats

Kind, Channel = Ending.Kind, Ending.Channel

REASONS = {
    Kind.WITHDRAWAL: EndReason.WITHDRAWN,
    Kind.TERMINATION: EndReason.TERMINATED,
    Kind.BREACH: EndReason.BREACH,
    Kind.REPLACEMENT: EndReason.REPLACED,
}
CHANNELS = {
    Channel.LETTER: Communication.Channel.LETTER,
    Channel.REGISTERED: Communication.Channel.LETTER,
    Channel.EMAIL: Communication.Channel.EMAIL,
    Channel.PHONE: Communication.Channel.TELEPHONE,
    Channel.PAGE: Communication.Channel.LINK,
}
WAIVED = gettext_noop("The contract ended before this period.")
CUT = gettext_noop("The contract ended inside this period: the days after its end are not charged.")


class CannotEnd(Exception):
    """It cannot be ended, or not be undone; ``args[0]`` is a code: unsigned, ended, future, before, after, replaced,
    billed, refunded, undone.
    """


@transaction.atomic
def end(contract: Contract, given: Given, *, on: date, by: User | None = None) -> Ending:
    """End a contract before its term's end, as told on the day ``on``, with all it brings. Raises ``CannotEnd``.

    A last day to come leaves the contract running until then: its state is *ending*, and nothing renews it.
    """
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    if code := why_not(contract, given.kind, given.last_day):
        raise CannotEnd(code)
    if given.received_on > on:
        raise CannotEnd("future")
    owed = to_credit(contract, Close(given.last_day, given.running, given.kind))
    computed = net_of(owed)
    changed = given.credit is not None and given.credit != computed
    if changed and given.credit is not None:
        owed = instead(contract, owed, given.credit, given.last_day)
    ending = Ending.objects.create(
        contract=contract,
        kind=given.kind,
        side=given.side,
        received_on=given.received_on,
        last_day=given.last_day,
        channel=given.channel,
        reason=given.reason,
        running=given.running,
        refund_due_on=refund_by(given.kind, given.received_on, given.last_day) if owed else None,
        credit_computed=computed if changed else None,
        credit_reason=given.credit_reason if changed else "",
        along_with=given.along_with,
        recorded_by=by,
    )
    periods = BillingPeriod.objects.open().filter(contract=contract).select_for_update(of=("self",))
    visits = OwedVisit.objects.open().filter(contract=contract)
    for credit in owed:
        credit.ending = ending
        credit.save()
    effect = foresee(given.kind, given.last_day, given.running, list(periods), list(visits))
    _waive(ending, effect, on, by)
    for cut in effect.cuts:
        _cut(ending, cut, on, by)
    OwedVisit.objects.open().filter(pk__in=[visit.pk for visit in effect.withdrawn]).update(ending=ending)
    contract.ended_on, contract.end_reason = effect.ended_on, REASONS[Kind(given.kind)]
    if given.kind != Kind.WITHDRAWAL:
        contract.ends_after = given.last_day
    contract.save(update_fields=["ended_on", "end_reason", "ends_after", "updated_at"])
    recount([contract])
    _cut_windows(ending)
    due_dates.refresh(machines_of([contract.pk]), on)
    _tell(ending, contract)
    return ending


def why_not_undo(ending: Ending, contract: Contract) -> str:
    """The code of what stands on the end, so that it cannot be undone; empty when nothing does."""
    if ending.undone_on is not None:
        return "undone"
    if contract.replaced_by_id is not None:
        return "replaced"
    if ending.refunded_on is not None:
        return "refunded"
    if ending.credits.filter(given_on__isnull=False).exists():
        return "credited"
    cut = BillingPeriod.objects.filter(rests__ending=ending).exclude(state=BillingPeriod.State.OPEN)
    return "billed" if cut.exists() else ""


@transaction.atomic
def undo(ending: Ending, *, on: date, by: User | None, reason: str) -> None:
    """Let the contract go on as if it had not been ended; the end stays in the history as undone.

    Its periods are to be billed and its visits owed again, and the terms missed meanwhile are written. Raises
    ``CannotEnd`` when something stands on the end: a successor, a refund given, the cut period billed.
    """
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=ending.contract_id)
    ending = Ending.objects.get(pk=ending.pk)
    if code := why_not_undo(ending, contract):
        raise CannotEnd(code)
    ending.undone_on, ending.undone_by, ending.undone_reason = on, by, reason
    ending.save(update_fields=["undone_on", "undone_by", "undone_reason"])
    ending.credits.all().delete()
    _join(ending)
    BillingPeriod.objects.filter(ending=ending).update(
        state=BillingPeriod.State.OPEN, settled_on=None, settled_by=None, settled_reason="", ending=None
    )
    OwedVisit.objects.filter(ending=ending).update(ending=None)
    cut = OwedVisit.objects.filter(contract=contract, cut_from__isnull=False)
    cut.update(window_ends_on=F("cut_from"), cut_from=None)
    refusal = Refusal.objects.filter(contract=contract, withdrawn_on=None).select_related("term").first()
    contract.ended_on, contract.end_reason = None, ""
    contract.ends_after = refusal.term.ends_on if refusal else None
    contract.save(update_fields=["ended_on", "end_reason", "ends_after", "updated_at"])
    recount([contract])
    renew([contract.pk], on, origin=Term.Origin.OFFICE, by=by)
    due_dates.refresh(machines_of([contract.pk]), on)


def mark_refunded(ending: Ending, day: date) -> bool:
    """Keep the day the money went back; false when it was told before."""
    return bool(Ending.objects.to_refund().filter(pk=ending.pk).update(refunded_on=day))


def _waive(ending: Ending, effect: Effect, on: date, by: User | None) -> None:
    BillingPeriod.objects.open().filter(pk__in=[period.pk for period in effect.waived]).update(
        state=BillingPeriod.State.WAIVED, settled_on=on, settled_by=by, settled_reason=WAIVED, ending=ending
    )


def _cut(ending: Ending, cut: Cut, on: date, by: User | None) -> None:
    """Two periods from one: the days up to the end stay to be billed, the rest is waived beside it."""
    period = cut.period
    last = BillingPeriod.objects.filter(term=period.term_id).aggregate(last=Max("number"))["last"]
    BillingPeriod.objects.create(
        contract_id=period.contract_id,
        term_id=period.term_id,
        number=last + 1,
        starts_on=ending.last_day + ONE_DAY,
        ends_on=period.ends_on,
        due_on=period.due_on,
        amount=cut.waived,
        state=BillingPeriod.State.WAIVED,
        settled_on=on,
        settled_by=by,
        settled_reason=CUT,
        ending=ending,
        rest_of=period,
    )
    period.ends_on, period.amount = ending.last_day, cut.charged
    period.due_on = min(period.due_on, ending.last_day)
    period.save(update_fields=["ends_on", "amount", "due_on"])


def _cut_windows(ending: Ending) -> None:
    """A visit that stays owed is wanted by the last day of the contract at the latest."""
    OwedVisit.objects.open().filter(
        contract=ending.contract_id, window_starts_on__lte=ending.last_day, window_ends_on__gt=ending.last_day
    ).update(cut_from=F("window_ends_on"), window_ends_on=ending.last_day)


def _join(ending: Ending) -> None:
    for rest in BillingPeriod.objects.filter(ending=ending, rest_of__isnull=False).select_related("rest_of"):
        first = rest.rest_of
        assert first is not None  # noqa: S101 - only rests are read
        rest.delete()
        first.ends_on, first.due_on, first.amount = rest.ends_on, rest.due_on, first.amount + rest.amount
        first.save(update_fields=["ends_on", "due_on", "amount"])


def refund_by(kind: str, received_on: date, last_day: date) -> date | None:
    """The day what was paid for days not served is to be given back by.

    14 days after a withdrawal was received (L221-24; art. 56), else 30 after the end (L215-1). A contract that another
    takes the place of goes on for the customer: nothing says by when.
    """
    if kind == Kind.REPLACEMENT:
        return None
    if kind == Kind.WITHDRAWAL:
        return received_on + timedelta(14)
    return last_day + timedelta(REFUND_DAYS)


def _tell(ending: Ending, contract: Contract) -> None:
    incoming = ending.side == Ending.Side.CUSTOMER
    with override(acting_company().language):
        communication.log(
            contract.customer_id,
            channel=CHANNELS.get(Channel(ending.channel), Communication.Channel.OTHER),
            direction=Communication.Direction.INCOMING if incoming else Communication.Direction.OUTGOING,
            summary=_("%(what)s of contract %(number)s, last day %(day)s")
            % {
                "what": ending.get_kind_display(),
                "number": contract.number,
                "day": formats.day(ending.last_day),
            },
            text=ending.reason,
            at=communication.moment_of(ending.received_on),
            about=About("contract", contract.pk, contract.number),
            by=ending.recorded_by,
            key=f"ending:{ending.pk}",
        )
