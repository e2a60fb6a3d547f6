from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from contracts.models import Notice
from customers.models import Contact
from letters import standing
from tenancy.models import OutboxMessage


class NoticeFilter(django_filters.FilterSet):
    """Notices by state, month in which the window closes, and how they may go."""

    standing = django_filters.ChoiceFilter(choices=standing.CHOICES, label=_("State"))
    month = django_filters.CharFilter(
        method="closing_in",
        label=_("Window closes in"),
        widget=forms.TextInput(attrs={"type": "month", "pattern": r"\d{4}-\d{2}"}),
    )
    channel = django_filters.ChoiceFilter(
        choices=[("email", _("E-mail or letter")), ("letter", _("Letter only"))],
        method="may_go",
        label=_("Possible channels"),
    )
    contract = django_filters.NumberFilter(field_name="contract_id", widget=forms.HiddenInput)
    customer = django_filters.NumberFilter(field_name="contract__customer_id", widget=forms.HiddenInput)

    class Meta:
        model = Notice
        fields: tuple[str, ...] = ()

    def closing_in(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those whose window closes in a month (``2026-12``); what is no month narrows to nothing."""
        try:
            first = date.fromisoformat(f"{value}-01")
        except ValueError:
            return rows.none()
        return rows.filter(term__notice_closes_on__year=first.year, term__notice_closes_on__month=first.month)

    def may_go(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those whose customer, or the contact who receives her notices, has an e-mail address, or has none."""
        by_contact = Contact.objects.filter(
            customer=OuterRef("contract__customer"), for_notices=True
        ).exclude(email="")
        reached = ~Q(contract__customer__email="") | Exists(by_contact)
        return rows.exclude(reached) if value == "letter" else rows.filter(reached)


class MessageFilter(django_filters.FilterSet):
    """E-mails by state."""

    state = django_filters.ChoiceFilter(choices=OutboxMessage.State.choices, label=_("State"))
    channel = django_filters.ChoiceFilter(choices=OutboxMessage.Channel.choices, label=_("By"))
    about = django_filters.NumberFilter(field_name="about_id", widget=forms.HiddenInput)

    class Meta:
        model = OutboxMessage
        fields: tuple[str, ...] = ()
