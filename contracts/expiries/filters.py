from collections.abc import Iterable
from datetime import date
from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from contracts.expiries.months import choices, within
from contracts.filters import OnDayFilter, all_technicians, all_templates, customer_filter
from contracts.models import OwedVisit, RenewalKind, Term
from installed_base.models import Equipment, EquipmentType
from ui import formats


class _MonthFilter(OnDayFilter):
    """Months chosen; without one the page shows those from now on."""

    column: str

    month = django_filters.MultipleChoiceFilter(method="in_months", label=_("Month"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["month"].extra["choices"] = [
            (f"{month:%Y-%m}", formats.year_month(month)) for month in choices(self.on)
        ]

    def in_months(self, rows: Any, name: str, value: Iterable[str]) -> Any:
        """Rows of these months."""
        return within(rows, self.column, [date.fromisoformat(f"{month}-01") for month in value])


class _OfTerms(_MonthFilter):
    template = django_filters.ModelChoiceFilter(
        field_name="contract__template", queryset=all_templates, label=_("Template")
    )
    technician = django_filters.ModelChoiceFilter(
        field_name="contract__technician", queryset=all_technicians, label=_("Technician")
    )
    customer = customer_filter(field_name="contract__customer")


class ContractExpiryFilter(_OfTerms):
    """Ends of terms."""

    column = "ends_on"
    renewal = django_filters.ChoiceFilter(
        field_name="contract__renewal", choices=RenewalKind.choices, label=_("Renewal")
    )

    class Meta:
        model = Term
        fields = ()


class NoticeExpiryFilter(_OfTerms):
    """Notices owed."""

    column = "notice_closes_on"

    class Meta:
        model = Term
        fields = ()


class VisitExpiryFilter(_OfTerms):
    """Visits owed."""

    column = "window_ends_on"

    class Meta:
        model = OwedVisit
        fields = ()


class WarrantyExpiryFilter(_MonthFilter):
    """Warranties."""

    column = "warranty_until"
    type = django_filters.ModelChoiceFilter(
        queryset=lambda _request: EquipmentType.objects.all(), label=_("Type")
    )
    customer = customer_filter()

    class Meta:
        model = Equipment
        fields = ()
