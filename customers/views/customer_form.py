from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.duplicates import alike
from customers.forms import CustomerForm
from customers.models import Customer
from customers.opening import open_customer
from customers.views.crumbs import list_crumb
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import CreatePage, EditPage
from ui.views.form_page import FormPage


class CustomerFormPage(FormPage):
    """What making and changing a customer share: what the person may see, and the kind proposed while one types."""

    form_class = CustomerForm
    right = Right.CUSTOMERS_EDIT

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whether private notes, account and discount show."""
        return super().get_form_kwargs() | {
            "private": self.may(Right.PRIVATE_NOTES),
            "fees": self.may(Right.FEES_VIEW),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Propose the kind, or save."""
        if request.POST.get("refresh") != "kind":
            return super().post(request, *args, **kwargs)
        form: Any = self.form
        form.propose_kind()
        form._errors = ErrorDict()  # noqa: SLF001 - Django has no public way to show bound values without faults
        form.cleaned_data = {}
        return self.respond()


class CustomerCreate(CustomerFormPage, CreatePage):
    """A new customer."""

    title = gettext_lazy("New customer")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the list."""
        return [list_crumb()]

    @cached_property
    def form(self) -> Any:
        """The form, which remembers the look-alikes it has named."""
        form: Any = super().form
        form.fields["alike"] = forms.CharField(required=False, widget=forms.HiddenInput)
        return form

    def act(self, form: Any) -> Customer:
        """Give a number and a first site; name those who look like her once before."""
        self.name_alike(form)
        customer = open_customer(form.save(commit=False))
        form.allow(customer)
        return customer

    def name_alike(self, form: Any) -> None:
        """Raise ValidationError with the look-alikes, unless these were named already: saving again then saves."""
        found = alike(form.save(commit=False))
        named = ",".join(str(customer.pk) for customer in found)
        if not found or form.cleaned_data["alike"] == named:
            return
        form.data = form.data.copy()
        form.data["alike"] = named
        ways = format_html_join(
            ", ",
            '<a href="{}" target="_blank">{} ({})</a>',
            ((customer.get_absolute_url(), customer, customer.number) for customer in found),
        )
        raise ValidationError(
            format_html(_("This looks like {}. If it is somebody else, save once more."), ways)
        )

    def get_cancel_url(self) -> str:
        """Back to the list."""
        return reverse("customers:list")


class CustomerEdit(CustomerFormPage, EditPage):
    """A customer's data."""

    model = Customer

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the card."""
        return [list_crumb(), Crumb(str(self.object), self.object.get_absolute_url())]

    def get_title(self) -> str | Promise:
        """What is done."""
        return _("Edit %(name)s") % {"name": self.object}

    def act(self, form: Any) -> Customer:
        """Save, with who may be sent."""
        customer: Customer = form.save()
        form.allow(customer)
        return customer
