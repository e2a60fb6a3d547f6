"""Undoing a renewal: the last term goes with its periods and visits, as long as nothing stands on it.

A tacit contract whose former term is over would be renewed again the next night: its renewal is undone only together
with the refusal that should have stopped it.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from contracts.last_renewal import Renewal
from contracts.models import (
    BillingPeriod,
    Contract,
    LineBase,
    OwedVisit,
    RenewalAnswer,
    Revision,
    Term,
)
from contracts.prepaying import take_back
from contracts.promises import machines_of
from contracts.refusal import refuse
from contracts.renewal import renew, write_fees
from customers import communication
from customers.communication import About
from customers.models import Communication
from installed_base import due_dates
from tenancy.acting import acting_company
from tenancy.models import User


class CannotUndoRenewal(Exception):
    """Something stands in the way; ``args[0]`` lists what, in sentences."""


@dataclass(frozen=True, slots=True)
class LateRefusal:
    """The refusal that should have stopped a tacit renewal."""

    received_on: date
    channel: str
    reason: str = ""


@transaction.atomic
def undo_renewal(
    contract: Contract,
    number: int,
    *,
    on: date,
    reason: str,
    by: User | None = None,
    refusal: LateRefusal | None = None,
) -> None:
    """Take the term of that number away and put back what its renewal changed; answers stay, marked as undone.

    Asked a second time it does nothing. Raises ``CannotUndoRenewal``.
    """
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    renewal = Renewal(contract, on)
    if not Term.objects.filter(contract=contract, number=number).exists():
        return
    if renewal.term is None or renewal.former is None or renewal.term.number != number:
        raise CannotUndoRenewal([_("The contract was renewed again in the meantime.")])
    if obstacles := renewal.obstacles():
        raise CannotUndoRenewal(obstacles)
    if renewal.needs_refusal and refusal is None:
        raise CannotUndoRenewal([_("Without a refusal the contract would be renewed again at once.")])
    term, former = renewal.term, renewal.former
    key = term.pk
    machines = machines_of([contract.pk])
    _put_fees_back(renewal, by)
    take_back(term, on=on, reason=reason, by=by)
    OwedVisit.objects.filter(term=term).delete()
    BillingPeriod.objects.filter(term=term).delete()
    term.delete()
    renewal.applied.revert()
    Contract.objects.all().run_until({contract.pk: former.ends_on})
    Term.objects.filter(pk=former.pk).update(renewed_on=None)
    RenewalAnswer.objects.filter(
        term=former, answer=RenewalAnswer.Answer.RENEWED, outcome=RenewalAnswer.Outcome.APPLIED
    ).update(outcome=RenewalAnswer.Outcome.UNDONE, decided_on=on, decided_by=by, decided_reason=reason)
    _tell(contract, number, reason, by, f"unrenewed:{key}")
    if refusal is not None:
        refuse(contract, refusal.received_on, on=on, channel=refusal.channel, by=by, reason=refusal.reason)
    renew([contract.pk], on, origin=Term.Origin.OFFICE, by=by)
    due_dates.refresh(sorted({*machines, *machines_of([contract.pk])}), on)


def _put_fees_back(renewal: Renewal, by: User | None) -> None:
    before = renewal.fees_before or {}
    changed = [line for line in renewal.lines if line.pk in before]
    for line in changed:
        line.annual_fee = before[line.pk]
    if changed:
        write_fees(changed)
    if renewal.revision is None:
        return
    for line in changed:
        LineBase.objects.filter(line=line).update(current_fee=line.annual_fee)
    if renewal.revision.how == Revision.Origin.RENEWAL:
        Revision.objects.filter(pk=renewal.revision.pk).update(withdrawn_at=timezone.now(), withdrawn_by=by)


def _tell(contract: Contract, number: int, reason: str, by: User | None, key: str) -> None:
    with override(acting_company().language):
        communication.log(
            contract.customer_id,
            channel=Communication.Channel.OTHER,
            direction=Communication.Direction.OUTGOING,
            summary=_("Renewal of contract %(contract)s undone: term %(number)s")
            % {"contract": contract.number, "number": number},
            text=reason,
            about=About("contract", contract.pk, contract.number),
            by=by,
            key=key,
        )
