"""Which references of customers an import may use, and whom each means today."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext_noop

from customers.merged import known_as
from customers.models import Customer
from tenancy.models import RetiredNumber
from tenancy.numbering import series_of

CUSTOMER_UNKNOWN = gettext_noop("the customer is unknown")
NUMBER_GONE = gettext_noop("the reference belonged to a customer who is gone, and is given to nobody else")


def known_customers() -> dict[str, str]:
    """Every reference of a customer, with the one she has today: another's, for one merged into that other."""
    numbers = Customer.objects.values_list("number", flat=True)
    return known_as() | {number: number for number in numbers}


def gone_numbers() -> set[str]:
    """References of customers who were deleted or erased."""
    erased = Customer.everyone.filter(set_aside=Customer.SetAside.ERASED).values_list("number", flat=True)
    retired = RetiredNumber.objects.filter(series=series_of(Customer)).values_list("number", flat=True)
    return {*erased, *retired} - known_as().keys()


def refers(values: dict[str, Any], customers: Collection[str]) -> str | None:
    """The check of a column ``customer``: unknown, or brought to the reference she has today."""
    if values["customer"] not in customers:
        return CUSTOMER_UNKNOWN
    if isinstance(customers, Mapping):
        values["customer"] = customers[values["customer"]]
    return None
