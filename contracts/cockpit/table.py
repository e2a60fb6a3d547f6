from typing import Any

from django.utils.translation import gettext_lazy as _

from contracts.cockpit.prospect import prospect
from contracts.cockpit.stages import BADGES, Stage
from contracts.columns import ContractColumn
from customers.columns import CustomerColumn
from tenancy.permissions import Right
from ui import tables
from ui.badges import Badge


def _badge(row: Any) -> Badge:
    return BADGES[Stage(row.stage)]


class CockpitTable(tables.SelectableTable):
    """Ends of terms, each with what will happen."""

    contract = ContractColumn(accessor="contract__number", attrs={"td": {"class": "text-nowrap"}})
    customer = CustomerColumn("contract__customer")
    city = tables.Column(accessor="contract__customer__city", priority=4, verbose_name=_("Town"))
    stage = tables.BadgeColumn(badge=_badge, verbose_name=_("Stage"))
    ends_on = tables.DateColumn(verbose_name=_("Term to"))
    refuse_by = tables.DateColumn(verbose_name=_("Refuse by"), priority=2)
    annual_fee = tables.MoneyColumn(verbose_name=_("Yearly fee"), priority=2, right=Right.FEES_VIEW)
    prospect = tables.Column(accessor="pk", orderable=False, verbose_name=_("What happens"))
    technician = tables.Column(
        accessor="contract__technician",
        order_by=("contract__technician__name",),
        priority=4,
        verbose_name=_("Technician"),
    )

    class Meta:
        order_by = ("ends_on",)

    def render_prospect(self, record: Any) -> str:
        """What will happen at the end, or has."""
        return prospect(record, self.request.company.today())
