"""Answers to a renewal: what the customer said when a technician or the office asked, and what follows from it.

One verb for the report and the office. An answer counts by the day it was given: a tablet may bring it weeks later,
when the night or somebody else has acted in the meantime. Whatever happens the answer is kept.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from contracts.dates.renewal import may_renew, renewal_opens
from contracts.express import write_next
from contracts.models import Contract, EndReason, Refusal, RenewalAnswer, RenewalControl, RenewalKind, Term
from contracts.promises import machines_of
from contracts.refusal import ANSWERED, refuse
from contracts.renewal import renew
from contracts.rules import stored_dates, term_rule
from installed_base import due_dates
from tenancy.acting import acting_company
from tenancy.alerts import close_at_once, look_again
from tenancy.models import User

Answer, Source, Outcome = RenewalAnswer.Answer, RenewalAnswer.Source, RenewalAnswer.Outcome


class CannotAnswer(Exception):
    """The answer cannot be taken; ``args[0]`` is a code: unsigned, future, office_only, before, over, early, final."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it was given. ``key`` is made by the device that asked; the same key is the same answer."""

    answer: str
    on: date
    source: str
    reference: str = ""
    key: UUID | None = None
    note: str = ""


def control_of(contract: Contract) -> str:
    """Who answers for this contract's renewal: the contract's own rule, else the company's."""
    return contract.renewal_control or acting_company().renewal_control


def why_not(contract: Contract, given: Given, term: Term | None, on: date) -> str:
    """The code of what stands against taking the answer; empty when nothing does."""
    if not contract.is_signed():
        return "unsigned"
    if given.on > on:
        return "future"
    if given.source == Source.REPORT and control_of(contract) != RenewalControl.TECHNICIAN:
        return "office_only"
    if term is None:
        return "before" if given.on < contract.start_on else "over"
    if given.answer != Answer.RENEWED:
        return ""
    dates = stored_dates(contract, term)
    if given.on < renewal_opens(dates, acting_company().renewal_open_days):
        return "early"
    renewable = contract.renewal != RenewalKind.NONE and may_renew(term_rule(contract), dates)
    return "" if renewable else "final"


def term_asked(contract: Contract, day: date) -> Term | None:
    """The term an answer given on a day is about: the one that ran then."""
    return Term.objects.filter(contract=contract).containing(day).first()


@transaction.atomic
def answer(contract: Contract, given: Given, *, on: date, by: User | None = None) -> RenewalAnswer:
    """Take an answer on the day ``on`` and do what follows; one sent twice gives the row of the first time.

    *Renewed* writes the next term (or waits for the office, where the company wants that of technicians' answers);
    one that comes after an express contract was ended for want of it, but was given before, revives the contract.
    *Refused* ends the contract with the term; one that is late or comes after the next term was written waits
    for the office. *Undecided* is kept. Raises ``CannotAnswer``.
    """
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    if given.key is not None and (known := RenewalAnswer.objects.filter(key=given.key).first()):
        return known
    term = term_asked(contract, given.on) if contract.is_signed() else None
    if (code := why_not(contract, given, term, on)) or term is None:
        raise CannotAnswer(code)
    if given.key is None and (same := _same(contract, term, given)):
        return same
    row = RenewalAnswer(
        contract=contract,
        term=term,
        answer=given.answer,
        answered_on=given.on,
        source=given.source,
        reference=given.reference,
        key=given.key,
        note=given.note,
        recorded_by=by,
    )
    row.outcome = what_follows(contract, term, given)
    if row.outcome == Outcome.APPLIED:
        _apply(row, contract, on, by)
    row.save(force_insert=True)
    if row.outcome in (Outcome.WAITING, Outcome.CONFLICT):
        look_again(["answer_to_decide"], [contract.pk], on)
    return row


def what_follows(contract: Contract, term: Term, given: Given) -> str:
    """What the answer brings, as things stand (``RenewalAnswer.Outcome``); reads only."""
    followed = Term.objects.filter(contract=contract, number=term.number + 1).exists()
    if given.answer == Answer.RENEWED:
        if followed:
            return Outcome.NOTED
        lapsed = contract.end_reason in (EndReason.NOT_RENEWED, "")
        if contract.ends_after is not None or not lapsed:
            return Outcome.CONFLICT
        waits = given.source == Source.REPORT and acting_company().approve_answers
        return Outcome.WAITING if waits else Outcome.APPLIED
    if given.answer == Answer.REFUSED:
        if contract.ends_after is not None:
            return Outcome.NOTED
        if followed:
            return Outcome.CONFLICT
        if contract.ended_on is not None:
            return Outcome.NOTED
        late = given.source == Source.REPORT and given.on > term.refuse_by
        return Outcome.WAITING if late and contract.renewal == RenewalKind.TACIT else Outcome.APPLIED
    return Outcome.NOTED


@transaction.atomic
def decide(row: RenewalAnswer, *, accept: bool, on: date, by: User | None, reason: str = "") -> RenewalAnswer:
    """The office accepts a waiting answer, which then does what it says, or sets it aside with a reason.

    An answer somebody decided meanwhile is given back as it is. Raises ``CannotAnswer("conflict")`` when it
    contradicts what was recorded: then the other record is undone first, or the answer set aside.
    """
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=row.contract_id)
    row = RenewalAnswer.objects.select_related("term").get(pk=row.pk)
    if row.outcome not in (Outcome.WAITING, Outcome.CONFLICT):
        return row
    row.decided_on, row.decided_by, row.decided_reason = on, by, reason
    if not accept:
        row.outcome = Outcome.SET_ASIDE
    else:
        said = Given(row.answer, row.answered_on, Source.OFFICE)
        row.outcome = what_follows(contract, row.term, said)
        if row.outcome == Outcome.CONFLICT:
            raise CannotAnswer("conflict")
        if row.outcome == Outcome.APPLIED:
            _apply(row, contract, on, by)
    row.save(update_fields=["outcome", "decided_on", "decided_by", "decided_reason"])
    look_again(["answer_to_decide"], [contract.pk], on)
    return row


def _apply(row: RenewalAnswer, contract: Contract, on: date, by: User | None) -> None:
    """Write the next term, or the refusal; then what an answer that came late has missed."""
    if row.answer == Answer.REFUSED:
        channel = Refusal.Channel.REPORT if row.source == Source.REPORT else Refusal.Channel.PHONE
        refuse(contract, row.answered_on, on=on, channel=channel, by=by, reason=row.note)
        return
    if contract.ended_on is not None:
        contract.ended_on, contract.end_reason = None, ""
        contract.save(update_fields=["ended_on", "end_reason", "updated_at"])
    origin = Term.Origin.REPORT if row.source == Source.REPORT else Term.Origin.OFFICE
    row.term.renewed_on = row.answered_on
    row.term.save(update_fields=["renewed_on"])
    write_next(contract, row.term, on, by=by, origin=origin, reference=row.reference)
    renew([contract.pk], on, origin=origin, by=by)
    close_at_once(ANSWERED, "contract", [contract.pk], on)
    due_dates.refresh(machines_of([contract.pk]), on)


def _same(contract: Contract, term: Term, given: Given) -> RenewalAnswer | None:
    """The same answer recorded before without a key: a form sent twice."""
    same = RenewalAnswer.objects.filter(
        contract=contract,
        term=term,
        answer=given.answer,
        answered_on=given.on,
        source=given.source,
        reference=given.reference,
    )
    return same.exclude(outcome=Outcome.UNDONE).first()
