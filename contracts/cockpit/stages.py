"""At which stage a term near its end stands, as one expression the database computes."""

from datetime import date
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contracts.models import BillingPeriod, Notice, RenewalAnswer, RenewalKind, Suspension, Term
from customers.models import PROTECTED_CLASSES
from tenancy.acting import acting_company
from ui.badges import Badge


class Stage(TextChoices):
    """What has to be done about a term's end, in the order of the board."""

    TO_NOTIFY = "to_notify", _("To notify")
    CLOSING = "closing", _("Window closing")
    MISSED = "missed", _("Notice missed")
    NOTIFIED = "notified", _("Notified")
    BY_ITSELF = "by_itself", _("Renews by itself")
    TO_CONFIRM = "to_confirm", _("To confirm")
    REFUSED = "refused", pgettext_lazy("renewal", "Refused")
    ENDING = "ending", _("No renewal")
    RENEWED = "renewed", pgettext_lazy("contract", "Renewed")
    SUSPENDED = "suspended", pgettext_lazy("contract", "Suspended")
    TO_BILL = "to_bill", _("Renewed, not billed")
    BILLED = "billed", _("Renewed and billed")


BADGES = {
    Stage.TO_NOTIFY: Badge("orange", "mail", Stage.TO_NOTIFY.label),
    Stage.CLOSING: Badge("red", "mail-exclamation", Stage.CLOSING.label),
    Stage.MISSED: Badge("red", "mail-x", Stage.MISSED.label),
    Stage.NOTIFIED: Badge("green", "mail-check", Stage.NOTIFIED.label),
    Stage.BY_ITSELF: Badge("blue", "refresh", Stage.BY_ITSELF.label),
    Stage.TO_CONFIRM: Badge("orange", "message-question", Stage.TO_CONFIRM.label),
    Stage.REFUSED: Badge("secondary", "file-x", Stage.REFUSED.label),
    Stage.ENDING: Badge("secondary", "circle-off", Stage.ENDING.label),
    Stage.RENEWED: Badge("green", "circle-check", Stage.RENEWED.label),
    Stage.SUSPENDED: Badge("orange", "player-pause", Stage.SUSPENDED.label),
    Stage.TO_BILL: Badge("red", "coin", Stage.TO_BILL.label),
    Stage.BILLED: Badge("green", "receipt", Stage.BILLED.label),
}


def with_stage(terms: QuerySet[Term], on: date) -> QuerySet[Any]:
    """The terms with ``stage`` on a day; of a term that is followed, how the next one stands."""
    followed = Q(contract__runs_until__gt=F("ends_on"))
    tacit = Q(contract__renewal=RenewalKind.TACIT, renewable=True, renewed_on=None)
    owing = tacit if acting_company().notify_businesses else tacit & _protected()
    open_next = BillingPeriod.objects.open().filter(
        contract=OuterRef("contract"), starts_on__gt=OuterRef("ends_on")
    )
    annotated: QuerySet[Any] = terms.annotate(
        stage=Case(
            When(followed & Exists(open_next.filter(due_on__lte=on)), then=Value(Stage.TO_BILL)),
            When(followed & Exists(open_next), then=Value(Stage.RENEWED)),
            When(followed, then=Value(Stage.BILLED)),
            When(contract__ends_after__isnull=False, then=Value(Stage.REFUSED)),
            When(contract__ended_on__isnull=False, then=Value(Stage.ENDING)),
            When(
                Exists(Suspension.objects.holding(on).filter(contract=OuterRef("contract"))),
                then=Value(Stage.SUSPENDED),
            ),
            When(_answer_to_decide(), then=Value(Stage.TO_CONFIRM)),
            When(owing & Exists(_letter_that_counts()), then=Value(Stage.NOTIFIED)),
            When(owing & Q(notice_closes_on__lt=on), then=Value(Stage.MISSED)),
            When(owing & Q(notice_target_on__lt=on), then=Value(Stage.CLOSING)),
            When(owing, then=Value(Stage.TO_NOTIFY)),
            When(tacit, then=Value(Stage.BY_ITSELF)),
            When(contract__renewal=RenewalKind.EXPRESS, renewable=True, then=Value(Stage.TO_CONFIRM)),
            default=Value(Stage.ENDING),
            output_field=CharField(),
        )
    )
    return annotated


def _protected() -> Q:
    return Q(contract__customer__legal_class__in=PROTECTED_CLASSES)


def _letter_that_counts() -> QuerySet[Notice]:
    return Notice.objects.filter(term=OuterRef("pk"), cures=True, sent_on__isnull=False)


def _answer_to_decide() -> Exists:
    return Exists(
        RenewalAnswer.objects.to_decide().filter(contract=OuterRef("contract"), term=OuterRef("pk"))
    )
