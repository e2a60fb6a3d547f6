from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from customers.allowing import open_to
from customers.models import Communication, Customer, CustomerGroup, LegalClass
from tenancy.models import Technician
from ui.forms import RemoteSelect


class CustomerFilter(django_filters.FilterSet):
    """Which customers the list shows; deactivated ones, prospects and end users only when asked for."""

    kind = django_filters.MultipleChoiceFilter(choices=Customer.Kind.choices, label=_("Kind"), distinct=False)
    standing = django_filters.ChoiceFilter(
        method="of_standing",
        label=_("Standing"),
        empty_label=_("Customers only"),
        choices=[
            (Customer.Standing.PROSPECT, _("Prospects")),
            (Customer.Standing.END_USER, _("End users")),
            ("all", _("Customers, prospects and end users")),
        ],
    )
    legal_class = django_filters.MultipleChoiceFilter(
        choices=LegalClass.choices, label=_("Legal class"), distinct=False
    )
    group = django_filters.ModelChoiceFilter(
        queryset=lambda _request: CustomerGroup.objects.all(),
        label=_("Customer group"),
        null_label=_("Without a group"),
    )
    town = django_filters.CharFilter(method="in_town", label=_("Town"))
    attention = django_filters.BooleanFilter(label=_("Attention"))
    excluded = django_filters.BooleanFilter(label=_("Excluded from maintenance lists"))
    parent = django_filters.ModelChoiceFilter(
        queryset=lambda _request: Customer.objects.all(),
        label=_("Owner or condominium"),
        widget=RemoteSelect("customers:options"),
    )
    technician = django_filters.ModelChoiceFilter(
        queryset=lambda _request: Technician.objects.all(), method="allowing", label=_("Technician allowed")
    )
    state = django_filters.ChoiceFilter(
        method="in_state",
        label=_("State"),
        empty_label=_("Active only"),
        choices=[("inactive", _("Deactivated only")), ("all", _("Active and deactivated"))],
    )

    class Meta:
        model = Customer
        fields: list[str] = []

    def in_town(self, rows: Any, name: str, value: str) -> Any:
        """Customers of towns beginning so."""
        return rows.in_town(value)

    def of_standing(self, rows: Any, name: str, value: str) -> Any:
        """Prospects, end users, or all."""
        return rows if value == "all" else rows.filter(standing=value)

    def allowing(self, rows: Any, name: str, value: Technician) -> Any:
        """Customers a technician may be sent to: named, or nobody is named."""
        return open_to(value, rows)

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        """Those deactivated, or all."""
        return rows.exclude(deactivated_on=None) if value == "inactive" else rows

    def filter_queryset(self, queryset: QuerySet[Customer]) -> QuerySet[Customer]:
        """Without a word about it, those deactivated stay away, and those who buy nothing."""
        rows: Any = super().filter_queryset(queryset)
        if not self.form.cleaned_data["state"]:
            rows = rows.active()
        shown: QuerySet[Customer] = rows if self.form.cleaned_data["standing"] else rows.buying()
        return shown


class CommunicationFilter(django_filters.FilterSet):
    """Which entries of the communication log show."""

    customer = django_filters.ModelChoiceFilter(
        queryset=lambda _request: Customer.objects.all(),
        label=_("Customer"),
        widget=RemoteSelect("customers:options"),
    )
    channel = django_filters.MultipleChoiceFilter(
        choices=Communication.Channel.choices, label=_("Channel"), distinct=False
    )
    direction = django_filters.ChoiceFilter(choices=Communication.Direction.choices, label=_("Direction"))
    at = django_filters.DateFromToRangeFilter(label=_("Between"))
    mine = django_filters.BooleanFilter(method="written_by_me", label=_("Written by me"))

    class Meta:
        model = Communication
        fields: list[str] = []

    def written_by_me(self, rows: Any, name: str, value: bool) -> Any:
        """Those this person wrote, or all others."""
        mine = {"by": self.request.user.pk}
        return rows.filter(**mine) if value else rows.exclude(**mine)
