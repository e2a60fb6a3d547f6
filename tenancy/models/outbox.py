from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenancy.models.document import Document
from tenancy.owned import CompanyOwned, OwnedForeignKey


class OutboxMessageQuerySet(models.QuerySet["OutboxMessage"]):
    """Messages of the acting company."""

    def due(self, now: datetime) -> Self:
        """Messages whose turn has come, the oldest first."""
        return self.filter(state=OutboxMessage.State.QUEUED, next_attempt_at__lte=now).order_by(
            "next_attempt_at", "pk"
        )

    def left_since(self, moment: datetime) -> int:
        """How many e-mails were handed to the mail server since then, or are being handed over."""
        taken = [OutboxMessage.State.SENDING, OutboxMessage.State.SENT, OutboxMessage.State.BOUNCED]
        return self.filter(
            channel=OutboxMessage.Channel.EMAIL, state__in=taken, claimed_at__gt=moment
        ).count()

    def claimed_before(self, moment: datetime) -> Self:
        """Messages that some worker took before the moment and never told about."""
        return self.filter(state=OutboxMessage.State.SENDING, claimed_at__lt=moment).order_by("pk")


class OutboxMessage(CompanyOwned):
    """A message to send after commit, once: the key forbids a second one for the same cause and recipient."""

    class State(models.TextChoices):
        """How far the message is."""

        QUEUED = "queued", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Given up")
        BOUNCED = "bounced", _("Came back")

    class Channel(models.TextChoices):
        """Who carries it."""

        EMAIL = "email", _("E-mail")
        PEC = "pec", "PEC"
        SMS = "sms", "SMS"

    key = models.CharField(max_length=120)
    channel = models.CharField(_("channel"), max_length=5, choices=Channel.choices, default=Channel.EMAIL)
    recipient = models.CharField(_("recipient"), max_length=254)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    document = OwnedForeignKey(Document, null=True, related_name="messages")
    # Where whoever gets advertising ends it, for her mail program (RFC 2369, RFC 8058); empty in other mail.
    unsubscribe_url = models.CharField(max_length=300, blank=True)
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.BigIntegerField(null=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    bounced_at = models.DateTimeField(_("came back"), null=True)
    message_id = models.CharField(max_length=200, blank=True)
    last_error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OutboxMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["company", "key"], name="outbox_key_once")]
        indexes = [
            models.Index(
                fields=["company", "next_attempt_at"],
                condition=Q(state__in=["queued", "sending"]),
                name="outbox_to_send",
            ),
            models.Index(fields=["company", "claimed_at"], name="outbox_pace"),
            models.Index(fields=["company", "message_id"], name="outbox_by_message_id"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.recipient}"
