"""How sites come in from a spreadsheet: where else than at their own address customers have machines."""

from collections.abc import Collection, Hashable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from customers.importing.columns import ADDRESS_TOO_LONG, NAME_TOO_LONG, customer_column
from customers.importing.known import refers
from customers.models import Customer, Site
from tenancy import search
from tenancy.acting import acting_company
from tenancy.importing.plain import PlainRow, PlainTable, Values, check_plain
from ui.spreadsheets.cells import Sheet
from ui.spreadsheets.checking import Checked
from ui.spreadsheets.columns import Column, Mapped, Noun, named, text_column
from ui.spreadsheets.values import Fault, at_most, code, long_text

CUSTOMER_UNKNOWN = gettext_noop("the customer is unknown")
NO_ADDRESS = gettext_noop("the site has neither name nor address")

SITES = Noun(
    name="sites",
    label=_("sites"),
    key="customer",
    once=False,
    plain=True,
    columns=(
        customer_column(),
        text_column(
            "name",
            _("Site"),
            "Site|Nom du site|Lieu|Lieu d'intervention|Chantier|Sede|Nome sede|Nome della sede|Luogo|Cantiere"
            "|Site name",
            120,
            NAME_TOO_LONG,
            also=named("Nom|Nome|Name"),
        ),
        text_column(
            "address",
            _("Address"),
            "Adresse|Adresse du site|Indirizzo|Indirizzo sede|Via|Address|Street",
            200,
            ADDRESS_TOO_LONG,
            required=True,
        ),
        text_column(
            "address_extra",
            _("Address, second line"),
            "Complément|Complément d'adresse|Adresse 2|Indirizzo 2|Complemento|Scala e interno"
            "|Address line 2|Address 2",
            120,
            ADDRESS_TOO_LONG,
        ),
        Column(
            "postcode",
            _("Postcode"),
            named("Code postal|CP|CAP|Postcode|Post code|Postal code|ZIP|ZIP code"),
            at_most(12, code(5)),
            {Fault.TOO_LONG: gettext_noop("the postcode is too long")},
        ),
        text_column("city", _("Town"), "Ville|Commune|Comune|Città|Località|Town|City", 80, ADDRESS_TOO_LONG),
        text_column("province", _("Province"), "Province|Provincia|Prov.|County", 4, ADDRESS_TOO_LONG),
        Column(
            "access_notes",
            _("How to get in"),
            named(
                "Accès|Consignes d'accès|Code d'accès|Digicode|Accesso|Note di accesso|Istruzioni di accesso"
                "|How to get in|Access|Access notes"
            ),
            long_text,
        ),
    ),
)


def check_sites(sheet: Sheet, mapped: Mapped, *, customers: Collection[str]) -> Checked[PlainRow]:
    """Judges the rows of a sheet of sites. ``customers`` are the references of customers that exist or were taken."""

    def customer(values: dict[str, Any]) -> str | None:
        return refers(values, customers)

    def somewhere(values: dict[str, Any]) -> str | None:
        return None if values["name"] or values["address"] else NO_ADDRESS

    return check_plain(sheet, mapped, same=_same, checks={"customer": customer, "address": somewhere})


def _same(values: Values) -> Hashable:
    """A site is told by its customer and its address; without one, by its name."""
    return (
        values["customer"],
        search.fold(values["address"]) or search.fold(values["name"]),
        values["postcode"] if values["address"] else "",
    )


def _kept(rows: Sequence[PlainRow]) -> dict[Hashable, Site]:
    found = Site.objects.filter(customer__number__in={row.values["customer"] for row in rows})
    return {
        _same(
            {
                "customer": site.customer.number,
                "name": site.name,
                "address": site.address,
                "postcode": site.postcode,
            }
        ): site
        # the first of two alike stays
        for site in found.prefetch_related("customer").order_by("-pk")
    }


def _make(rows: Sequence[PlainRow]) -> list[Site]:
    numbers = {row.values["customer"] for row in rows}
    customers = dict(Customer.objects.filter(number__in=numbers).values_list("number", "pk"))
    country = acting_company().country
    return [
        Site(
            **{name: value for name, value in row.values.items() if name != "customer"},
            customer_id=customers[row.values["customer"]],
            country=country,
        )
        for row in rows
    ]


write_sites = PlainTable(SITES, Site, _same, _kept, _make, ("customer",), "site").write
