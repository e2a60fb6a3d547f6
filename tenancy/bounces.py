"""Mail that comes back: each message leaves with a return address of its own, and reports are read from that mailbox.

A report (RFC 3464) that a message could not be delivered for good is tied to it by the key in the address it came back
to, or in the header of the message it encloses. Delays and replies of absent people are passed over.
"""

import logging
import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from tenancy.mailbox import Mailbox
from tenancy.models import Company, OutboxMessage

log = logging.getLogger(__name__)
HEADER = "X-Echeo-Message"
TOKEN = re.compile(r"\b(\d+)-(\d+)-([0-9a-f]{20})\b")
READ_AT_MOST = 300_000  # characters of a report looked through for the key
RETURNED_TO = ("To", "Delivered-To", "X-Original-To", "Envelope-To")


@dataclass(frozen=True, slots=True)
class Bounce:
    """A message that could not be delivered for good: which, and what the server said."""

    company_id: int
    message_id: int
    reason: str


def token_of(message: OutboxMessage) -> str:
    """The key of a message, that nobody else can make."""
    return f"{message.company_id}-{message.pk}-{_seal(message.company_id, message.pk)}"


def address_of(message: OutboxMessage) -> str:
    """Where a message comes back to; empty where no mailbox for it is set."""
    local, _at, domain = settings.BOUNCE_ADDRESS.partition("@")
    return f"{local}+{token_of(message)}@{domain}" if domain else ""


def read_mailbox() -> int:
    """Read what came back since last time; gives how many messages bounced. Opens its own transactions."""
    if not settings.BOUNCE_IMAP_URL:
        return 0
    count = 0
    with Mailbox.at(settings.BOUNCE_IMAP_URL) as mailbox:
        for uid, raw in mailbox.unread():
            try:
                bounce = read(raw)
                count += bounce is not None and record(bounce)
            except Exception:  # one strange mail must not hold the others up
                log.exception("A returned mail could not be read")
            mailbox.mark_read(uid)
    return count


def read(raw: bytes) -> Bounce | None:
    """What a report says; None for any other mail, a delay, or a key that is not ours."""
    mail: Any = message_from_bytes(raw, policy=policy.default)
    failure = _failure(mail)
    if failure is None:
        return None
    found = _key(" ".join(str(mail[name]) for name in RETURNED_TO if mail[name]))
    found = found or _key(raw[:READ_AT_MOST].decode("utf-8", "replace"))
    return Bounce(*found, failure) if found else None


def record(bounce: Bounce) -> bool:
    """Mark the message; false when it is gone, or known to have come back."""
    from tenancy import outbox
    from tenancy.acting import acting_for

    company = Company.objects.filter(pk=bounce.company_id).first()
    if company is None:
        return False
    with acting_for(company, source="bounces"):
        message = OutboxMessage.objects.filter(pk=bounce.message_id).first()
        return message is not None and outbox.bounced(message, bounce.reason, timezone.now())


def _failure(mail: Message) -> str | None:
    """The words of a delivery report that says a recipient failed for good."""
    if mail.get_content_type() != "multipart/report":
        return None
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.get_payload():
            if str(block["Action"] or "").strip().lower() == "failed":  # type: ignore[index]
                said = str(block["Diagnostic-Code"] or block["Status"] or "")  # type: ignore[index]
                return " ".join(said.partition(";")[2].split() or said.split())[:500]
    return None


def _key(text: str) -> tuple[int, int] | None:
    for company, message, seal in TOKEN.findall(text):
        if (
            len(company) < 19
            and len(message) < 19
            and constant_time_compare(seal, _seal(int(company), int(message)))
        ):
            return int(company), int(message)
    return None


def _seal(company_id: int | None, message_id: int) -> str:
    return salted_hmac("tenancy.bounces", f"{company_id}-{message_id}").hexdigest()[:20]
