"""Refusal of renewal: the contract ends with the term it was refused in, and owes its visits until then."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from contracts.cadence import recount
from contracts.models import Contract, Refusal, Term
from contracts.promises import machines_of
from customers import communication
from customers.communication import About
from customers.models import Communication
from installed_base import due_dates
from tenancy.acting import acting_company
from tenancy.alerts import close_at_once
from tenancy.models import User
from ui import formats

CHANNELS = {
    Refusal.Channel.LETTER: Communication.Channel.LETTER,
    Refusal.Channel.REGISTERED: Communication.Channel.LETTER,
    Refusal.Channel.EMAIL: Communication.Channel.EMAIL,
    Refusal.Channel.PHONE: Communication.Channel.TELEPHONE,
    Refusal.Channel.REPORT: Communication.Channel.VISIT,
    Refusal.Channel.PAGE: Communication.Channel.LINK,
}


# Alerts that have no object any more once a refusal, or a yes, is recorded.
ANSWERED = ("end_to_confirm", "last_day_to_refuse", "notice_missed", "notice_to_send")


class CannotRefuse(Exception):
    """The refusal cannot be recorded; ``args[0]`` is a code: unsigned, ended, refused, future."""


def term_refused(terms: Sequence[Term], received_on: date) -> Term:
    """The term a refusal received that day stands for, of all terms of a contract in their order."""
    return next((term for term in terms if term.ends_on >= received_on), terms[-1])


@transaction.atomic
def refuse(
    contract: Contract,
    received_on: date,
    *,
    on: date,
    channel: str,
    by: User | None = None,
    reason: str = "",
    along_with: Refusal | None = None,
) -> Refusal:
    """Record a refusal of the next renewal, received on a day up to ``on``.

    The contract ends after the term that contains the day received (the first one when it has not begun).
    After that term's last day to refuse the refusal is marked late, and the office decides whether it stands.
    ``along_with`` is the refusal of the main contract's renewal that a sub-contract's goes with.
    """
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    if not contract.is_signed():
        raise CannotRefuse("unsigned")
    if contract.ended_on is not None:
        raise CannotRefuse("ended")
    if contract.ends_after is not None:
        raise CannotRefuse("refused")
    if received_on > on:
        raise CannotRefuse("future")
    term = term_refused(list(Term.objects.filter(contract=contract).order_by("number")), received_on)
    refusal = Refusal.objects.create(
        contract=contract,
        term=term,
        received_on=received_on,
        channel=channel,
        late=received_on > term.refuse_by,
        reason=reason,
        along_with=along_with,
        recorded_by=by,
    )
    contract.ends_after = term.ends_on
    contract.save(update_fields=["ends_after", "updated_at"])
    recount([contract])
    due_dates.refresh(machines_of([contract.pk]), on)
    close_at_once(ANSWERED, "contract", [contract.pk], on)
    _tell(refusal, contract, received_on)
    return refusal


@transaction.atomic
def withdraw_refusal(refusal: Refusal, on: date) -> None:
    """Undo a refusal while the contract still runs. Raises ``CannotRefuse`` once it has ended."""
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=refusal.contract_id)
    if contract.ended_on is not None:
        raise CannotRefuse("ended")
    refusal.withdrawn_on = on
    refusal.save(update_fields=["withdrawn_on"])
    contract.ends_after = None
    contract.save(update_fields=["ends_after", "updated_at"])
    recount([contract])
    due_dates.refresh(machines_of([contract.pk]), on)


def _tell(refusal: Refusal, contract: Contract, received_on: date) -> None:
    with override(acting_company().language):
        communication.log(
            contract.customer_id,
            channel=CHANNELS.get(Refusal.Channel(refusal.channel), Communication.Channel.OTHER),
            direction=Communication.Direction.INCOMING,
            summary=_("Refused the renewal of contract %(number)s, which ends on %(day)s")
            % {"number": contract.number, "day": formats.day(contract.ends_after)},
            text=refusal.reason,
            at=communication.moment_of(received_on),
            about=About("contract", contract.pk, contract.number),
            by=refusal.recorded_by,
            key=f"refusal:{refusal.pk}",
        )
