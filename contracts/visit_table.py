from typing import Any

from django.utils.translation import gettext_lazy as _

from contracts.badges import visit_badge
from contracts.columns import ContractColumn
from customers.columns import CustomerColumn
from ui import tables


class VisitTable(tables.SelectableTable):
    """Visits owed, the most urgent first."""

    contract = ContractColumn()
    customer = CustomerColumn("contract__customer")
    city = tables.Column(
        accessor="contract__customer__city",
        order_by=("contract__customer__city",),
        verbose_name=_("Town"),
    )
    line = tables.Column(accessor="line__label", priority=3, orderable=False, verbose_name=_("Service"))
    window_starts_on = tables.DateColumn(verbose_name=_("From"))
    window_ends_on = tables.DateColumn(verbose_name=_("To"))
    state = tables.BadgeColumn(accessor="pk", orderable=False, verbose_name=_("State"))
    technician = tables.Column(
        accessor="contract__technician",
        order_by=("contract__technician__name",),
        priority=2,
        verbose_name=_("Technician"),
    )

    class Meta:
        order_by = ("window_ends_on",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The request is given to the table once it is made.
        self.columns["state"].column.badge = lambda visit: visit_badge(visit, self.request.company.today())
