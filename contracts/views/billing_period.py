from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.badges import period_badge
from contracts.bulk import PERIOD_ACTIONS, close_period
from contracts.columns import ContractColumn
from contracts.filters import PeriodFilter
from contracts.forms.settling import PeriodCloseForm
from contracts.models import AlreadySettled, BillingPeriod
from contracts.vat import gross_of, of_period
from contracts.views.crumbs import contract_crumbs, list_crumb
from customers.columns import CustomerColumn
from customers.restricted import without_erased
from tenancy.acting import acting_company
from tenancy.alerts import look_again
from tenancy.permissions import Right
from ui import formats, tables
from ui.actions import Crumb, EmptyState
from ui.views import ConfirmPage, ListPage


def _net(table: Any) -> str:
    """The sum of all rows of the list, on all pages."""
    return formats.money(table.data.data.order_by().net() or 0, table.request.company.currency)


class PeriodTable(tables.SelectableTable):
    """Billing periods, the oldest due first."""

    contract = ContractColumn()
    customer = CustomerColumn("contract__customer")
    template = tables.Column(
        accessor="contract__template",
        order_by=("contract__template__name",),
        priority=3,
        verbose_name=gettext_lazy("Template"),
    )
    starts_on = tables.DateColumn(priority=2, verbose_name=gettext_lazy("From"))
    ends_on = tables.DateColumn(priority=2, verbose_name=gettext_lazy("To"))
    due_on = tables.DateColumn(footer=gettext_lazy("Sum of the list"), verbose_name=gettext_lazy("Due on"))
    amount = tables.MoneyColumn(right=Right.FEES_VIEW, footer=_net, verbose_name=gettext_lazy("Net amount"))
    gross = tables.MoneyColumn(
        accessor="pk",
        empty_values=(),
        orderable=False,
        right=Right.FEES_VIEW,
        priority=3,
        verbose_name=gettext_lazy("VAT included"),
    )
    vat = tables.Column(
        accessor="pk",
        empty_values=(),
        orderable=False,
        right=Right.FEES_VIEW,
        visible=False,
        verbose_name=gettext_lazy("VAT by rate"),
    )
    state = tables.BadgeColumn(accessor="pk", orderable=False, verbose_name=gettext_lazy("State"))

    class Meta:
        order_by = ("due_on",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The request is given to the table once it is made.
        self.columns["state"].column.badge = lambda period: period_badge(period, self.request.company.today())

    def value_gross(self, record: BillingPeriod) -> Any:
        """With the VAT of each rate."""
        return gross_of(of_period(record))

    def render_gross(self, record: BillingPeriod) -> str:
        """The same as money."""
        return formats.money(self.value_gross(record), self.request.company.currency)

    def value_vat(self, record: BillingPeriod) -> str:
        """Each rate with what is taxed at it."""
        return "; ".join(
            f"{number_format(each.rate.normalize())} %: {number_format(each.net)} + {number_format(each.vat)}"
            for each in of_period(record)
        )


class PeriodList(ListPage):
    """Fees to charge: without a filter those that are due."""

    table_class = PeriodTable
    filterset_class = PeriodFilter
    right = Right.FEES_VIEW
    bulk_actions: ClassVar = PERIOD_ACTIONS  # and those of the apps above
    title = gettext_lazy("Fees due")
    export_name = "fees"

    def get_queryset(self) -> QuerySet[BillingPeriod]:
        """Due today, unless the filter says when."""
        rows = without_erased(
            BillingPeriod.objects.select_related("contract__customer", "contract__template").prefetch_related(
                "contract__lines"
            ),
            self.request.rights,  # type: ignore[attr-defined]
            path="contract__customer",
        )
        given = self.request.GET
        if any(given.get(name) for name in ("when", "contract", "due_on_after", "due_on_before")):
            return rows
        return rows.due(self.request.company.today())  # type: ignore[attr-defined]

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the contracts."""
        return [list_crumb()]

    def get_empty_state(self) -> EmptyState:
        """All is billed."""
        return EmptyState(_("No fee is due"), _("Everything due up to today is billed or closed."), "coin")


class PeriodClose(ConfirmPage):
    """A period is billed elsewhere or waived, with a reason."""

    queryset = BillingPeriod.objects.select_related("contract__customer", "term")
    right = Right.CONTRACTS_EDIT
    further_rights = (Right.FEES_VIEW,)  # fees are shown here, so both rights are asked
    form_class = PeriodCloseForm
    title = gettext_lazy("Close a period without billing")
    submit_label = gettext_lazy("Close the period")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below its contract."""
        return contract_crumbs(self.object.contract)

    def get_question(self) -> str:
        """Which period."""
        return _("%(start)s to %(end)s, due on %(due)s: %(amount)s net") % {
            "start": formats.day(self.object.starts_on),
            "end": formats.day(self.object.ends_on),
            "due": formats.day(self.object.due_on),
            "amount": formats.money(self.object.amount, self.request.company.currency),  # type: ignore[attr-defined]
        }

    def consequences(self) -> list[str | Promise]:
        """It leaves the fees to bill for good."""
        return [
            _("The period is not billed from here, now or later."),
            _("Your name, today's date and the reason stay with it."),
        ]

    def refusals(self) -> list[str | Promise]:
        """A period is settled once."""
        if self.object.state == BillingPeriod.State.OPEN:
            return []
        return [
            _("This period was settled on %(day)s: %(state)s.")
            % {"day": formats.day(self.object.settled_on), "state": self.object.get_state_display()}
        ]

    def confirm(self, form: PeriodCloseForm) -> None:
        """Close it; somebody quicker wins."""
        try:
            close_period(self.request, self.object, form)
        except AlreadySettled as settled:
            raise ValidationError(_("Somebody settled this period in the meantime.")) from settled
        look_again(["fee_due"], [self.object.contract_id], acting_company().today())

    def get_success_url(self, made: Any) -> str:
        """Back to the contract's billing."""
        return reverse("contracts:detail", args=[self.object.contract_id]) + "?tab=billing"

    def get_cancel_url(self) -> str:
        """Likewise."""
        return self.get_success_url(None)
