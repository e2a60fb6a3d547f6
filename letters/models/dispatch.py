from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contracts.models import BillingPeriod, Contract, Notice
from customers.models import Customer
from letters.models.letter import Letter
from letters.models.template import Kind
from tenancy.models import Document, OutboxMessage
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.signed_mail import DOUBTFUL, Seal
from tenancy.triggers import Tracked
from ui import formats

ON_ITS_WAY = "sent"


class DispatchQuerySet(models.QuerySet["Dispatch"]):
    """Letters that left."""

    def with_fate(self) -> Self:
        """Each with ``fate``: the last thing heard of it, ``sent`` when nothing was."""
        heard = Receipt.objects.believed().filter(dispatch=OuterRef("pk")).order_by("-pk").values("kind")[:1]
        return self.annotate(fate=Coalesce(Subquery(heard), Value(ON_ITS_WAY)))

    def unanswered(self) -> Self:
        """Those that did not arrive and did not leave once more since, while what they are about still matters."""
        later = Dispatch.objects.filter(pk__gt=OuterRef("pk"))
        later = later.exclude(channel=Dispatch.Channel.SMS)
        same = Q(notice=OuterRef("notice")) | Q(occasion=OuterRef("occasion"))
        lost = Receipt.objects.filter(dispatch=OuterRef("pk"), kind__in=Receipt.LOST)
        arrived = Receipt.objects.filter(dispatch=OuterRef("pk"), kind=Receipt.Kind.DELIVERED)
        return (
            self._still_matter()
            .exclude(channel=Dispatch.Channel.SMS)
            .filter(Exists(lost), ~Exists(arrived), ~Exists(later.filter(same)))
        )

    def _still_matter(self) -> Self:
        """Notices of contracts that go on, visits still owed, fees still due, and letters about anything else."""
        owed = {f"occasion__visit__{name}": None for name in ("done_on", "withdrawn_on", "ending")}
        return self.filter(
            Q(occasion=None, contract__ended_on=None, contract__ends_after=None)
            | Q(occasion__visit__isnull=False, **owed)
            | Q(occasion__period__state=BillingPeriod.State.OPEN)
            | Q(occasion__isnull=False, occasion__visit=None, occasion__period=None)
        )

    def found_by(self, words: str) -> Self:
        """Those of the contracts or customers found, or with this registered mail number."""
        number = "".join(words.split()).upper()
        if not number:
            return self
        about_none = Q(contract=None, customer__in=Customer.objects.found_by(words))
        return self.filter(Q(contract__in=Contract.objects.found_by(words)) | about_none | Q(tracking=number))


