"""Where a renewal notice stands on a day: one word for lists, filters and badges."""

from datetime import date
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contracts.models import Notice
from customers.reaching import notice_contacts
from letters.notices import UNDER_WAY
from tenancy.acting import acting_company
from tenancy.models import OutboxMessage
from ui.badges import Badge

SENT, OUTSIDE, NOT_NEEDED, MISSED, MAIL, CLOSING, EARLY, TO_SEND = (
    "sent", "outside", "not_needed", "missed", "mail", "closing", "early", "to_send")  # fmt: skip

BADGES = {
    TO_SEND: Badge("blue", "mail", _("To send")),
    CLOSING: Badge("orange", "mail-exclamation", _("Window closing")),
    EARLY: Badge("secondary", "clock", _("Too early")),
    MAIL: Badge("blue", "send", _("E-mail on its way")),
    SENT: Badge("green", "mail-check", pgettext_lazy("renewal notice", "Sent")),
    OUTSIDE: Badge("red", "mail-x", _("Sent outside the window")),
    MISSED: Badge("red", "alert-triangle", _("Missed")),
    NOT_NEEDED: Badge("secondary", "mail-off", _("No longer needed")),
}
CHOICES = [(name, badge.label) for name, badge in BADGES.items()]
UNSENT = (TO_SEND, CLOSING, EARLY)


def notices_of_today() -> QuerySet[Any]:
    """The notices with what a row shows, and how they stand today."""
    rows = Notice.objects.select_related(
        "contract__customer", "contract__template", "term", "document", "sent_by"
    ).prefetch_related(notice_contacts("contract__customer__"))
    return with_standing(rows, acting_company().today())


def with_standing(notices: QuerySet[Any], on: date) -> QuerySet[Any]:
    """The notices with ``standing`` on a day."""
    mail = OutboxMessage.objects.filter(
        about_kind=Notice._meta.label_lower, about_id=OuterRef("pk"), state__in=UNDER_WAY
    ).exclude(channel=OutboxMessage.Channel.SMS)
    annotated: QuerySet[Any] = notices.annotate(
        standing=Case(
            When(sent_on__isnull=False, cures=True, then=Value(SENT)),
            When(sent_on__isnull=False, then=Value(OUTSIDE)),
            When(
                Q(contract__ends_after__isnull=False) | Q(contract__ended_on__isnull=False),
                then=Value(NOT_NEEDED),
            ),
            When(term__notice_closes_on__lt=on, then=Value(MISSED)),
            When(Exists(mail), then=Value(MAIL)),
            When(term__notice_target_on__lt=on, then=Value(CLOSING)),
            When(term__notice_opens_on__gt=on, then=Value(EARLY)),
            default=Value(TO_SEND),
            output_field=CharField(),
        )
    )
    return annotated


def urgent_first(notices: QuerySet[Any]) -> QuerySet[Any]:
    """Unsent before sent, then by the day the window closes."""
    return notices.order_by(Coalesce("sent_on", Value(date.min)), F("term__notice_closes_on"), "pk")


def badge_of(notice: Any) -> Badge:
    """The badge of a notice read by ``with_standing``."""
    return BADGES[notice.standing]
