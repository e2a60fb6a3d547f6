"""A new contract: its number, and what it takes from its template."""

from datetime import date
from decimal import Decimal
from typing import Any

from contracts.models import Conditions, Contract, ContractTemplate
from contracts.offering import Offer
from customers.models import Customer
from tenancy.numbering import next_number, raise_to

SERIES = "contract"
CONDITION_NAMES = tuple(field.name for field in Conditions._meta.get_fields())
ACCOUNTING = ("cost_centre", "revenue_account")
LINE_NAMES = ("annual_fee", "visits_per_year", "visit_month", "visit_position")


def contract_number(on: date) -> str:
    """The next number of the year, such as ``2026-0042``; numbers given by hand or by an import are stepped over."""
    while True:
        number = f"{on.year}-{next_number(SERIES, on.year):04}"
        if not Contract.objects.filter(number=number).exists():
            return number


def number_typed(number: str) -> None:
    """Somebody chose a number of the series: the next automatic one comes after it."""
    year, _dash, rest = number.partition("-")
    if len(year) == 4 and year.isdigit() and rest.isdigit() and len(rest) <= 6:
        raise_to(SERIES, int(rest), int(year))


def taken_from(template: ContractTemplate) -> dict[str, Any]:
    """The values a contract takes from its template, by field."""
    return {name: getattr(template, name) for name in (*CONDITION_NAMES, "services", *ACCOUNTING)}


def first_line_from(offer: Offer) -> dict[str, Any]:
    """The values of the first line; where the template names no fee, that of the price list."""
    template = offer.template
    if template is None:
        return {}
    values = {"label": template.name, **{name: getattr(template, name) for name in LINE_NAMES}}
    if (base := offer.base) is not None:
        values["service"] = base.service
        if values["annual_fee"] is None:
            values["annual_fee"] = offer.fee(base)
    return values


def vat_rate_of(customer_key: str) -> Decimal | None:
    """The VAT rate usual for the customer of a key as typed or chosen; None when there is none."""
    if not (customer_key.isascii() and customer_key.isdigit() and len(customer_key) < 18):
        return None
    rate: Decimal | None = Customer.objects.filter(pk=customer_key).values_list("vat_rate", flat=True).first()
    return rate
