from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import Customer
from customers.views.crumbs import list_crumb
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import ConfirmPage


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


class CustomerBecome(ConfirmPage):
    """Makes a prospect or an end user a customer."""

    model = Customer
    right = Right.CUSTOMERS_EDIT
    title = gettext_lazy("Make a customer")
    submit_label = gettext_lazy("Make a customer")
    submit_icon = "user-up"
    success_message = gettext_lazy("This is a customer now.")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the card."""
        return [list_crumb(), Crumb(str(self.object), self.object.get_absolute_url())]

    def get_question(self) -> str:
        """Who becomes what."""
        return _("Make %(name)s a customer?") % {"name": self.object}

    def consequences(self) -> list[str]:
        """What changes."""
        return [
            _("The name stands in the list of customers and is counted as one."),
            _("Number, sites, machines and drafts stay as they are."),
        ]

    def refusals(self) -> list[str]:
        """Once is enough."""
        customers = Customer.Standing.CUSTOMER
        return [_("This is a customer already.")] if self.object.standing == customers else []

    def confirm(self, form: forms.BaseForm) -> None:
        """Make the customer."""
        self.object.become_customer()
