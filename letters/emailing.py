"""Renewal notices by e-mail: one dedicated mail a contract, queued once, and marked as sent when it has left."""

from collections.abc import Sequence
from datetime import date

from django.template.loader import get_template
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from contracts.models import Notice
from contracts.rules import notice_law
from customers.models import Customer
from customers.reaching import notice_email, notice_way
from letters import facts as facts_of
from letters import leaving
from letters.designing.composing import body_html
from letters.facts import Facts
from letters.models import Letter
from letters.notices import CannotWrite, write_notices
from letters.plain import plain_text
from letters.wording import plain
from tenancy import outbox, pec
from tenancy.acting import acting_company
from tenancy.models import OutboxMessage


class CannotEmail(Exception):
    """The notice cannot go by e-mail, and why, in words for the person who tried."""


def email_notice(notice: Notice, on: date) -> OutboxMessage:
    """Write a notice, dated ``on``, and queue it to the customer's e-mail; twice asked, it is queued once.

    Raises ``CannotEmail`` when there is no address or it has left before, ``CannotWrite`` when it cannot be written.
    """
    if reason := why_not(notice):
        raise CannotEmail(reason)
    written = write_notices([notice], on)
    if notice.pk in written.refused:
        raise CannotWrite(written.refused[notice.pk])
    (message,) = queue_all([written.letters[notice.pk]])
    return message


def target(notice: Notice, pec_ready: bool) -> tuple[str, str]:
    """Channel and address of a notice that leaves by itself: PEC where the customer chose it and we can, else e-mail.

    Reads the notice's customer.
    """
    way = notice_way(notice.contract.customer)
    if way.channel == Customer.NoticeChannel.PEC and pec_ready:
        return OutboxMessage.Channel.PEC, way.address
    return OutboxMessage.Channel.EMAIL, notice_email(notice.contract.customer)


def queue_all(letters: Sequence[Letter], *, anew: bool = False) -> list[OutboxMessage]:
    """Queue letters just written to their customers, the file attached; each notice once.

    ``anew`` queues a letter whose notice had left before and did not arrive; each such letter once.
    """
    told, pec_ready = _facts(letters), pec.is_ready()
    messages = []
    for letter in letters:
        facts, notice = told[letter.pk], letter.notice
        if notice is None:
            continue
        with translation.override(letter.language):
            subject = plain(letter.kind, letter.version.subject, facts)
            body = body_html(letter.kind, letter.version, facts)
            page = get_template("letters/email/notice.html").render(
                {
                    "company": facts.company,
                    "language": letter.language,
                    "subject": subject,
                    "body": _styled(body),
                }
            )
        channel, address = target(notice, pec_ready)
        messages.append(
            outbox.queue_email(
                f"{key_of(notice)}:{letter.pk}" if anew else key_of(notice),
                address,
                subject,
                f"{subject}\n\n{plain_text(body)}",
                html=page,
                document=letter.document,
                about=notice,
                channel=channel,
            )
        )
    return messages


def _facts(letters: Sequence[Letter]) -> dict[int, Facts]:
    """The facts of each letter as of its own date, by letter id."""
    found: dict[int, Facts] = {}
    for on in {letter.written_on for letter in letters}:
        dated = [letter for letter in letters if letter.written_on == on and letter.notice is not None]
        facts = facts_of.of_notices([letter.notice for letter in dated if letter.notice], on)
        found |= {letter.pk: each for letter, each in zip(dated, facts, strict=True)}
    return found


def why_not(notice: Notice, pec_ready: bool | None = None) -> str:
    """Why a notice cannot go by e-mail or PEC; empty when it can. Reads the notice's customer."""
    if notice.sent_on is not None:
        return _("It has left already.")
    if not target(notice, pec.is_ready() if pec_ready is None else pec_ready)[1]:
        return _("The customer has no e-mail address.")
    return ""


def unwanted(notice: Notice, pec_ready: bool | None = None) -> str:
    """What the customer chose instead of what would happen, in words; empty where she gets what she chose."""
    customer = notice.contract.customer
    if customer.notice_channel == Customer.NoticeChannel.POST:
        return _("The customer wants notices by post.")
    if customer.notice_channel != Customer.NoticeChannel.PEC:
        return ""
    if notice_way(customer).channel != Customer.NoticeChannel.PEC:
        return _("The customer wants notices by PEC, and no PEC address of hers is known.")
    if not (pec.is_ready() if pec_ready is None else pec_ready):
        return _(
            "The customer wants notices by certified e-mail: send it from your PEC, then mark it as sent."
        )
    return ""


def warning(notice: Notice, on: date) -> str:
    """What speaks against an e-mail on a day; empty when nothing does. Reads the notice's term."""
    term = notice.term
    window = notice_law(acting_company()).window(term.ends_on, term.refuse_by)
    if on < window.opens:
        return _("The window is not open yet: a letter that leaves today does not count.")
    if on > window.closes:
        return _("The window is closed: a letter that leaves today does not count any more.")
    if on > window.email_stop:
        return _("It is late for an e-mail: should it bounce, no time is left for a letter.")
    return ""


def key_of(notice: Notice) -> str:
    """What makes the e-mail of a notice the only one."""
    return f"notice:{notice.pk}"


def listen() -> None:
    """Hear of mails that left, were given up or came back, and of receipts."""
    from letters import alerting, occasion_mail, receiving

    outbox.on_sent(notice_left)
    outbox.on_sent(occasion_mail.left)
    outbox.on_failed(alerting.message_given_up)
    outbox.on_failed(leaving.message_given_up)
    outbox.on_bounced(receiving.message_came_back)
    pec.on_receipt(receiving.pec_receipt)


def notice_left(message: OutboxMessage) -> None:
    """Mark the notice a message was about as sent, on the day it left in the company's zone.

    One that had left before has left once more; an SMS only reminds and marks nothing.
    """
    if message.about_kind != Notice._meta.label_lower or message.sent_at is None or message.about_id is None:
        return
    letter = Letter.objects.filter(notice=message.about_id, document=message.document_id).last()
    by = letter.written_by if letter else None
    on = message.sent_at.astimezone(acting_company().zone).date()
    if message.channel != OutboxMessage.Channel.SMS and leaving.mark_sent(
        {message.about_id: message.recipient},
        on=on,
        channel=Notice.Channel(message.channel),
        by=by,
        message=message,
    ):
        return
    notice = Notice.objects.select_related("contract").filter(pk=message.about_id).first()
    if notice is not None:
        channel, to = message.channel, message.recipient
        leaving.send_anew(notice, letter, to, on=on, channel=channel, by=by, message=message)


def _styled(body: str) -> str:
    """Mail programs drop style sheets: the box carries its frame itself."""
    box = (
        '<div class="box" style="border:2px solid #000;padding:12px 16px;margin:16px 0;text-align:center;'
        'font-size:18px;font-weight:bold">'
    )
    return mark_safe(body.replace('<div class="box">', box))  # noqa: S308 - sanitised when saved, values escaped
