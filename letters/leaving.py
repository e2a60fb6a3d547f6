"""Letters that left, or did not: the notice is marked, and the customer's log is told, in one transaction."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from contracts.models import Contract, Notice
from customers import communication
from customers.communication import About
from customers.models import Communication
from letters.models import Dispatch, Letter
from tenancy.acting import acting_company
from tenancy.alerts import close_at_once
from tenancy.inserting import update
from tenancy.models import OutboxMessage, User

RETURNED, SUBJECT_OF_RETURN = "letter_returned", "dispatch"
CHANNELS: dict[str, Communication.Channel] = {
    Notice.Channel.LETTER: Communication.Channel.LETTER,
    Notice.Channel.REGISTERED: Communication.Channel.LETTER,
    Notice.Channel.EMAIL: Communication.Channel.EMAIL,
    Notice.Channel.PEC: Communication.Channel.PEC,
    Dispatch.Channel.SMS.value: Communication.Channel.SMS,
}


@transaction.atomic
def mark_sent(
    addresses: dict[int, str],
    *,
    on: date,
    channel: str,
    by: User | None = None,
    reference: str = "",
    numbers: dict[int, str] | None = None,
    message: OutboxMessage | None = None,
) -> int:
    """Mark unsent notices as sent on a day and tell it in the log of each customer; gives how many there were.

    ``addresses`` has, by notice id, where each went, ``numbers`` its registered mail number. One that had left before
    is passed over. Each is kept as a dispatch of the letter last written for it.
    """
    unsent = Notice.objects.to_send().filter(pk__in=list(addresses)).order_by()
    waiting = list(unsent.select_related("contract").select_for_update(of=("self",)))
    numbers = numbers or dict.fromkeys(addresses, reference)
    moved = Notice.objects.mark_sent(addresses, on=on, channel=channel, by=by, reference=reference)
    numbered = [notice for notice in waiting if numbers.get(notice.pk, reference) != reference]
    for notice in numbered:
        notice.sent_reference = numbers[notice.pk]
    if numbered:
        update(numbered, ["sent_reference"])
    letters = _letters_of(waiting)
    sent = [
        Dispatch(
            contract=notice.contract,
            customer_id=notice.contract.customer_id,
            notice=notice,
            letter=letters.get(notice.pk),
            message=message,
            channel=channel,
            sent_on=on,
            sent_at=message.sent_at if message else None,
            to=addresses[notice.pk][:300],
            tracking=numbers.get(notice.pk, ""),
            recorded_by=by,
        )
        for notice in waiting
    ]
    Dispatch.objects.bulk_create(sent, batch_size=2000)
    tell(sent)
    return moved


def send_anew(
    notice: Notice,
    letter: Letter | None,
    to: str,
    *,
    on: date,
    channel: str,
    by: User | None = None,
    tracking: str = "",
    message: OutboxMessage | None = None,
) -> Dispatch:
    """Record that a notice which had left before left once more, because the first did not arrive."""
    sent = Dispatch.objects.create(
        contract=notice.contract,
        customer_id=notice.contract.customer_id,
        notice=notice,
        letter=letter,
        message=message,
        channel=channel,
        sent_on=on,
        sent_at=message.sent_at if message else None,
        to=to[:300],
        tracking=tracking,
        recorded_by=by,
    )
    if channel != Dispatch.Channel.SMS:
        before = Dispatch.objects.filter(notice=notice, pk__lt=sent.pk).values_list("pk", flat=True)
        close_at_once([RETURNED], SUBJECT_OF_RETURN, list(before), on)
    tell([sent])
    return sent


def tell(sent: Sequence[Dispatch]) -> None:
    """Write in the log of each customer that a letter left."""
    with override(acting_company().language):
        communication.log_all(
            [
                communication.entry(
                    each.customer_id,
                    channel=CHANNELS.get(each.channel, Communication.Channel.OTHER),
                    summary=_("Renewal notice for contract %(number)s sent: %(how)s")
                    % {"number": each.contract.number, "how": each.get_channel_display()},
                    text="\n".join(part for part in (each.to, each.tracking) if part),
                    at=communication.moment_of(each.sent_on),
                    about=_about(each.contract),
                    by=each.recorded_by,
                    key=f"dispatch:{each.pk}:sent",
                )
                for each in sent
            ]
        )


def _letters_of(notices: Sequence[Notice]) -> dict[int, Letter]:
    """The letter each notice leaves as: that of its file, else the last written."""
    found: dict[int, Letter] = {}
    documents = {notice.pk: notice.document_id for notice in notices}
    for letter in Letter.objects.filter(notice__in=[notice.pk for notice in notices]).order_by("pk"):
        known = found.get(letter.notice_id or 0)
        if known is None or known.document_id != documents.get(letter.notice_id or 0):
            found[letter.notice_id or 0] = letter
    return found


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
                    channel=CHANNELS.get(message.channel, Communication.Channel.EMAIL),
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
