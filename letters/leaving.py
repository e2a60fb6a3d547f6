"""Letters that left, or did not: what they are about is marked, and the customer's log is told, in one transaction."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from contracts.models import Contract, Notice
from customers import communication
from customers.communication import About
from customers.models import Communication
from customers.reaching import notice_email, notice_pec
from letters import matters
from letters.matters import Matter
from letters.models import Dispatch, Letter, Occasion
from letters.sheets import address_lines
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
def where_to(matter: Matter, letter: Letter | None, channel: str) -> str:
    """Where a letter that left by hand went, in one line.

    An e-mail or PEC to the customer's box for notices where one is known; all else to the address written on the
    letter, or without a file to the customer's address of today.
    """
    customer = matters.customer_of(matter)
    boxes = {Dispatch.Channel.EMAIL.value: notice_email, Dispatch.Channel.PEC.value: notice_pec}
    box = boxes[channel](customer) if channel in boxes else ""
    if box or letter is not None:
        return box or letter.one_line  # type: ignore[union-attr]
    return ", ".join(address_lines(customer, acting_company()))


def mark_sent(
    addresses: dict[int, str],
    *,
    on: date,
    channel: str,
    of: type[Matter] = Notice,
    by: User | None = None,
    reference: str = "",
    numbers: dict[int, str] | None = None,
    message: OutboxMessage | None = None,
) -> int:
    """Mark letters about unsent notices (or occasions: ``of``) as sent on a day, and tell it in each customer's log.

    ``addresses`` has, by the id of what each is about, where it went, ``numbers`` its registered mail number. One that
    had left before, and an occasion nothing was written about, are passed over. Each is kept as a dispatch of the
    letter last written for it. Gives how many left.
    """
    waiting = _waiting(of, addresses)
    numbers = numbers or dict.fromkeys(addresses, reference)
    if of is Notice:
        Notice.objects.mark_sent(addresses, on=on, channel=channel, by=by, reference=reference)
        _number([each for each in waiting if isinstance(each, Notice)], numbers, reference)
    else:
        Occasion.objects.mark_sent(addresses, on=on, channel=channel, by=by)
    letters = _letters_of(waiting)
    sent = [
        Dispatch(
            **{matters.column_of(each): each},
            contract=each.contract,
            customer_id=matters.customer_of(each).pk,
            letter_id=letters.get(each.pk),
            message=message,
            channel=channel,
            sent_on=on,
            sent_at=message.sent_at if message else None,
            to=addresses[each.pk][:300],
            tracking=numbers.get(each.pk, ""),
            recorded_by=by,
        )
        for each in waiting
    ]
    Dispatch.objects.bulk_create(sent, batch_size=2000)
    tell(sent)
    return len(sent)


def send_anew(
    matter: Matter,
    letter: Letter | None,
    to: str,
    *,
    on: date,
    channel: str,
    by: User | None = None,
    tracking: str = "",
    message: OutboxMessage | None = None,
) -> Dispatch:
    """Record that a letter which had left before left once more, because the first did not arrive."""
    about = {matters.column_of(matter): matter}
    sent = Dispatch.objects.create(
        **about,
        contract=matter.contract,
        customer_id=matters.customer_of(matter).pk,
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
        before = Dispatch.objects.filter(**about, pk__lt=sent.pk).values_list("pk", flat=True)
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
                    summary=_summary(each),
                    text="\n".join(part for part in (each.to, each.tracking) if part),
                    at=communication.moment_of(each.sent_on),
                    about=about(each.contract),
                    by=each.recorded_by,
                    key=f"dispatch:{each.pk}:sent",
                )
                for each in sent
            ]
        )


def message_given_up(message: OutboxMessage) -> None:
    """The e-mail of a letter did not leave, or came back: told once for each time it was tried."""
    matter = matters.of_message(message)
    if matter is None:
        return
    with override(message.company.language):
        communication.log_all(
            [
                communication.entry(
                    matters.customer_of(matter),
                    channel=CHANNELS.get(message.channel, Communication.Channel.EMAIL),
                    summary=_("E-mail to %(address)s did not arrive: %(what)s")
                    % {"address": message.recipient, "what": message.subject},
                    text=message.last_error,
                    about=about(matter.contract),
                    key=f"message:{message.pk}:failed:{message.attempts}",
                )
            ]
        )


def about(contract: Contract | None) -> About | None:
    """What an entry of the log is about; a circular may be about none."""
    return About("contract", contract.pk, contract.number) if contract else None


def _summary(sent: Dispatch) -> str:
    facts = {"number": sent.reference, "how": sent.get_channel_display(), "letter": sent.label}
    if sent.occasion is None:
        return _("Renewal notice for contract %(number)s sent: %(how)s") % facts
    if sent.occasion.circular_id:
        facts["letter"] = str(sent.occasion.circular)
    if sent.contract is None:
        return _("%(letter)s sent: %(how)s") % facts
    return _("%(letter)s for contract %(number)s sent: %(how)s") % facts


def _waiting(of: type[Matter], addresses: dict[int, str]) -> list[Matter]:
    rows = of._default_manager.filter(sent_on=None, pk__in=list(addresses)).order_by()
    if of is Occasion:
        rows = rows.exclude(Q(letter=None))  # of an occasion nothing was written about
    rows = rows.select_related("contract__customer", *(() if of is Notice else ("customer", "circular")))
    return list(rows.select_for_update(of=("self",)))


def _number(notices: Sequence[Notice], numbers: dict[int, str], reference: str) -> None:
    """The notice itself keeps the number of the letter that counts."""
    numbered = [notice for notice in notices if numbers.get(notice.pk, reference) != reference]
    for notice in numbered:
        notice.sent_reference = numbers[notice.pk]
    if numbered:
        update(numbered, ["sent_reference"])


def _letters_of(waiting: Sequence[Matter]) -> dict[int, int]:
    """By id the letter each leaves as: that of an occasion; of a notice that of its file, else the last written."""
    found = {each.pk: each.letter_id for each in waiting if isinstance(each, Occasion) and each.letter_id}
    documents = {each.pk: each.document_id for each in waiting if isinstance(each, Notice)}
    kept: dict[int, int] = {}
    for letter in Letter.objects.filter(notice__in=list(documents)).order_by("pk") if documents else ():
        key = letter.notice_id or 0
        if key not in kept or kept[key] != documents.get(key):
            found[key], kept[key] = letter.pk, letter.document_id
    return found
