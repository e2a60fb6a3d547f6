"""Mail: queued in the transaction that causes it, sent by a worker after commit, at most once.

A message is claimed in one transaction, sent outside any, and its fate is written in a third. So a rollback can
unsend nothing, and two workers never take the same message. A worker that dies while sending leaves a message
nobody can judge: the server may have taken it or not. As these are legal letters it is given up visibly and not
sent again by itself; a person looks the Message-ID up and decides. What the mail server refuses for the moment
(its 4xx answers), or a server that cannot be reached at all, is tried again later.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import make_msgid
from functools import partial

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tenancy.acting import acting_company, acting_for
from tenancy.carriers import Carriers
from tenancy.models import Company, Document, OutboxMessage
from tenancy.postman import NotNow, Refused, Unknown

log = logging.getLogger(__name__)
SOURCE = "outbox"
RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
)
# Longer than any task may run, so a message in sending that long has lost its worker.
STUCK_AFTER = timedelta(minutes=15)
BATCH = 200
PACE_LOCK = 0x6D61696C  # the name of the lock, so that no other use of advisory locks meets it

Hook = Callable[[OutboxMessage], None]
_sent_hooks: list[Hook] = []
_failed_hooks: list[Hook] = []
_bounced_hooks: list[Hook] = []


@dataclass(slots=True)
class Delivered:
    """What a round of delivery did."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0


def on_sent(hook: Hook) -> None:
    """Call ``hook(message)`` in the transaction that records a message as sent; registered by apps when ready."""
    if hook not in _sent_hooks:
        _sent_hooks.append(hook)


def on_failed(hook: Hook) -> None:
    """Call ``hook(message)`` in the transaction that gives a message up."""
    if hook not in _failed_hooks:
        _failed_hooks.append(hook)


def on_bounced(hook: Hook) -> None:
    """Call ``hook(message)`` in the transaction that records that a message which had left came back."""
    if hook not in _bounced_hooks:
        _bounced_hooks.append(hook)


def queue_email(
    key: str,
    recipient: str,
    subject: str,
    text: str,
    html: str = "",
    document: Document | None = None,
    about: models.Model | None = None,
    channel: str = OutboxMessage.Channel.EMAIL,
    unsubscribe_url: str = "",
) -> OutboxMessage:
    """Queue one message of the acting company, once for each ``key``; asked again, gives the message there is.

    ``document`` is attached as it was frozen. ``about`` is the row the hooks find the message by. A POST to
    ``unsubscribe_url`` ends such mail, so that mail programs can offer it.
    """
    message, made = OutboxMessage.objects.get_or_create(
        key=key,
        defaults={
            "channel": channel,
            "recipient": recipient,
            "subject": " ".join(subject.split())[:200],
            "text": text,
            "html": html,
            "document": document,
            "unsubscribe_url": unsubscribe_url,
            "about_kind": about._meta.label_lower if about is not None else "",
            "about_id": about.pk if about is not None else None,
            "message_id": make_msgid(domain=settings.SITE_HOST),
        },
    )
    if made:
        deliver_soon(acting_company())
    return message


def send_again(message: OutboxMessage) -> bool:
    """Queue a message that was given up once more, because a person decided so; false when it is not given up."""
    moved = OutboxMessage.objects.filter(pk=message.pk, state=OutboxMessage.State.FAILED).update(
        state=OutboxMessage.State.QUEUED,
        attempts=0,
        next_attempt_at=timezone.now(),
        claimed_at=None,
        last_error="",
    )
    if moved:
        deliver_soon(acting_company())
    return bool(moved)


def bounced(message: OutboxMessage, reason: str, at: datetime) -> bool:
    """Record that a message which had left came back; false when it was known, or it had not left."""
    moved = OutboxMessage.objects.filter(pk=message.pk, state=OutboxMessage.State.SENT).update(
        state=OutboxMessage.State.BOUNCED, bounced_at=at, last_error=reason
    )
    if moved:
        message.refresh_from_db()
        _call(_bounced_hooks, message)
    return bool(moved)


def deliver_soon(company: Company) -> None:
    """Ask a worker to deliver once the transaction is committed. A broker that is down costs a minute, not a mail."""
    from tenancy.tasks import deliver_outbox

    transaction.on_commit(partial(deliver_outbox.apply_async, kwargs={"company_id": company.pk}), robust=True)


def has_work(now: datetime) -> bool:
    """Whether the acting company has a message to send, or one that lost its worker."""
    return (
        OutboxMessage.objects.due(now).exists()
        or OutboxMessage.objects.claimed_before(now - STUCK_AFTER).exists()
    )


