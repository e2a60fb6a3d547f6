from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contracts.columns import ContractColumn
from customers.columns import CustomerColumn
from letters.models import Dispatch, Kind, Receipt
from letters.models.dispatch import ON_ITS_WAY
from letters.models.occasion import KINDS
from ui import tables
from ui.badges import Badge

FATES = {
    ON_ITS_WAY: Badge("blue", "send", pgettext_lazy("letter", "Sent")),
    Receipt.Kind.ACCEPTED: Badge("blue", "mail-forward", Receipt.Kind.ACCEPTED.label),
    Receipt.Kind.DELIVERED: Badge("green", "mail-check", Receipt.Kind.DELIVERED.label),
    Receipt.Kind.RETURNED: Badge("red", "mail-x", Receipt.Kind.RETURNED.label),
    Receipt.Kind.BOUNCED: Badge("red", "mail-x", Receipt.Kind.BOUNCED.label),
    Receipt.Kind.REFUSED: Badge("red", "mail-x", Receipt.Kind.REFUSED.label),
    Receipt.Kind.UNDELIVERED: Badge("red", "mail-x", Receipt.Kind.UNDELIVERED.label),
}


def fate_of(row: Any) -> Badge:
    """The badge of a dispatch read by ``with_fate``."""
    return FATES[row.fate]


class DispatchTable(tables.SelectableTable):
    """Letters that left, the latest first."""

    sent_on = tables.DateColumn(verbose_name=_("Sent on"), linkify=lambda record: record.get_absolute_url())
    label = tables.Column(verbose_name=_("Letter"), orderable=False, priority=2)
    contract = ContractColumn(accessor="contract__number")
    customer = CustomerColumn()
    channel = tables.Column(accessor="get_channel_display", verbose_name=_("By"), order_by="channel")
    fate = tables.BadgeColumn(verbose_name=_("What became of it"), badge=fate_of)
    to = tables.Column(verbose_name=_("Recipient"), priority=3)
    tracking = tables.Column(verbose_name=_("Registered mail number"), priority=2)

    class Meta:
        model = Dispatch
        fields = ()


class DispatchFilter(django_filters.FilterSet):
    """Letters that left, by channel, by what became of them, and by month."""

    channel = django_filters.ChoiceFilter(choices=Dispatch.Channel.choices, label=_("By"))
    fate = django_filters.ChoiceFilter(
        choices=[(name, badge.label) for name, badge in FATES.items()], label=_("What became of it")
    )
    letter = django_filters.ChoiceFilter(
        choices=[(kind.value, kind.label) for kind in Kind if kind == Kind.RENEWAL_NOTICE or kind in KINDS],
        method="of_kind",
        label=_("Letter"),
    )
    month = django_filters.CharFilter(
        method="sent_in",
        label=_("Sent in"),
        widget=forms.TextInput(attrs={"type": "month", "pattern": r"\d{4}-\d{2}"}),
    )
    contract = django_filters.NumberFilter(field_name="contract_id", widget=forms.HiddenInput)
    document = django_filters.NumberFilter(field_name="letter__document_id", widget=forms.HiddenInput)
    occasion = django_filters.NumberFilter(field_name="occasion_id", widget=forms.HiddenInput)
    notice = django_filters.NumberFilter(field_name="notice_id", widget=forms.HiddenInput)
    customer = django_filters.NumberFilter(field_name="customer_id", widget=forms.HiddenInput)

    class Meta:
        model = Dispatch
        fields: tuple[str, ...] = ()

    def of_kind(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Renewal notices, or one kind of other letters."""
        return (
            rows.filter(occasion=None) if value == Kind.RENEWAL_NOTICE else rows.filter(occasion__kind=value)
        )

    def sent_in(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those that left in a month (``2026-12``); what is no month narrows to nothing."""
        try:
            first = date.fromisoformat(f"{value}-01")
        except ValueError:
            return rows.none()
        return rows.filter(sent_on__year=first.year, sent_on__month=first.month)
