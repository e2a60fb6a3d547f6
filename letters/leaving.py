"""Letters that left, or did not: the notice is marked, and the customer's log is told, in one transaction."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from contracts.models import Contract, Notice
from customers import communication
from customers.communication import About
from customers.models import Communication
from tenancy.acting import acting_company
from tenancy.models import OutboxMessage, User

CHANNELS = {
    Notice.Channel.LETTER: Communication.Channel.LETTER,
    Notice.Channel.REGISTERED: Communication.Channel.LETTER,
    Notice.Channel.EMAIL: Communication.Channel.EMAIL,
}


@transaction.atomic
def mark_sent(
    addresses: dict[int, str], *, on: date, channel: str, by: User | None = None, reference: str = ""
) -> int:
    """Mark unsent notices as sent on a day and tell it in the log of each customer; gives how many there were.

    ``addresses`` has, by notice id, where each went. One that had left before is passed over.
    """
    unsent = Notice.objects.to_send().filter(pk__in=list(addresses)).order_by()
    waiting = list(unsent.select_related("contract").select_for_update(of=("self",)))
    moved = Notice.objects.mark_sent(addresses, on=on, channel=channel, by=by, reference=reference)
    with override(acting_company().language):
        at, how = communication.moment_of(on), str(Notice.Channel(channel).label)
        communication.log_all(
            [
                communication.entry(
                    notice.contract.customer_id,
                    channel=CHANNELS.get(Notice.Channel(channel), Communication.Channel.OTHER),
                    summary=_("Renewal notice for contract %(number)s sent: %(how)s")
                    % {"number": notice.contract.number, "how": how},
                    text="\n".join(part for part in (addresses[notice.pk], reference) if part),
                    at=at,
                    about=_about(notice.contract),
                    by=by,
                    key=f"notice:{notice.pk}:sent",
                )
                for notice in waiting
            ]
        )
    return moved


def message_given_up(message: OutboxMessage) -> None:
    """A notice's e-mail did not leave, or came back: told once for each time it was tried."""
    if message.about_kind != Notice._meta.label_lower or message.about_id is None:
        return
    notice = Notice.objects.select_related("contract").filter(pk=message.about_id).first()
    if notice is None:
        return
    with override(message.company.language):
        communication.log_all(
            [
                communication.entry(
                    notice.contract.customer_id,
                    channel=Communication.Channel.EMAIL,
                    summary=_("E-mail to %(address)s did not arrive: %(what)s")
                    % {"address": message.recipient, "what": message.subject},
                    text=message.last_error,
                    about=_about(notice.contract),
                    key=f"message:{message.pk}:failed:{message.attempts}",
                )
            ]
        )


def _about(contract: Contract) -> About:
    return About("contract", contract.pk, contract.number)
