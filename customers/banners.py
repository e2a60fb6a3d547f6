"""The attention asked for a customer, on every page about her or about a row of hers."""

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from ui.banners import Banner

# From a row to its customer, the nearest way first.
WAYS = ("customer", "contract", "site", "equipment", "notice")
ATTENTION = _("This customer needs attention")


def attention(page: Any) -> list[Banner]:
    """The banner of the customer a page is about; none when nobody asks for attention."""
    customer = customer_of_page(page)
    if customer is None or not customer.attention:
        return []
    return [Banner("orange", ATTENTION, customer.attention_reason)]


def customer_of_page(page: Any) -> Customer | None:
    """The customer in the page's address, or of the row it is about."""
    named = getattr(page, "pk_url_kwarg", "") in page.kwargs
    for name in ("object", "customer", "site"):
        row = getattr(page, name, None) if named or name != "object" else None
        if isinstance(row, Model) and (customer := customer_of(row)):
            return customer
    return None


def customer_of(row: Model) -> Customer | None:
    """The customer a row belongs to, over at most three references; None for rows of nobody."""
    found: Any = row
    for _step in range(3):
        if isinstance(found, Customer):
            return found
        ways = {field.name for field in found._meta.concrete_fields if field.is_relation}
        found = next((getattr(found, way) for way in WAYS if way in ways and getattr(found, way)), None)
        if found is None:
            return None
    return found if isinstance(found, Customer) else None
