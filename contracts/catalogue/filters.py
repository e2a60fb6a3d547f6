from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from contracts.models import Price, PriceList, Service
from customers.models import CustomerGroup


class ServiceFilter(django_filters.FilterSet):
    """By kind; items withdrawn from sale only when asked for."""

    kind = django_filters.MultipleChoiceFilter(choices=Service.Kind.choices, label=_("Kind"), distinct=False)
    state = django_filters.ChoiceFilter(
        choices=[("archived", _("Archived only")), ("all", _("Offered and archived"))],
        empty_label=_("Offered only"),
        method="in_state",
        label=_("State"),
    )

    class Meta:
        model = Service
        fields: list[str] = []

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        """Those archived, or all."""
        return rows.exclude(archived_on=None) if value == "archived" else rows

    def filter_queryset(self, queryset: Any) -> Any:
        """Without a word about it, those archived stay away."""
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data["state"] else rows.offered()


class PriceListFilter(django_filters.FilterSet):
    """By group, and by a day on which lists count."""

    group = django_filters.ModelChoiceFilter(
        queryset=lambda _request: CustomerGroup.objects.all(),
        label=_("Customer group"),
        null_label=_("Everybody"),
    )
    on = django_filters.DateFilter(method="in_force", label=_("In force on"))

    class Meta:
        model = PriceList
        fields: list[str] = []

    def in_force(self, rows: Any, name: str, value: Any) -> Any:
        """Those that count on the day."""
        return rows.in_force(value)


class PriceFilter(django_filters.FilterSet):
    """By list, service and kind."""

    price_list = django_filters.ModelChoiceFilter(
        queryset=lambda _request: PriceList.objects.all(), label=_("Price list")
    )
    service = django_filters.ModelChoiceFilter(
        queryset=lambda _request: Service.objects.all(), label=_("Item of the catalogue")
    )
    kind = django_filters.MultipleChoiceFilter(
        field_name="service__kind", choices=Service.Kind.choices, label=_("Kind"), distinct=False
    )

    class Meta:
        model = Price
        fields: list[str] = []
