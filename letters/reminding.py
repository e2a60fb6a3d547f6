"""Reminders by SMS of a notice that left: short, with a link to the letter. They never stand for it."""

from django.utils import translation
from django.utils.translation import gettext as _

from contracts.models import Notice
from letters.models import Letter
from tenancy import links, outbox, texting
from tenancy.acting import acting_company
from tenancy.models import OutboxMessage
from ui import formats

PURPOSE = "letter"


def is_possible(notice: Notice) -> bool:
    """Whether a reminder is offered at all: a provider is set, the notice left and may still be answered.

    Reads the notice's term and customer.
    """
    reachable = notice.sent_on is not None and bool(notice.contract.customer.mobile)
    return texting.is_offered() and reachable and not _is_late(notice)


def why_not(notice: Notice) -> str:
    """Why no reminder can be sent; empty when it can."""
    if not texting.is_offered():
        return _("No SMS provider is set for this installation.")
    if notice.sent_on is None:
        return _("The letter has not left yet; an SMS only reminds of it.")
    if not notice.contract.customer.mobile:
        return _("The customer has no mobile number.")
    if _is_late(notice):
        return _("The last day to refuse has passed: a reminder would come too late.")
    if OutboxMessage.objects.filter(key=_key(notice)).exists():
        return _("The customer was reminded before.")
    return ""


def text_of(notice: Notice) -> str:
    """What the SMS says, in the customer's language: who, which contract, until when, and where the letter is."""
    company, contract, term = acting_company(), notice.contract, notice.term
    letter = letter_of(notice)
    with translation.override(contract.customer.letter_language):
        told = _(
            "%(company)s: your contract %(number)s renews on %(renews)s unless you refuse by %(refuse)s."
        ) % {
            "company": company.name,
            "number": contract.number,
            "renews": formats.day(term.ends_on),
            "refuse": formats.day(term.refuse_by),
        }
        if letter is None:
            return told
        until = max(term.refuse_by, company.today())
        where = _("Your letter:")
        return f"{told} {where} {links.make(company, PURPOSE, letter.pk, until)}"


def remind(notice: Notice) -> OutboxMessage:
    """Queue the reminder, once for each notice."""
    mobile, text = notice.contract.customer.mobile, text_of(notice)
    return outbox.queue_email(
        _key(notice), mobile, text[:200], text, about=notice, channel=OutboxMessage.Channel.SMS
    )


def letter_of(notice: Notice) -> Letter | None:
    """The letter that left, last where it left more than once."""
    sent = notice.dispatches.exclude(letter=None).select_related("letter").first()
    return sent.letter if sent else None


def _is_late(notice: Notice) -> bool:
    return notice.term.refuse_by < acting_company().today()


def _key(notice: Notice) -> str:
    return f"reminder:{notice.pk}"
