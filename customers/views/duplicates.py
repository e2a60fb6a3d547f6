"""Customers who may be one: the proposals, and telling them apart."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.duplicates import SHOWN, likely_pairs, tell_apart
from customers.models import Customer
from customers.views.crumbs import list_crumb
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import ObjectPage, Page


class Duplicates(Page):
    """The likeliest pairs, each with its reasons: compare them, or say that they are two."""

    right = Right.CUSTOMERS_EDIT
    title = gettext_lazy("Possible duplicates")
    template_name = "customers/duplicates.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The proposals."""
        return self.respond()

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the customers."""
        return [list_crumb()]

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the pairs, and whether there are more than shown."""
        pairs = likely_pairs(SHOWN + 1)
        return super().get_context_data(pairs=pairs[:SHOWN], more=len(pairs) > SHOWN, shown=SHOWN, **extra)


class TellApart(ObjectPage):
    """Remembers that two customers are two."""

    model = Customer
    right = Right.CUSTOMERS_EDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, other_pk: int) -> HttpResponse:
        """They are proposed no more."""
        other = Customer.objects.filter(pk=other_pk).first()
        if other is None:
            raise Http404
        if other == self.object:  # nobody is told apart from herself
            return redirect("customers:duplicates")
        tell_apart(self.object, other)
        messages.success(
            request, _("%(one)s and %(other)s are two customers.") % {"one": self.object, "other": other}
        )
        return redirect("customers:duplicates")
