from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contracts.filters.fields import OnDayFilter, all_technicians, customer_filter
from contracts.models import OwedVisit
from customers.models import Customer


class VisitFilter(OnDayFilter):
    """How the office narrows the visits owed; without a choice those not made yet."""

    WHEN = (
        ("late", _("Late")),
        ("horizon", _("To plan now")),
        ("before_end", _("Contract ends")),
        ("done", pgettext_lazy("visit", "Done")),
    )

    when = django_filters.ChoiceFilter(choices=WHEN, method="at", label=_("Which"))
    month = django_filters.ChoiceFilter(
        choices=list(MONTHS.items()), method="in_month", label=_("Due in month")
    )
    technician = django_filters.ModelChoiceFilter(
        field_name="contract__technician", queryset=all_technicians, label=_("Technician")
    )
    town = django_filters.CharFilter(method="in_town", label=_("Town or postcode"))
    customer = customer_filter(field_name="contract__customer")
    contract = django_filters.NumberFilter(field_name="contract_id", widget=forms.HiddenInput)

    def at(self, rows: Any, name: str, value: str) -> Any:
        """Visits that are late, wanted soon, owed before an end, or made."""
        found: dict[str, Callable[[], Any]] = {
            "late": lambda: rows.late(self.on),
            "horizon": lambda: rows.within(self.on, self.request.company.visit_horizon_days),
            "before_end": lambda: rows.open().filter(
                contract__ended_on=None, contract__ends_after__isnull=False, term__ends_on__gte=self.on
            ),
            "done": lambda: rows.filter(done_on__isnull=False),
        }
        return found[value]()

    def in_month(self, rows: Any, name: str, value: str) -> Any:
        """Visits whose window ends in that calendar month."""
        return rows.filter(window_ends_on__month=int(value))

    def in_town(self, rows: Any, name: str, value: str) -> Any:
        """Visits whose customer's words include a town so begun."""
        return rows.filter(contract__customer__in=Customer.objects.found_by(value))

    class Meta:
        model = OwedVisit
        fields = ()
