from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.forms import CustomerForm
from customers.models import Customer
from customers.opening import open_customer
from customers.views.crumbs import list_crumb
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import CreatePage, EditPage


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