class Dispatch(CompanyOwned):
    """A letter that left once: which, by what channel, to whom, when. Sent anew it is another dispatch.

    The notice keeps the first that counts for the law, an occasion the first of all; what is heard of each later are
    its receipts.
    """

    class Channel(models.TextChoices):
        """How it went."""

        LETTER = "letter", _("Letter")
        REGISTERED = "registered", _("Registered letter")
        EMAIL = "email", _("E-mail")
        PEC = "pec", "PEC"
        SMS = "sms", "SMS"

    PAPER = (Channel.LETTER, Channel.REGISTERED)

    history = Tracked()

    contract = OwnedForeignKey(Contract, null=True, related_name="dispatches", verbose_name=_("contract"))
    customer = OwnedForeignKey(Customer, related_name="dispatches", verbose_name=_("customer"))
    notice = OwnedForeignKey(Notice, null=True, related_name="dispatches", verbose_name=_("renewal notice"))
    occasion = OwnedForeignKey(
        "letters.Occasion", null=True, related_name="dispatches", verbose_name=_("occasion")
    )
    letter = OwnedForeignKey(Letter, null=True, related_name="dispatches", verbose_name=_("letter"))
    message = OwnedForeignKey(OutboxMessage, null=True, related_name="dispatches", verbose_name=_("message"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    sent_on = models.DateField(_("sent on"))
    sent_at = models.DateTimeField(_("sent at"), null=True)
    to = models.CharField(_("sent to"), max_length=300)
    tracking = models.CharField(_("registered mail number"), max_length=40, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("recorded by")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DispatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter sent")
        verbose_name_plural = _("letters sent")
        ordering = ["-sent_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "tracking"],
                condition=~Q(tracking=""),
                name="dispatch_number_once",
                violation_error_message=_("Another letter has this registered mail number."),
            ),
            models.UniqueConstraint(
                fields=["company", "message"],
                condition=Q(message__isnull=False),
                name="dispatch_of_message_once",
            ),
            models.CheckConstraint(
                condition=Q(notice=None) | Q(occasion=None), name="dispatch_about_one_at_most"
            ),
        ]
        indexes = [
            models.Index(fields=["company", "-sent_on"], name="dispatch_latest"),
            models.Index(fields=["company", "notice"], name="dispatch_of_notice"),
            models.Index(fields=["company", "occasion"], name="dispatch_of_occasion"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} · {formats.day(self.sent_on)}"

    def get_absolute_url(self) -> str:
        """What is known of it: the proof."""
        return reverse("letters:dispatch_detail", args=[self.pk])

    @property
    def label(self) -> str:
        """Which letter it was; reads the occasion."""
        return str(self.occasion.get_kind_display() if self.occasion else Kind.RENEWAL_NOTICE.label)

    @property
    def reference(self) -> str:
        """The contract's number; of a letter about none the customer's."""
        return self.contract.number if self.contract else self.customer.number

    @property
    def is_paper(self) -> bool:
        """Whether a postman carries it."""
        return self.channel in self.PAPER

    @property
    def counts(self) -> bool | None:
        """Whether it left inside the window of the term; None where there is no window, or an SMS only reminds."""
        if self.notice is None or self.channel == self.Channel.SMS:
            return None
        term = self.notice.term
        return term.notice_opens_on <= self.sent_on <= term.notice_closes_on

    def heard(self, kind: str, **said: Any) -> "Receipt | None":
        """Record what is heard of it, once for each kind; None when it was known. Of doubtful receipts each is kept."""
        if kind == Receipt.Kind.DOUBTFUL:
            return Receipt.objects.create(dispatch=self, kind=kind, **said)
        receipt, made = Receipt.objects.get_or_create(dispatch=self, kind=kind, defaults=said)
        return receipt if made else None


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    """What was heard of letters."""

    def believed(self) -> Self:
        """Without those that say something nobody may rely on."""
        return self.exclude(kind=Receipt.Kind.DOUBTFUL)


class Receipt(CompanyOwned):
    """What is heard of a letter that left: it was handed over, came back, bounced, was accepted by a PEC provider.

    A PEC receipt whose signature does not fit says nothing about the letter, and is kept for whoever looks into it.
    """

    class Kind(models.TextChoices):
        """What."""

        ACCEPTED = "accepted", _("Accepted by the PEC provider")
        DELIVERED = "delivered", _("Handed over")
        RETURNED = "returned", pgettext_lazy("letter", "Came back")
        BOUNCED = "bounced", _("Bounced")
        REFUSED = "refused", _("Not accepted by the PEC provider")
        UNDELIVERED = "undelivered", _("Not delivered to the PEC mailbox")
        DOUBTFUL = "doubtful", _("PEC receipt that cannot be relied on")

    class Reason(models.TextChoices):
        """Why the post brought it back."""

        UNKNOWN = "unknown", _("Not known at this address")
        MOVED = "moved", _("Moved")
        INCOMPLETE = "incomplete", _("Address incomplete or unreachable")
        REFUSED = "refused", _("Refused by the recipient")
        UNCLAIMED = "unclaimed", _("Notified and not collected")
        OTHER = "other", _("Other reason")

    LOST = (Kind.RETURNED, Kind.BOUNCED, Kind.REFUSED, Kind.UNDELIVERED)

    history = Tracked()

    dispatch = OwnedForeignKey(
        Dispatch, models.CASCADE, related_name="receipts", verbose_name=_("letter sent")
    )
    kind = models.CharField(_("what"), max_length=11, choices=Kind.choices)
    on = models.DateField(_("on"))
    at = models.DateTimeField(_("at"), null=True)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices, blank=True)
    text = models.TextField(_("in its words"), blank=True)
    document = OwnedForeignKey(
        Document, null=True, related_name="receipts", verbose_name=_("receipt as it came")
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("recorded by")
    )
    seal = models.CharField(_("signature"), max_length=7, choices=Seal.choices, blank=True)
    signed_by = models.CharField(_("signed by"), max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("receipt of a letter")
        verbose_name_plural = _("receipts of letters")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "dispatch", "kind"],
                condition=~Q(kind="doubtful"),
                name="receipt_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="returned") & ~Q(reason="") | ~Q(kind="returned") & Q(reason=""),
                name="receipt_reason_of_a_return",
            ),
            models.CheckConstraint(
                condition=Q(kind="doubtful", seal__in=DOUBTFUL) | ~Q(kind="doubtful") & ~Q(seal__in=DOUBTFUL),
                name="receipt_doubtful_by_its_seal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {formats.day(self.on)}"

    @property
    def why(self) -> str:
        """The reason in words."""
        return self.text or (str(self.get_reason_display()) if self.reason else "")