def deliver_due(company: Company, now: datetime, limit: int = BATCH) -> Delivered:
    """Send what is due, the oldest first, ``limit`` messages at most. Opens its own transactions."""
    done = Delivered()
    with acting_for(company, source=SOURCE):
        _give_up_stuck(company, now, done)
        due = list(OutboxMessage.objects.due(now).values_list("pk", flat=True)[:limit])
    with Carriers(company) as carriers:
        for pk in due:
            message = _claim(company, pk, now)
            if message is not None:
                _deliver(company, message, carriers, now, done)
    return done


def _claim(company: Company, pk: int, now: datetime) -> OutboxMessage | None:
    with acting_for(company, source=SOURCE):
        return _take(pk, now) if _has_room(company, pk, now) else None


def _has_room(company: Company, pk: int, now: datetime) -> bool:
    """Whether the company's pace lets one more e-mail go; workers ask one after the other, so none is too many."""
    most = Company.objects.values_list("mails_per_hour", flat=True).get(pk=company.pk)
    if not most or not OutboxMessage.objects.filter(pk=pk, channel=OutboxMessage.Channel.EMAIL).exists():
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [PACE_LOCK, company.pk])
    return OutboxMessage.objects.left_since(now - timedelta(hours=1)) < most


def _take(pk: int, now: datetime) -> OutboxMessage | None:
    # The state stands in the WHERE of the UPDATE itself: a second worker waits for the row and then finds it taken.
    free = OutboxMessage.objects.filter(pk=pk, state=OutboxMessage.State.QUEUED).filter(
        Exists(Company.objects.filter(pk=OuterRef("company_id"), mail_paused=False))
    )
    if not free.update(state=OutboxMessage.State.SENDING, claimed_at=now, attempts=F("attempts") + 1):
        return None
    return OutboxMessage.objects.select_related("document").get(pk=pk)


def _deliver(
    company: Company, message: OutboxMessage, carriers: Carriers, now: datetime, done: Delivered
) -> None:
    with translation.override(company.language):
        try:
            carriers.send(message)
        except NotNow as problem:
            if message.attempts <= len(RETRY_AFTER):
                _postpone(company, message, str(problem), now)
                done.postponed += 1
                return
            _give_up(company, message, str(problem))
        except Unknown as problem:
            reason = _("It is not known whether this message left: look for %(id)s, then decide. %(problem)s")
            _give_up(company, message, reason % {"id": message.message_id, "problem": problem})
        except Refused as problem:
            _give_up(company, message, str(problem))
        except Exception as problem:  # a message that cannot be built must not hold the others up
            log.exception("Message %s could not be built", message.pk)
            _give_up(company, message, str(problem) or type(problem).__name__)
        else:
            _record_sent(company, message)
            done.sent += 1
            return
    done.failed += 1


def _record_sent(company: Company, message: OutboxMessage) -> None:
    with acting_for(company, source=SOURCE):
        message.state, message.sent_at, message.last_error = OutboxMessage.State.SENT, timezone.now(), ""
        message.save(update_fields=["state", "sent_at", "last_error"])
        _call(_sent_hooks, message)


def _postpone(company: Company, message: OutboxMessage, reason: str, now: datetime) -> None:
    with acting_for(company, source=SOURCE):
        message.state, message.last_error = OutboxMessage.State.QUEUED, reason
        message.next_attempt_at = now + RETRY_AFTER[message.attempts - 1]
        message.save(update_fields=["state", "last_error", "next_attempt_at"])


def _give_up(company: Company, message: OutboxMessage, reason: str) -> None:
    with acting_for(company, source=SOURCE):
        message.state, message.last_error = OutboxMessage.State.FAILED, reason
        message.save(update_fields=["state", "last_error"])
        _call(_failed_hooks, message)


def _give_up_stuck(company: Company, now: datetime, done: Delivered) -> None:
    with translation.override(company.language):
        reason = _("The program stopped while sending. It is not known whether this message left.")
        for message in OutboxMessage.objects.claimed_before(now - STUCK_AFTER).select_for_update(
            skip_locked=True
        ):
            _give_up(company, message, f"{reason} Message-ID: {message.message_id}")
            done.failed += 1


def _call(hooks: list[Hook], message: OutboxMessage) -> None:
    """The mail has left or not, whatever the hooks make of it: one that fails is written down and undone alone."""
    for hook in hooks:
        try:
            with transaction.atomic():
                hook(message)
        except Exception as problem:
            log.exception("After message %s", message.pk)
            message.last_error = f"{message.last_error} {problem}".strip()
            message.save(update_fields=["last_error"])
