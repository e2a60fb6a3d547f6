"""The list of letters other than notices: columns, filters, and how each stands."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy, pgettext_lazy

from contracts.columns import ContractColumn
from customers.columns import CustomerColumn
from customers.reaching import notice_contacts, notice_way
from letters.models import Kind, Occasion
from letters.models.occasion import KINDS
from letters.notices import UNDER_WAY
from tenancy.models import OutboxMessage
from ui import tables
from ui.badges import Badge

SENT, MAIL, WRITTEN, WAITING = "sent", "mail", "written", "waiting"
ALL = "all"
BADGES = {
    WAITING: Badge("blue", "clock", gettext_lazy("To write")),
    WRITTEN: Badge("orange", "printer", gettext_lazy("Written, to send")),
    MAIL: Badge("blue", "send", gettext_lazy("E-mail on its way")),
    SENT: Badge("green", "mail-check", pgettext_lazy("letter", "Sent")),
}


def occasions() -> QuerySet[Any]:
    """Occasions with whether an e-mail is on its way."""
    mail = OutboxMessage.objects.filter(
        about_kind=Occasion._meta.label_lower, about_id=OuterRef("pk"), state__in=UNDER_WAY
    )
    rows = Occasion.objects.select_related("contract__customer", "customer", "letter", "circular")
    return rows.prefetch_related(
        notice_contacts("contract__customer__"), notice_contacts("customer__")
    ).annotate(mailing=Exists(mail))


def badge_of(row: Any) -> Badge:
    """How a letter stands."""
    if row.sent_on:
        return BADGES[SENT]
    if row.mailing:
        return BADGES[MAIL]
    return BADGES[WRITTEN if row.letter_id else WAITING]


class OccasionTable(tables.SelectableTable):
    """Letters about occasions, the latest first."""

    kind = tables.LinkColumn(
        "letters:occasion_detail",
        accessor="get_kind_display",
        order_by=("kind",),
        verbose_name=gettext_lazy("Letter"),
    )
    contract = ContractColumn(accessor="contract__number")
    customer = CustomerColumn()
    standing = tables.BadgeColumn(
        accessor="pk", orderable=False, badge=badge_of, verbose_name=gettext_lazy("State")
    )
    way = tables.Column(accessor="customer", orderable=False, priority=3, verbose_name=gettext_lazy("To go"))
    made_at = tables.MomentColumn(priority=2, verbose_name=gettext_lazy("Since"))
    sent_on = tables.DateColumn(verbose_name=gettext_lazy("Sent on"))
    sent_to = tables.Column(priority=4, verbose_name=gettext_lazy("Sent to"))

    class Meta:
        order_by = ("-made_at",)

    def render_way(self, value: Any) -> str:
        """The way the customer chose, else by e-mail where there is an address."""
        return str(notice_way(value).label)


class OccasionFilter(django_filters.FilterSet):
    """By kind and state; a circular's many letters stand apart unless they, or one customer's, are asked for."""

    kind = django_filters.ChoiceFilter(
        method="of_kind",
        choices=[*((kind.value, kind.label) for kind in KINDS), (ALL, gettext_lazy("All, circulars too"))],
        empty_label=gettext_lazy("All but circulars"),
        label=gettext_lazy("Letter"),
    )
    standing = django_filters.ChoiceFilter(
        choices=[(name, badge.label) for name, badge in BADGES.items()],
        method="in_standing",
        label=gettext_lazy("State"),
    )
    contract = django_filters.NumberFilter(field_name="contract_id", widget=forms.HiddenInput)
    circular = django_filters.NumberFilter(field_name="circular_id", widget=forms.HiddenInput)
    customer = django_filters.NumberFilter(field_name="customer_id", widget=forms.HiddenInput)

    class Meta:
        model = Occasion
        fields: tuple[str, ...] = ()

    def of_kind(self, rows: Any, name: str, value: str) -> Any:
        """One kind, or all of them."""
        return rows if value == ALL else rows.filter(kind=value)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Without a word about it, circulars stay away."""
        rows: QuerySet[Any] = super().filter_queryset(queryset)
        asked = any(self.form.cleaned_data[name] for name in ("kind", "circular", "customer", "contract"))
        return rows if asked else rows.exclude(kind=Kind.CIRCULAR)

    def in_standing(self, rows: Any, name: str, value: str) -> Any:
        """Sent, on its way, written or waiting."""
        if value == SENT:
            return rows.filter(sent_on__isnull=False)
        rows = rows.filter(sent_on=None, mailing=value == MAIL)
        return rows if value == MAIL else rows.filter(letter__isnull=value == WAITING)
