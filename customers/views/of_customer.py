"""What pages about a customer's sites and contacts share: the customer in the address, the way back to her card."""

from typing import Any

from django.db.models import Model
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property

from customers.models import Customer
from customers.views.crumbs import list_crumb
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import ConfirmPage, CreatePage, EditPage


class OfCustomer:
    """Leads to and from the card of ``customer``."""

    right: str = Right.CUSTOMERS_EDIT
    customer: Any

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the card."""
        return [list_crumb(), Crumb(str(self.customer), self.customer.get_absolute_url())]

    def get_success_url(self, made: Any) -> str:
        """Back to the card."""
        return str(self.customer.get_absolute_url())

    def get_cancel_url(self) -> str:
        """Back to the card."""
        return str(self.customer.get_absolute_url())


class CreateOfCustomer(OfCustomer, CreatePage):
    """A new row under the customer of the address."""

    @cached_property
    def customer(self) -> Customer:
        """The customer, or 404."""
        found: Customer | None = Customer.objects.filter(pk=self.kwargs["customer_pk"]).first()
        if found is None:
            raise Http404
        return found

    def act(self, form: Any) -> Model:
        """Put the row under the customer."""
        made: Any = form.save(commit=False)
        made.customer = self.customer
        made.save()
        return made  # type: ignore[no-any-return]


class RowOfCustomer(OfCustomer):
    """A row whose customer is read with it."""

    object: Any

    @property
    def customer(self) -> Customer:
        """The row's customer."""
        return self.object.customer  # type: ignore[no-any-return]


class EditOfCustomer(RowOfCustomer, EditPage):
    """Changes a row under a customer."""


class DeleteOfCustomer(RowOfCustomer, ConfirmPage):
    """Deletes a row under a customer, unless something stands on it."""

    style = "danger"
    submit_icon = "trash"

    def get_success_url(self, made: Any) -> str:
        """Back to the card; the row is gone, its customer is not."""
        return reverse("customers:detail", args=[made.customer_id])

    def get_question(self) -> str:
        """The question, with the row's name."""
        return f"{self.question} {self.object}"

    def confirm(self, form: Any) -> None:
        """Delete it."""
        self.object.delete()
