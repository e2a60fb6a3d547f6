from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers import allowing
from customers.bulk_actions import CUSTOMER_ACTIONS
from customers.filters import CustomerFilter
from customers.models import Customer
from customers.tables import AllowedColumn, CustomerTable
from tenancy.importing.action import import_action
from tenancy.permissions import Right
from ui.actions import Action, EmptyState
from ui.tables import Column
from ui.views import ListPage, OptionsPage


class CustomerList(ListPage):
    """Customers, found by any word of theirs."""

    queryset = Customer.objects.select_related("group")
    table_class = CustomerTable
    filterset_class = CustomerFilter
    bulk_actions: ClassVar = CUSTOMER_ACTIONS  # and those of the apps above
    right = Right.CUSTOMERS_VIEW
    title = gettext_lazy("Customers")
    export_name = "customers"
    search_hint = gettext_lazy("Name, number, address, telephone, e-mail")

    def rows_of_export(self) -> QuerySet[Customer]:
        """With the technicians who may be sent."""
        return allowing.with_technicians(self.rows)

    def columns_of_export(self) -> list[tuple[str, Column]]:
        """Files name them, too."""
        return [("technicians", AllowedColumn(verbose_name=_("Technicians allowed")))]

    def get_actions(self) -> list[Action]:
        """A new one, and the way to those thrown away."""
        return [
            import_action("customers"),
            Action(
                _("Duplicates"), reverse("customers:duplicates"), "users-group", right=Right.CUSTOMERS_EDIT
            ),
            Action(_("Trash"), reverse("customers:trash"), "trash", right=Right.CUSTOMERS_EDIT),
            Action(
                _("New customer"), reverse("customers:create"), "user-plus", "primary", Right.CUSTOMERS_EDIT
            ),
        ]

    def get_empty_state(self) -> EmptyState:
        """How customers come in."""
        return EmptyState(
            _("No customer yet"),
            _("Make the first one here, or bring your whole portfolio with an import."),
            "users",
            self.get_actions(),
        )


class CustomerOptions(OptionsPage):
    """Customers to choose from in forms: those who are active."""

    queryset = Customer.objects.active()
    right = Right.CUSTOMERS_VIEW

    def label(self, row: Customer) -> str:
        """Name, number and town."""
        return " · ".join(part for part in (row.name, row.number, row.city) if part)
