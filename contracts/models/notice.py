from datetime import date
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models.contract import Contract
from contracts.models.term import Term
from tenancy.models import Document, User
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.permissions import Right
from tenancy.triggers import Tracked
from ui import formats


class AlreadySent(Exception):
    """The notice of this term was sent before."""


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Letters before tacit renewal."""

    def to_send(self) -> Self:
        """Prepared and not sent."""
        return self.filter(sent_on=None)

    def attach(self, written: dict[int, tuple[int, Decimal | None]]) -> None:
        """Keep the file each unsent notice was last written as: by notice id the document's id and the fee it shows.

        One statement.
        """
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE contracts_notice n SET document_id = v.document_id, "
                "price_shown = coalesce(v.price, n.price_shown) "
                "FROM unnest(%s::bigint[], %s::bigint[], %s::numeric[]) AS v(id, document_id, price) "
                "WHERE n.id = v.id AND n.sent_on IS NULL",
                [
                    list(written),
                    [document for document, _price in written.values()],
                    [price for _document, price in written.values()],
                ],
            )

    def mark_sent(
        self,
        addresses: dict[int, str],
        *,
        on: date,
        channel: str,
        by: User | None = None,
        reference: str = "",
    ) -> int:
        """Record that unsent letters left on a day: by notice id, the address each went to. Gives how many there were.

        One that left outside its window is kept and does not cure. One statement, whatever the number.
        """
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE contracts_notice n SET sent_on = %(on)s, channel = %(channel)s, "
                "sent_to = left(v.sent_to, 300), sent_by_id = %(by)s, sent_reference = %(reference)s, "
                "cures = n.cures AND %(on)s::date BETWEEN t.notice_opens_on AND t.notice_closes_on "
                "FROM unnest(%(ids)s::bigint[], %(addresses)s::text[]) AS v(id, sent_to), contracts_term t "
                "WHERE n.id = v.id AND t.id = n.term_id AND n.sent_on IS NULL",
                {
                    "on": on,
                    "channel": channel,
                    "by": by.pk if by else None,
                    "reference": reference,
                    "ids": list(addresses),
                    "addresses": list(addresses.values()),
                },
            )
            return int(cursor.rowcount)


class Notice(CompanyOwned):
    """The letter the law wants before a tacit renewal: one a term, sent inside its window or missed.

    A letter sent outside the window is kept with ``cures`` false: it happened, and does not help.
    """

    class Channel(models.TextChoices):
        """How it went."""

        LETTER = "letter", _("Letter")
        REGISTERED = "registered", _("Registered letter")
        EMAIL = "email", _("E-mail")
        PEC = "pec", "PEC"
        IMPORTED = "imported", _("As the old software says")

    history = Tracked(rights={"price_shown": Right.FEES_VIEW})

    contract = OwnedForeignKey(Contract, related_name="notices", verbose_name=_("contract"))
    term = OwnedForeignKey(Term, related_name="notices", verbose_name=_("term"))
    cures = models.BooleanField(_("inside the window"), default=True)
    prepared_on = models.DateField(_("prepared on"))
    price_shown = models.DecimalField(_("next yearly fee shown"), max_digits=10, decimal_places=2, null=True)
    document = OwnedForeignKey(Document, null=True, related_name="notices", verbose_name=_("document"))
    sent_on = models.DateField(_("sent on"), null=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices, blank=True)
    sent_to = models.CharField(_("sent to"), max_length=300, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sent_reference = models.CharField(_("registered mail number"), max_length=60, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("renewal notice")
        verbose_name_plural = _("renewal notices")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "term"], condition=Q(cures=True), name="notice_once_a_term"
            ),
            models.CheckConstraint(
                condition=Q(sent_on=None, channel="") | Q(sent_on__isnull=False) & ~Q(channel=""),
                name="notice_sent_by_a_channel",
            ),
        ]
        indexes = [models.Index(fields=["company", "term"], name="notice_of_term")]

    def __str__(self) -> str:
        return formats.day(self.sent_on or self.prepared_on)

    def mark_sent(
        self, *, on: date, channel: str, to: str, by: User | None = None, reference: str = ""
    ) -> None:
        """Record that the letter left: day, channel, address. Raises ``AlreadySent`` when it had left before.

        Outside the window of the term it is kept and does not cure (``cures`` false).
        """
        moved = Notice.objects.mark_sent({self.pk: to}, on=on, channel=channel, by=by, reference=reference)
        if not moved:
            raise AlreadySent(str(self))
        self.refresh_from_db()
