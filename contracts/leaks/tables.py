from typing import Any

from django.utils.translation import gettext_lazy as _

from contracts.badges import STATE_BADGES
from customers.columns import CustomerColumn
from tenancy.permissions import Right
from ui import formats, tables


def _sum(table: Any) -> str:
    """The money at stake in all rows of the list, on all pages."""
    from django.db.models import Sum

    total = table.data.data.order_by().aggregate(total=Sum("lost"))["total"]
    return formats.money(total or 0, table.request.company.currency)


class LostContractTable(tables.SelectableTable):
    """Contracts behind a cause, those with the most at stake first."""

    number = tables.LinkColumn(
        "contracts:detail", attrs={"td": {"class": "text-nowrap"}}, verbose_name=_("Contract")
    )
    customer = CustomerColumn()
    city = tables.Column(accessor="customer__city", priority=3, verbose_name=_("Town"))
    template = tables.Column(order_by=("template__name",), priority=4, verbose_name=_("Template"))
    technician = tables.Column(order_by=("technician__name",), priority=3, verbose_name=_("Technician"))
    state = tables.BadgeColumn(accessor="pk", orderable=False, priority=2, verbose_name=_("State"))
    vat_rate = tables.NumberColumn(priority=4, verbose_name=_("VAT rate (%)"))
    since = tables.DateColumn(verbose_name=_("Since"))
    many = tables.NumberColumn(verbose_name=_("How many"))
    lost = tables.MoneyColumn(right=Right.FEES_VIEW, footer=_sum, verbose_name=_("At stake"))

    class Meta:
        order_by = ("-lost", "since")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = self.request.company.today() if self.request else None
        self.columns["state"].column.badge = lambda row: STATE_BADGES[row.state_on(today)]


class LostMachineTable(tables.SelectableTable):
    """Machines behind a cause, those with the most at stake first."""

    number = tables.LinkColumn("equipment:detail", verbose_name=_("Number"))
    name = tables.LinkColumn(
        "equipment:detail", order_by=("brand", "model"), verbose_name=_("Brand and model")
    )
    type = tables.Column(order_by=("type__name",), priority=3, verbose_name=_("Type"))
    customer = CustomerColumn()
    city = tables.Column(accessor="customer__city", priority=2, verbose_name=_("Town"))
    since = tables.DateColumn(verbose_name=_("Since"))
    many = tables.NumberColumn(verbose_name=_("How many"))
    lost = tables.MoneyColumn(right=Right.FEES_VIEW, footer=_sum, verbose_name=_("At stake"))

    class Meta:
        order_by = ("-lost", "since")
