"""What a choice puts into the form of a draft: the rules of its template or main contract, a rate, a line, a price."""

from collections.abc import Collection
from typing import Any

from django.http import QueryDict
from django.utils.formats import localize_input

from contracts.catalogue.prices import ListPrices
from contracts.main_contracts.inheriting import taken_from_main
from contracts.models import Contract, Service
from contracts.offering import Offer, group_of
from contracts.opening import first_line_from, taken_from, vat_rate_of
from customers.restricted import without_erased


def take_template(data: QueryDict, offer: Offer) -> None:
    """Put the template's rules in the place of those typed; a line nobody touched takes its values too."""
    template = offer.template
    data.pop("options", None)
    if template is None:
        return
    for name, value in taken_from(template).items():
        _put(data, name, value)
    if (
        data.get("lines-TOTAL_FORMS") == "1"
        and not data.get("lines-0-id")
        and not data.get("lines-0-annual_fee")
    ):
        for name, value in first_line_from(offer).items():
            _put(data, f"lines-0-{name}", str(value.pk) if isinstance(value, Service) else value)


def take_main(data: QueryDict) -> None:
    """Put the main contract's rules in the place of those typed."""
    main = main_asked(data.get("main", ""), ())
    if main is None:
        return
    for name, value in taken_from_main(main).items():
        _put(data, name, getattr(value, "pk", value))
    data["ends_with_main"] = "on"


def main_asked(key: str, rights: Collection[str]) -> Contract | None:
    """The main contract of a key as typed or asked; None when there is none."""
    if not (key.isascii() and key.isdigit() and len(key) < 18):
        return None
    return without_erased(Contract.objects.filter(main=None, pk=key), rights).first()


def take_vat_rate(data: QueryDict) -> None:
    """Put the customer's usual rate where she has one."""
    if (rate := vat_rate_of(data.get("customer", ""))) is not None:
        _put(data, "vat_rate", rate)


def add_line(data: QueryDict) -> None:
    """Put a further line, empty but for a visit a year."""
    count = data.get("lines-TOTAL_FORMS", "0")
    if count.isascii() and count.isdigit() and len(count) < 4 and int(count) < 200:
        data["lines-TOTAL_FORMS"] = str(int(count) + 1)
        data[f"lines-{count}-visits_per_year"] = "1"
        data[f"lines-{count}-visit_position"] = "anywhere"


def take_service(data: QueryDict, offer: Offer) -> None:
    """Put the name and the list price of the item chosen into its line."""
    line, key = data.get("of", ""), data.get(f"{data.get('of', '')}-service", "")
    service = (
        Service.objects.filter(pk=key).first() if key.isascii() and key.isdigit() and len(key) < 18 else None
    )
    if service is None or not line.startswith("lines-"):
        return
    _put(data, f"{line}-label", service.name)
    listed = ListPrices([service.pk]).of(service.pk, group_of(offer.customer_id), offer.on)
    if listed is not None:
        visits = data.get(f"{line}-visits_per_year", "")
        known = visits.isascii() and visits.isdigit() and len(visits) < 4
        _put(data, f"{line}-annual_fee", listed.yearly(int(visits) if known else 1))


def _put(data: QueryDict, name: str, value: Any) -> None:
    if value is None or value is False or value == "":
        data.pop(name, None)
    else:
        data[name] = "on" if value is True else str(localize_input(value))
