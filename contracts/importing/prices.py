"""How prices come in from a spreadsheet: the list, the item, what it costs; a new list with the day it begins."""

from collections.abc import Hashable, Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from contracts.importing.services import CODE_AMONG_ITEMS, CODE_NAMES, TELLS_APART
from contracts.importing.showing import money
from contracts.models import Price, PriceList, Service
from customers.models import CustomerGroup
from tenancy.importing.plain import PlainRow, PlainTable, Values, check_plain
from tenancy.inserting import insert
from ui.spreadsheets.cells import Sheet
from ui.spreadsheets.checking import Checked
from ui.spreadsheets.columns import Column, Mapped, Noun, named
from ui.spreadsheets.values import Fault, at_most, calendar_date, not_negative

LIST_MISSING = gettext_noop("the price list is missing")
LIST_UNKNOWN = gettext_noop("the price list is new: tell from which day it counts")
LISTS_CLASH = gettext_noop("another list counts for the same customers on some of these days")
NOT_A_DATE = gettext_noop("the first day is not a date")
ITEM_UNKNOWN = gettext_noop("the item is not in the catalogue")
PRICE_WRONG = gettext_noop("the price is not a number")
LARGEST = Decimal("99999999.99")
OF_THE_LIST = gettext_noop("it is changed on the page of the list")

PRICES = Noun(
    name="prices",
    label=_("prices"),
    key="code",
    once=False,
    columns=(
        Column(
            "code",
            _("Code"),
            CODE_NAMES,
            at_most(30),
            {Fault.MISSING: ITEM_UNKNOWN, Fault.TOO_LONG: ITEM_UNKNOWN},
            required=True,
            also=CODE_AMONG_ITEMS,
            fixed=TELLS_APART,
        ),
        Column(
            "price_list",
            _("Price list"),
            named("Tarif|Grille tarifaire|Nom du tarif|Listino|Nome del listino|Price list"),
            at_most(80),
            {Fault.MISSING: LIST_MISSING, Fault.TOO_LONG: gettext_noop("the name is too long")},
            required=True,
            fixed=TELLS_APART,
        ),
        Column(
            "amount",
            _("Price, net"),
            named("Prix HT|Prix unitaire HT|Prix|Prezzo|Prezzo netto|Prezzo unitario|Net price|Price"),
            not_negative(2, LARGEST),
            {
                Fault.MISSING: gettext_noop("the price is missing"),
                Fault.NOT_A_NUMBER: PRICE_WRONG,
                Fault.TOO_PRECISE: PRICE_WRONG,
                Fault.NEGATIVE: gettext_noop("the price is negative"),
                Fault.TOO_LARGE: gettext_noop("the price is too large"),
            },
            required=True,
            show=money,
        ),
        Column(
            "group",
            _("Customer group"),
            named(
                "Groupe de clients|Groupe tarifaire|Gruppo clienti|Gruppo cliente|Customer group|Price group"
            ),
            at_most(60),
            {Fault.TOO_LONG: gettext_noop("the name is too long")},
            fixed=OF_THE_LIST,
        ),
        Column(
            "starts_on",
            _("In force from"),
            named("En vigueur à partir du|Valable du|In vigore dal|Valido dal|In force from|Valid from"),
            calendar_date,
            {Fault.NOT_A_DATE: NOT_A_DATE, Fault.NO_SUCH_DATE: NOT_A_DATE},
            blank=None,
            fixed=OF_THE_LIST,
        ),
    ),
)


def check_prices(sheet: Sheet, mapped: Mapped) -> Checked[PlainRow]:
    """Judges the rows of a sheet of prices. The item must be there; a list that is not begins on the day told."""
    lists = set(PriceList.objects.values_list("name", flat=True))
    codes = set(Service.objects.values_list("code", flat=True))
    groups = dict(CustomerGroup.objects.values_list("name", "pk"))
    new: dict[str, PriceList] = {}

    def code(values: Values) -> str | None:
        return None if values["code"] in codes else ITEM_UNKNOWN

    def starts_on(values: Values) -> str | None:
        name, day = values["price_list"], values["starts_on"]
        if name in lists or name in new:
            return None
        if day is None:
            return LIST_UNKNOWN
        wanted = PriceList(name=name, group_id=groups.get(values["group"]), starts_on=day)
        known_group = not values["group"] or values["group"] in groups
        if (known_group and wanted.overlapping().exists()) or values["group"] in groups_of_new:
            return LISTS_CLASH
        new[name] = wanted
        groups_of_new.add(values["group"])
        return None

    groups_of_new: set[str] = set()
    return check_plain(sheet, mapped, same=_same, checks={"code": code, "starts_on": starts_on})


def _same(values: Values) -> Hashable:
    return values["price_list"], values["code"]


def _kept(rows: Sequence[PlainRow]) -> dict[Hashable, Price]:
    found = Price.objects.filter(service__code__in=[row.values["code"] for row in rows])
    return {
        (price.price_list.name, price.service.code): price
        for price in found.select_related("price_list", "service")
    }


def _make(rows: Sequence[PlainRow]) -> list[Price]:
    lists = dict(PriceList.objects.values_list("name", "pk")) | _make_lists(rows)
    items = dict(Service.objects.values_list("code", "pk"))
    return [
        Price(
            price_list_id=lists[row.values["price_list"]],
            service_id=items[row.values["code"]],
            amount=row.values["amount"],
        )
        for row in rows
    ]


def _make_lists(rows: Sequence[PlainRow]) -> dict[str, int]:
    """The lists that rows name and that are new, by name; with groups that are new."""
    known = set(PriceList.objects.values_list("name", flat=True))
    firsts = {
        row.values["price_list"]: row.values
        for row in reversed(rows)
        if row.values["price_list"] not in known
    }
    groups = dict(CustomerGroup.objects.values_list("name", "pk"))
    wanted = {values["group"] for values in firsts.values() if values["group"]}
    made = [CustomerGroup(name=name) for name in sorted(wanted - groups.keys())]
    insert(made)
    groups |= {group.name: group.pk for group in made}
    new = [
        PriceList(name=name, group_id=groups.get(values["group"]), starts_on=values["starts_on"])
        for name, values in firsts.items()
    ]
    insert(new)
    return {price_list.name: price_list.pk for price_list in new}


write_prices = PlainTable(
    PRICES, Price, _same, _kept, _make, ("code", "price_list", "group", "starts_on")
).write
