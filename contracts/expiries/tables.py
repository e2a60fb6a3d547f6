from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from contracts.cockpit.table import CockpitTable
from contracts.columns import ContractColumn
from contracts.visit_table import VisitTable
from customers.columns import CustomerColumn
from customers.phones import written
from ui import formats, tables


class MonthColumn(tables.Column):
    """The month of a day, so that a spreadsheet can be grouped by it."""

    def __init__(self, accessor: str) -> None:
        super().__init__(accessor=accessor, orderable=False, priority=4, verbose_name=_("Month"))

    def render(self, value: date) -> str:
        """In words, with its year."""
        return formats.year_month(value)

    def value(self, value: date) -> str:
        """The month as it sorts: ``2027-03``."""
        return f"{value:%Y-%m}"


class PhoneColumn(tables.Column):
    """How to reach the customer."""

    def __init__(self, accessor: str) -> None:
        super().__init__(accessor=accessor, orderable=False, priority=4, verbose_name=_("Telephone"))

    def render(self, value: Any) -> str:
        """The mobile first: people answer it."""
        number = value.mobile or value.phone
        return written(number, value.country) if number else formats.NOTHING

    def value(self, value: Any) -> str:
        """The bare number."""
        return value.mobile or value.phone or ""


class ContractExpiryTable(CockpitTable):
    """Ends of terms by day."""

    month = MonthColumn("ends_on")
    phone = PhoneColumn("contract__customer")

    class Meta(CockpitTable.Meta):
        pass


class NoticeExpiryTable(tables.BaseTable):
    """Terms whose renewal notice is owed, by the last lawful day."""

    contract = ContractColumn(accessor="contract__number")
    customer = CustomerColumn("contract__customer")
    city = tables.Column(accessor="contract__customer__city", priority=3, verbose_name=_("Town"))
    notice_opens_on = tables.DateColumn(verbose_name=_("May leave from"))
    notice_target_on = tables.DateColumn(priority=2, verbose_name=_("Wanted by"))
    notice_closes_on = tables.DateColumn(verbose_name=_("Must leave by"))
    sent_on = tables.DateColumn(verbose_name=_("Sent on"))
    refuse_by = tables.DateColumn(priority=2, verbose_name=_("Refuse by"))
    ends_on = tables.DateColumn(priority=3, verbose_name=_("Term to"))
    month = MonthColumn("notice_closes_on")

    class Meta:
        order_by = ("notice_closes_on",)


class VisitExpiryTable(VisitTable):
    """Visits owed by the last day of their window."""

    state = tables.BadgeColumn(accessor="pk", orderable=False, priority=2, verbose_name=_("State"))
    month = MonthColumn("window_ends_on")
    phone = PhoneColumn("contract__customer")

    class Meta(VisitTable.Meta):
        pass


class WarrantyExpiryTable(tables.SelectableTable):
    """Machines by the last day of their warranty."""

    number = tables.LinkColumn("equipment:detail", verbose_name=_("Number"))
    name = tables.LinkColumn(
        "equipment:detail", order_by=("brand", "model"), verbose_name=_("Brand and model")
    )
    serial = tables.Column(priority=3, verbose_name=_("Serial number"))
    customer = CustomerColumn()
    city = tables.Column(accessor="customer__city", priority=2, verbose_name=_("Town"))
    commissioned_on = tables.DateColumn(priority=4, verbose_name=_("Commissioned on"))
    warranty_until = tables.DateColumn(verbose_name=_("Warranty until"))
    month = MonthColumn("warranty_until")
    phone = PhoneColumn("customer")

    class Meta:
        order_by = ("warranty_until",)
