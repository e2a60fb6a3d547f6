"""Letters about occasions that leave: by e-mail queued once each, by post marked by hand; the log is told."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _

from contracts.models import Notice
from customers import communication
from customers.communication import About
from customers.models import Communication, Customer
from customers.reaching import notice_email
from letters import facts as facts_of
from letters.designing.composing import body_html
from letters.models import Occasion
from letters.plain import plain_text
from letters.wording import plain
from tenancy import outbox
from tenancy.acting import acting_company
from tenancy.models import OutboxMessage, User


def why_not(occasion: Occasion) -> str:
    """Why a letter cannot go by e-mail; empty when it can. Reads the contract's customer."""
    customer = occasion.contract.customer
    if occasion.sent_on is not None:
        return _("It has left already.")
    if not notice_email(customer):
        return _("The customer has no e-mail address.")
    if customer.notice_channel == Customer.NoticeChannel.POST:
        return _("The customer wants letters by post.")
    return ""


def queue_all(occasions: Sequence[Occasion]) -> list[OutboxMessage]:
    """Queue written letters to their customers, the file attached; each once."""
    messages = []
    written = [occasion for occasion in occasions if occasion.letter]
    on = acting_company().today()
    for occasion, facts in zip(written, facts_of.of_occasions(written, on), strict=True):
        letter, address = occasion.letter, notice_email(facts.customer)
        if letter is None or not address:
            continue
        with translation.override(letter.language):
            subject = plain(letter.kind, letter.version.subject, facts)
            body = body_html(letter.kind, letter.version, facts)
            said = {"company": facts.company, "language": letter.language, "subject": subject, "body": body}
            page = get_template("letters/email/notice.html").render(said)
        text = f"{subject}\n\n{plain_text(body)}"
        key = f"occasion:{occasion.pk}"
        messages.append(
            outbox.queue_email(
                key, address, subject, text, html=page, document=letter.document, about=occasion
            )
        )
    return messages


@transaction.atomic
def mark_sent(addresses: dict[int, str], *, on: date, channel: str, by: User | None = None) -> int:
    """Record that letters left, and tell it in the log of each customer; gives how many had not left before."""
    rows = Occasion.objects.to_send().filter(pk__in=list(addresses)).exclude(letter=None)
    waiting = list(rows.select_related("contract"))
    moved = Occasion.objects.mark_sent(addresses, on=on, channel=channel, by=by)
    by_mail = channel == Notice.Channel.EMAIL
    with translation.override(acting_company().language):
        communication.log_all(
            [
                communication.entry(
                    each.customer_id,
                    channel=Communication.Channel.EMAIL if by_mail else Communication.Channel.LETTER,
                    summary=_("%(letter)s for contract %(number)s sent: %(how)s")
                    % {
                        "letter": each.get_kind_display(),
                        "number": each.contract.number,
                        "how": Notice.Channel(channel).label,
                    },
                    text=addresses[each.pk],
                    at=communication.moment_of(on),
                    about=About("contract", each.contract_id, each.contract.number),
                    by=by,
                    key=f"occasion:{each.pk}:sent",
                )
                for each in waiting
            ]
        )
    return moved


def left(message: OutboxMessage) -> None:
    """Mark the letter a mail was about as sent, on the day it left in the company's zone."""
    if message.about_kind != Occasion._meta.label_lower or message.sent_at is None:
        return
    key = message.about_id or 0
    occasion = Occasion.objects.filter(pk=key).select_related("letter__written_by").first()
    if occasion is not None:
        mark_sent(
            {occasion.pk: message.recipient},
            on=message.sent_at.astimezone(acting_company().zone).date(),
            channel=Notice.Channel.EMAIL,
            by=occasion.letter.written_by if occasion.letter else None,
        )
