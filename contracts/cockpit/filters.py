from datetime import date
from typing import Any

import django_filters
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from contracts.cockpit.stages import Stage
from contracts.filters import OnDayFilter, all_technicians, all_templates, customer_filter
from contracts.models import RenewalKind, Term
from tenancy.acting import acting_company
from tenancy.months import add_m, month_end

REACH = (-24, 36)  # months around today that can be looked at


def months() -> list[tuple[str, str]]:
    """The months that can be looked at, as ``2027-03`` and in words."""
    this = acting_company().today().replace(day=1)
    found = [add_m(this, number) for number in range(REACH[0], REACH[1] + 1)]
    return [(f"{month:%Y-%m}", date_format(month, "F Y")) for month in found]


class CockpitFilter(OnDayFilter):
    """How the office narrows the ends of terms."""

    stage = django_filters.ChoiceFilter(choices=Stage.choices, label=_("Stage"))
    month = django_filters.ChoiceFilter(choices=months, method="in_month", label=_("Month of the end"))
    renewal = django_filters.ChoiceFilter(
        field_name="contract__renewal", choices=RenewalKind.choices, label=_("Renewal")
    )
    template = django_filters.ModelChoiceFilter(
        field_name="contract__template", queryset=all_templates, label=_("Template")
    )
    technician = django_filters.ModelChoiceFilter(
        field_name="contract__technician", queryset=all_technicians, label=_("Technician")
    )
    customer = customer_filter(field_name="contract__customer")

    def in_month(self, rows: Any, name: str, value: str) -> Any:
        """Terms that end in the month."""
        first = date.fromisoformat(f"{value}-01")
        return rows.filter(ends_on__range=(first, month_end(first)))

    class Meta:
        model = Term
        fields = ()
