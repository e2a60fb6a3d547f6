"""Letters by e-mail or PEC: one dedicated mail each, queued once, and marked as sent when it has left."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.template.loader import get_template
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from contracts.dates.notice import NoticeWindow
from contracts.models import Notice
from contracts.rules import notice_law
from customers.advertising import NO_ADVERTISING
from customers.models import Customer
from customers.reaching import notice_email, notice_way
from letters import gathering, leaving
from letters.designing.composing import body_html
from letters.facts import Facts
from letters.matters import Matter, customer_of, key_of, of_message
from letters.models import Letter, Occasion
from letters.plain import plain_text
from letters.wording import plain
from letters.writing import write
from tenancy import links, outbox, pec
from tenancy.acting import acting_company
from tenancy.models import OutboxMessage

LINK_LASTS = 3 * 365  # days


class CannotEmail(Exception):
    """The letter cannot go by e-mail, and why, in words for the person who tried."""


def email(matter: Matter, on: date) -> OutboxMessage:
    """Write a letter, dated ``on``, and queue it to the customer's e-mail or PEC; twice asked, it is queued once.

    Raises ``CannotEmail`` when there is no address or it has left before, ``CannotWrite`` when it cannot be written.
    """
    if reason := why_not(matter):
        raise CannotEmail(reason)
    (message,) = queue_all([(matter, write(matter, on))])
    return message


def target(customer: Customer, pec_ready: bool) -> tuple[str, str]:
    """Channel and address of a letter that leaves by itself: PEC where it was chosen and we can, else e-mail."""
    way = notice_way(customer)
    if way.channel == Customer.NoticeChannel.PEC and pec_ready:
        return OutboxMessage.Channel.PEC, way.address
    return OutboxMessage.Channel.EMAIL, notice_email(customer)


def queue_all(written: Sequence[tuple[Matter, Letter]], *, anew: bool = False) -> list[OutboxMessage]:
    """Queue letters to their customers, the file attached; what each is about leaves once.

    ``anew`` queues letters about what had left before and did not arrive; each such letter once. One whose customer
    has no address any more is passed over.
    """
    told, pec_ready = _facts(written), pec.is_ready()
    messages = []
    for matter, letter in written:
        facts = told[letter.pk]
        channel, address = target(facts.customer, pec_ready)
        if not address:
            continue
        with translation.override(letter.language):
            subject = plain(letter.kind, letter.version.subject, facts)
            body = body_html(letter.kind, letter.version, facts)
            no_more = _link_to_no_more(facts) if facts.is_advertising else ""
            page = get_template("letters/email/notice.html").render(
                {
                    "company": facts.company,
                    "language": letter.language,
                    "subject": subject,
                    "body": _styled(body),
                    "no_more": no_more,
                }
            )
            words = _words(no_more)
        messages.append(
            outbox.queue_email(
                f"{key_of(matter)}:{letter.pk}" if anew else key_of(matter),
                address,
                subject,
                "\n\n".join(part for part in (subject, plain_text(body), words) if part),
                html=page,
                document=letter.document,
                about=matter,
                channel=channel,
                unsubscribe_url=no_more,
            )
        )
    return messages


def _facts(written: Sequence[tuple[Matter, Letter]]) -> dict[int, Facts]:
    """The facts of each letter as of its own date, by letter id."""
    found: dict[int, Facts] = {}
    for on in {letter.written_on for _matter, letter in written}:
        dated = [(matter, letter) for matter, letter in written if letter.written_on == on]
        notices = [(matter, letter) for matter, letter in dated if isinstance(matter, Notice)]
        others = [(matter, letter) for matter, letter in dated if isinstance(matter, Occasion)]
        told = [
            *gathering.of_notices([matter for matter, _letter in notices], on),
            *gathering.of_occasions([matter for matter, _letter in others], on),
        ]
        found |= {letter.pk: each for (_matter, letter), each in zip([*notices, *others], told, strict=True)}
    return found


def why_not(matter: Matter, pec_ready: bool | None = None) -> str:
    """Why a letter cannot go by e-mail or PEC; empty when it can. Reads the customer."""
    if matter.sent_on is not None:
        return _("It has left already.")
    if not target(customer_of(matter), pec.is_ready() if pec_ready is None else pec_ready)[1]:
        return _("The customer has no e-mail address.")
    return ""


def unwanted(matter: Matter, pec_ready: bool | None = None) -> str:
    """What the customer chose instead of what would happen, in words; empty where she gets what she chose.

    A letter that needs no proof goes by plain e-mail where a PEC cannot leave.
    """
    customer = customer_of(matter)
    if customer.notice_channel == Customer.NoticeChannel.POST:
        return _("The customer wants letters by post.")
    if customer.notice_channel != Customer.NoticeChannel.PEC or isinstance(matter, Occasion):
        return ""
    if notice_way(customer).channel != Customer.NoticeChannel.PEC:
        return _("The customer wants notices by PEC, and no PEC address of hers is known.")
    if not (pec.is_ready() if pec_ready is None else pec_ready):
        return _(
            "The customer wants notices by certified e-mail: send it from your PEC, then mark it as sent."
        )
    return ""


def stands_against(matter: Matter, pec_ready: bool | None = None) -> str:
    """Why a letter does not go by e-mail or PEC by itself: it cannot, or the customer chose otherwise."""
    return why_not(matter, pec_ready) or unwanted(matter, pec_ready)


def window_of(notice: Notice) -> NoticeWindow:
    """The days on which its letter counts, with the last ones for paper and e-mail; reads its term."""
    return notice_law(acting_company()).window(notice.term.ends_on, notice.term.refuse_by)


def warning(matter: Matter, on: date) -> str:
    """What speaks against an e-mail on a day; empty when nothing does. Only notices have a window; reads its term."""
    if isinstance(matter, Occasion):
        return ""
    window = window_of(matter)
    if on < window.opens:
        return _("The window is not open yet: a letter that leaves today does not count.")
    if on > window.closes:
        return _("The window is closed: a letter that leaves today does not count any more.")
    if on > window.email_stop:
        return _("It is late for an e-mail: should it bounce, no time is left for a letter.")
    return ""


def listen() -> None:
    """Hear of mails that left, were given up or came back, and of receipts."""
    from letters import alerting, receiving

    outbox.on_sent(left)
    outbox.on_failed(alerting.message_given_up)
    outbox.on_failed(leaving.message_given_up)
    outbox.on_bounced(receiving.message_came_back)
    pec.on_receipt(receiving.pec_receipt)


def left(message: OutboxMessage) -> None:
    """Mark what a message was about as sent, on the day it left in the company's zone.

    What had left before has left once more; an SMS only reminds and marks nothing.
    """
    matter = of_message(message)
    if matter is None or message.sent_at is None:
        return
    letter = Letter.objects.filter(document=message.document_id).last() if message.document_id else None
    by = letter.written_by if letter else None
    on = message.sent_at.astimezone(acting_company().zone).date()
    if message.channel != OutboxMessage.Channel.SMS and leaving.mark_sent(
        {matter.pk: message.recipient},
        of=type(matter),
        on=on,
        channel=Notice.Channel(message.channel),
        by=by,
        message=message,
    ):
        return
    channel, to = message.channel, message.recipient
    leaving.send_anew(matter, letter, to, on=on, channel=channel, by=by, message=message)


def _link_to_no_more(facts: Facts) -> str:
    """Where whoever gets advertising says, without an account, that she wants no more."""
    return links.make(facts.company, NO_ADVERTISING, facts.customer.pk, facts.on + timedelta(days=LINK_LASTS))


def _words(no_more: str) -> str:
    return f"{_('You agreed to such news. No more of it:')} {no_more}" if no_more else ""


def _styled(body: str) -> str:
    """Mail programs drop style sheets: the box carries its frame itself."""
    box = (
        '<div class="box" style="border:2px solid #000;padding:12px 16px;margin:16px 0;text-align:center;'
        'font-size:18px;font-weight:bold">'
    )
    return mark_safe(body.replace('<div class="box">', box))  # noqa: S308 - sanitised when saved, values escaped
