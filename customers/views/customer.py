from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.badges import badges_of
from customers.bulk import AskAttention, DropAttention
from customers.filters import CustomerFilter
from customers.forms import CustomerForm
from customers.models import Contact, Customer, Site
from customers.opening import open_customer
from customers.tables import CustomerTable
from tenancy import history
from tenancy.acting import acting_company
from tenancy.addresses import page_or_nothing
from tenancy.permissions import Right
from ui.actions import Action, Crumb, EmptyState, Tab
from ui.badges import Badge
from ui.views import ConfirmPage, CreatePage, DetailPage, EditPage, ListPage, OptionsPage

DEPENDANTS_SHOWN = 20


def list_crumb() -> Crumb:
    """The way back to the list."""
    return Crumb(_("Customers"), reverse("customers:list"))


class CustomerList(ListPage):
    """Customers, found by any word of theirs."""

    model = Customer
    table_class = CustomerTable
    filterset_class = CustomerFilter
    bulk_actions = (AskAttention, DropAttention)
    right = Right.CUSTOMERS_VIEW
    title = gettext_lazy("Customers")
    export_name = "customers"
    search_hint = gettext_lazy("Name, number, address, telephone, e-mail")

    def get_actions(self) -> list[Action]:
        """A new one."""
        return [
            Action(
                _("New customer"), reverse("customers:create"), "user-plus", "primary", Right.CUSTOMERS_EDIT
            )
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


class CustomerCard(DetailPage):
    """A customer's card."""

    queryset = Customer.objects.select_related("parent")
    right = Right.CUSTOMERS_VIEW
    template_name = "customers/customer_card.html"

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the list."""
        return [list_crumb()]

    def get_subtitle(self) -> str:
        """Number, kind and town."""
        row: Customer = self.object
        return " · ".join(part for part in (row.number, str(row.get_kind_display()), row.city) if part)

    def get_badges(self) -> list[Badge]:
        """Her marks today."""
        return badges_of(self.object, acting_company().today())

    def get_actions(self) -> list[Action]:
        """What is done with a customer."""
        row: Customer = self.object
        if row.deactivated_on:
            return [self._edit(), self._act(_("Reactivate"), "customers:reactivate", "user-check")]
        of_customer = f"?customer={row.pk}"
        elsewhere = [
            (_("New machine"), "equipment:create", "tools", Right.EQUIPMENT_EDIT),
            (_("New contract"), "contracts:create", "file-plus", Right.CONTRACTS_EDIT),
        ]
        return [
            *(
                Action(label, url + of_customer, icon, "secondary", right)
                for label, name, icon, right in elsewhere
                if (url := page_or_nothing(name))
            ),
            self._act(_("Deactivate"), "customers:deactivate", "user-off"),
            self._edit(),
        ]

    def get_tabs(self) -> list[Tab]:
        """The card, what she has, and who changed what."""
        of_customer = f"?customer={self.object.pk}"
        lists = [
            ("equipment", _("Equipment"), "tools", "equipment:list", Right.EQUIPMENT_VIEW),
            ("contracts", _("Contracts"), "file-text", "contracts:list", Right.CONTRACTS_VIEW),
        ]
        return [
            Tab("overview", _("Overview"), "id", template="customers/customer_overview.html"),
            *(
                Tab(name, label, icon, url=url + of_customer, right=right)
                for name, label, icon, url_name, right in lists
                if (url := page_or_nothing(url_name))
            ),
            Tab(
                "history", _("History"), "history", template="tenancy/history.html", right=Right.HISTORY_VIEW
            ),
        ]

    def tab_overview(self) -> dict[str, Any]:
        """Sites, contacts and those who hang under her."""
        row: Customer = self.object
        pk = [row.pk]
        return {
            "sites": list(row.sites.all()),
            "contacts": list(row.contacts.all()),
            "dependants": list(row.dependants.all()[:DEPENDANTS_SHOWN]),
            "all_dependants_url": reverse("customers:list") + f"?parent={row.pk}&state=all",
            "may_edit": self.may(Right.CUSTOMERS_EDIT),
            "shows_private_notes": self.may(Right.PRIVATE_NOTES),
            "site_actions": self._adding(_("Add a site"), reverse("customers:site_create", args=pk)),
            "contact_actions": self._adding(_("Add a contact"), reverse("customers:contact_create", args=pk)),
        }

    def tab_history(self) -> dict[str, Any]:
        """Changes of the customer, her sites and contacts."""
        under = (history.Under(Site, "customer"), history.Under(Contact, "customer"))
        return history.tab(self.request, self.object, *under)

    def _adding(self, label: str, url: str) -> list[Action]:
        return [Action(label, url, "plus")] if self.may(Right.CUSTOMERS_EDIT) else []

    def _edit(self) -> Action:
        return self._act(_("Edit"), "customers:edit", "pencil", "primary")

    def _act(self, label: str, name: str, icon: str, style: Any = "secondary") -> Action:
        return Action(label, reverse(name, args=[self.object.pk]), icon, style, Right.CUSTOMERS_EDIT)


class CustomerCreate(CreatePage):
    """A new customer."""

    form_class = CustomerForm
    right = Right.CUSTOMERS_EDIT
    title = gettext_lazy("New customer")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the list."""
        return [list_crumb()]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whether private notes show."""
        return super().get_form_kwargs() | {"private": self.may(Right.PRIVATE_NOTES)}

    def act(self, form: Any) -> Customer:
        """Give a number and a first site."""
        return open_customer(form.save(commit=False))

    def get_cancel_url(self) -> str:
        """Back to the list."""
        return reverse("customers:list")


class CustomerEdit(EditPage):
    """A customer's data."""

    model = Customer
    form_class = CustomerForm
    right = Right.CUSTOMERS_EDIT

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the card."""
        return [list_crumb(), Crumb(str(self.object), self.object.get_absolute_url())]

    def get_title(self) -> str | Promise:
        """What is done."""
        return _("Edit %(name)s") % {"name": self.object}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whether private notes show."""
        return super().get_form_kwargs() | {"private": self.may(Right.PRIVATE_NOTES)}


class CustomerDeactivate(ConfirmPage):
    """Offers a customer for nothing new."""

    model = Customer
    right = Right.CUSTOMERS_EDIT
    title = gettext_lazy("Deactivate")
    question = gettext_lazy("Deactivate this customer?")
    submit_label = gettext_lazy("Deactivate")
    submit_icon = "user-off"
    success_message = gettext_lazy("The customer was deactivated.")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the card."""
        return [list_crumb(), Crumb(str(self.object), self.object.get_absolute_url())]

    def consequences(self) -> list[str]:
        """What changes and what does not."""
        return [
            _("The customer leaves the list and can no longer be chosen in forms."),
            _("Equipment, contracts, letters and history stay, and search still finds the customer."),
            _("Running contracts go on and renew: end them first if they are to end."),
            _("The customer can be reactivated at any time."),
        ]

    def refusals(self) -> list[str]:
        """Once is enough."""
        return [_("This customer is deactivated already.")] if self.object.deactivated_on else []

    def confirm(self, form: forms.BaseForm) -> None:
        """Deactivate as of today."""
        self.object.deactivate(acting_company().today())


class CustomerReactivate(ConfirmPage):
    """Offers a customer again."""

    model = Customer
    right = Right.CUSTOMERS_EDIT
    title = gettext_lazy("Reactivate")
    question = gettext_lazy("Reactivate this customer?")
    submit_label = gettext_lazy("Reactivate")
    submit_icon = "user-check"
    success_message = gettext_lazy("The customer is active again.")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the card."""
        return [list_crumb(), Crumb(str(self.object), self.object.get_absolute_url())]

    def consequences(self) -> list[str]:
        """What changes."""
        return [_("The customer stands in the list again and can be chosen in forms.")]

    def confirm(self, form: forms.BaseForm) -> None:
        """Reactivate."""
        self.object.reactivate()
