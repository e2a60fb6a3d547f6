"""Circulars and their recipients as lists: how each stands."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from contracts.columns import ContractColumn
from customers.columns import CustomerColumn
from customers.models import Customer
from letters.models import Circular, Dispatch, MailingItem, Occasion, Receipt, Recipient
from letters.notices import UNDER_WAY
from tenancy.models import OutboxMessage
from tenancy.permissions import Right
from ui import tables
from ui.badges import Badge
from ui.bulk import BulkAction, Outcome

CHOSEN, LEFT_OUT, WAITING, WRITTEN, MAIL, FAILED, LOST, SENT, ERASED = (
    "chosen", "left_out", "waiting", "written", "mail", "failed", "lost", "sent", "erased")  # fmt: skip
FATES = {
    CHOSEN: Badge("secondary", "user", pgettext_lazy("recipient", "Chosen")),
    LEFT_OUT: Badge("secondary", "mail-off", pgettext_lazy("recipient", "Left out")),
    WAITING: Badge("blue", "clock", gettext_lazy("To write")),
    WRITTEN: Badge("orange", "printer", gettext_lazy("Written, to send")),
    MAIL: Badge("blue", "send", gettext_lazy("E-mail on its way")),
    FAILED: Badge("red", "mail-x", pgettext_lazy("letter", "Failed")),
    LOST: Badge("red", "mail-x", pgettext_lazy("letter", "Did not arrive")),
    SENT: Badge("green", "mail-check", pgettext_lazy("letter", "Sent")),
    ERASED: Badge("secondary", "user-off", pgettext_lazy("recipient", "Erased")),
}


def circulars() -> QuerySet[Any]:
    """Circulars with how many were chosen, left out, and have their letter sent."""
    recipients = Q(recipients__isnull=False)
    return Circular.objects.select_related("made_by").annotate(
        chosen=Count("recipients", filter=recipients),
        left_out=Count("recipients", filter=~Q(recipients__reason="") & recipients),
        sent=Count("recipients", filter=Q(recipients__occasion__sent_on__isnull=False)),
    )


def recipients() -> QuerySet[Any]:
    """Recipients with ``fate``, and the last thing that went wrong in ``problem``."""
    about = {"about_kind": Occasion._meta.label_lower, "about_id": OuterRef("occasion")}
    mails = OutboxMessage.objects.filter(**about)
    to_come = MailingItem.objects.to_come().filter(occasion=OuterRef("occasion"))
    lost = Dispatch.objects.unanswered().filter(
        occasion=OuterRef("occasion"), receipts__kind__in=Receipt.LOST
    )
    rows = Recipient.objects.select_related("circular", "customer", "contract", "occasion")
    return rows.annotate(
        fate=Case(
            When(customer__set_aside=Customer.SetAside.ERASED, occasion=None, then=Value(ERASED)),
            When(~Q(reason=""), then=Value(LEFT_OUT)),
            When(circular__started_at=None, then=Value(CHOSEN)),
            When(occasion=None, then=Value(LEFT_OUT)),
            When(Exists(lost), then=Value(LOST)),
            When(occasion__sent_on__isnull=False, then=Value(SENT)),
            When(Exists(mails.filter(state=OutboxMessage.State.FAILED)), then=Value(FAILED)),
            When(Exists(mails.filter(state__in=UNDER_WAY)), then=Value(MAIL)),
            When(occasion__letter__isnull=False, then=Value(WRITTEN)),
            When(Exists(to_come), then=Value(WAITING)),
            default=Value(FAILED),
            output_field=CharField(),
        )
    )


class CircularTable(tables.BaseTable):
    """Circulars, the latest first."""

    name = tables.LinkColumn("letters:circular_detail", verbose_name=gettext_lazy("Name"))
    purpose = tables.Column(
        accessor="get_purpose_display", order_by=("purpose",), verbose_name=gettext_lazy("Purpose")
    )
    chosen = tables.NumberColumn(verbose_name=pgettext_lazy("recipients", "Chosen"))
    left_out = tables.NumberColumn(verbose_name=pgettext_lazy("recipients", "Left out"), priority=3)
    sent = tables.NumberColumn(verbose_name=pgettext_lazy("recipients", "Sent"))
    made_at = tables.MomentColumn(verbose_name=gettext_lazy("Since"), priority=2)
    started_at = tables.MomentColumn(verbose_name=pgettext_lazy("circular", "Started"))
    by = tables.Column(accessor="made_by__name", verbose_name=gettext_lazy("By"), priority=3)

    class Meta:
        model = Circular
        fields = ()


class CircularFilter(django_filters.FilterSet):
    """By purpose, and whether it was started."""

    purpose = django_filters.ChoiceFilter(choices=Circular.Purpose.choices, label=gettext_lazy("Purpose"))
    started = django_filters.BooleanFilter(
        field_name="started_at",
        lookup_expr="isnull",
        exclude=True,
        label=pgettext_lazy("circular", "Started"),
    )

    class Meta:
        model = Circular
        fields: tuple[str, ...] = ()


class RecipientTable(tables.SelectableTable):
    """Who was chosen for a circular, and what became of each."""

    customer = CustomerColumn()
    contract = ContractColumn(accessor="contract__number", priority=2)
    city = tables.Column(accessor="customer__city", verbose_name=gettext_lazy("Town"), priority=3)
    fate = tables.BadgeColumn(
        verbose_name=gettext_lazy("What became of it"), badge=lambda row: FATES[row.fate]
    )
    reason = tables.Column(verbose_name=gettext_lazy("Why not"), empty_values=(), priority=2)
    sent_on = tables.DateColumn(
        accessor="occasion__sent_on", verbose_name=gettext_lazy("Sent on"), priority=2
    )
    sent_to = tables.Column(accessor="occasion__sent_to", verbose_name=gettext_lazy("Sent to"), priority=4)
    letter = tables.LinkColumn(
        "letters:recipient_pdf",
        accessor="pk",
        orderable=False,
        right=Right.FEES_VIEW,
        verbose_name=gettext_lazy("Letter"),
        exclude_from_export=True,
    )

    class Meta:
        model = Recipient
        fields = ()

    def render_reason(self, value: str, record: Any) -> str:
        """One who came back from the trash after the start has no letter and nobody wrote down why."""
        return value or (_("Was in the trash when it was started.") if record.fate == LEFT_OUT else "")

    def render_letter(self, value: Any, record: Recipient) -> str:
        """Before and after it is written."""
        return _("Open") if record.occasion is not None and record.occasion.letter_id else _("Preview")


class RecipientFilter(django_filters.FilterSet):
    """By what became of each."""

    fate = django_filters.ChoiceFilter(
        choices=[(name, badge.label) for name, badge in FATES.items()],
        label=gettext_lazy("What became of it"),
    )
    circular = django_filters.NumberFilter(field_name="circular_id", widget=forms.HiddenInput)
    customer = django_filters.NumberFilter(field_name="customer_id", widget=forms.HiddenInput)

    class Meta:
        model = Recipient
        fields: tuple[str, ...] = ()


class TakeOff(BulkAction):
    """Take people off a circular that is not started."""

    name, icon, style = "take_off", "user-minus", "secondary"
    label = pgettext_lazy("circular", "Take off the list")
    right = Right.LETTERS_SEND

    def outcome(self, row: Recipient) -> Outcome:
        """Only while nothing was sent."""
        if row.circular.started_at is not None:
            return Outcome(NamedRecipient(row), _("This circular was started before."), will=False)
        return Outcome(NamedRecipient(row), _("Will not be written to."))

    def run(self, rows: Sequence[Any], form: Any = None) -> str:
        """In one statement."""
        keys = [row.pk for row in rows]
        gone, _by_model = Recipient.objects.filter(pk__in=keys, circular__started_at=None).delete()
        return ngettext("%(count)s recipient taken off.", "%(count)s recipients taken off.", gone) % {
            "count": gone
        }


class NamedRecipient:
    """A recipient shown by her name."""

    def __init__(self, row: Recipient) -> None:
        self.row, self.pk = row, row.pk

    def __str__(self) -> str:
        return f"{self.row.customer.name} · {self.row.customer.number}"
