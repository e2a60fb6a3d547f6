from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from contracts.filters.fields import OnDayFilter, all_templates, customer_filter
from contracts.models import BillingPeriod
from ui.days import DaysFilter


class PeriodFilter(OnDayFilter):
    """How accounting narrows the billing periods; without a choice those due today."""

    WHEN = (
        ("due", _("Due")),
        ("soon", _("Due within 30 days")),
        ("open", _("All that are open")),
        ("closed", _("Billed or closed")),
    )

    when = django_filters.ChoiceFilter(choices=WHEN, method="at", label=_("Which"))
    due_on = DaysFilter(label=_("Due between"))
    customer = customer_filter(field_name="contract__customer")
    template = django_filters.ModelChoiceFilter(
        field_name="contract__template",
        queryset=all_templates,
        label=_("Template"),
    )
    contract = django_filters.NumberFilter(field_name="contract_id", widget=forms.HiddenInput)

    def at(self, rows: Any, name: str, value: str) -> Any:
        """Periods due, due soon, open or settled."""
        if value == "closed":
            return rows.exclude(state=BillingPeriod.State.OPEN)
        if value == "open":
            return rows.open()
        return rows.due(self.on + timedelta(days=30 if value == "soon" else 0))

    class Meta:
        model = BillingPeriod
        fields = ()
