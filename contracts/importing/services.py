"""How the catalogue comes in from a spreadsheet."""

from collections.abc import Hashable, Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from contracts.importing import showing
from contracts.models import Service
from tenancy.importing.plain import PlainRow, PlainTable, Values, check_plain
from ui.spreadsheets.cells import Sheet
from ui.spreadsheets.checking import Checked
from ui.spreadsheets.columns import Column, Mapped, Noun, named
from ui.spreadsheets.showing import percent
from ui.spreadsheets.values import Fault, at_most, not_negative, one_of

KINDS = {
    "service": "Prestation|Service|Forfait|Prestazione|Servizio|Canone",
    "part": "Pièce|Pièce détachée|Fourniture|Ricambio|Articolo|Materiale|Part|Spare part|Goods",
    "hour": "Main-d'œuvre|Main d'oeuvre|Heure|Manodopera|Ora|Labour|Hour",
    "travel": "Déplacement|Trasferta|Diritto di chiamata|Travel|Call-out",
}
UNITS = {
    "year": "par an|An|Année|all'anno|Anno|a year|Year|Yearly",
    "visit": "par visite|Visite|a visita|per visita|Visita|a visit|Visit",
    "piece": "la pièce|Pièce|Unité|U|al pezzo|Pezzo|PZ|NR|a piece|Piece|Each",
    "hour": "de l'heure|Heure|H|all'ora|Ora|an hour|Hour",
    "km": "du kilomètre|Kilomètre|KM|al chilometro|Chilometro|a kilometre|Kilometre",
    "metre": "du mètre|Mètre|ML|M|al metro|Metro|MT|a metre|Metre",
    "litre": "du litre|Litre|L|al litro|Litro|LT|a litre",
    "flat": "forfait|Forfaitaire|a corpo|Forfettario|flat|Lump sum",
}
# What a price of each kind is for where the file does not say.
USUAL = {"service": "year", "part": "piece", "hour": "hour", "travel": "flat"}
TOO_LONG = gettext_noop("the name is too long")
UNIT_UNFIT = gettext_noop("a service of contracts is priced a year or a visit")

# How files call the column that tells items apart.
CODE_NAMES = named(
    "Code article|Code prestation|Référence article|Codice articolo|Codice prestazione|Item code"
)
CODE_AMONG_ITEMS = named("Code|Référence|Codice")
TELLS_APART = gettext_noop("it tells the rows apart")

SERVICES = Noun(
    name="services",
    label=_("items of the catalogue"),
    key="code",
    once=False,
    columns=(
        Column(
            "code",
            _("Code"),
            CODE_NAMES,
            at_most(30),
            {
                Fault.MISSING: gettext_noop("the reference is missing"),
                Fault.TOO_LONG: gettext_noop("the reference is too long"),
            },
            required=True,
            also=CODE_AMONG_ITEMS,
            fixed=TELLS_APART,
        ),
        Column(
            "name",
            _("Name"),
            named("Désignation|Libellé|Descrizione|Denominazione articolo|Designation|Item name"),
            at_most(160),
            {Fault.MISSING: gettext_noop("the name is missing"), Fault.TOO_LONG: TOO_LONG},
            required=True,
            also=named("Nom|Nome|Name"),
        ),
        Column(
            "kind",
            _("Kind"),
            named("Nature|Famille|Genere|Famiglia|Item kind"),
            one_of({word: kind for kind, words in KINDS.items() for word in words.split("|")}),
            {Fault.UNKNOWN: gettext_noop("the kind is unknown")},
            blank="service",
            also=named("Type|Tipo|Kind"),
            show=showing.KIND,
        ),
        Column(
            "unit",
            _("Price for"),
            named("Unité|Unité de vente|Unità|Unità di misura|UM|Unit"),
            one_of({word: unit for unit, words in UNITS.items() for word in words.split("|")}),
            {Fault.UNKNOWN: gettext_noop("the unit is unknown")},
            blank="",
            show=showing.UNIT,
        ),
        Column(
            "vat_rate",
            _("VAT rate"),
            named("Taux TVA|Taux de TVA|TVA|Aliquota IVA|IVA|VAT rate"),
            not_negative(2, Decimal(100)),
            {
                Fault.NOT_A_NUMBER: gettext_noop("the VAT rate is not a number"),
                Fault.NEGATIVE: gettext_noop("the VAT rate is negative"),
                Fault.TOO_LARGE: gettext_noop("the VAT rate is above 100"),
            },
            blank=None,
            show=percent,
        ),
    ),
)


def check_services(sheet: Sheet, mapped: Mapped) -> Checked[PlainRow]:
    """Judges the rows of a sheet of the catalogue; a unit that is not told is the usual one of the kind."""

    def unit(values: Values) -> str | None:
        values["unit"] = values["unit"] or USUAL[values["kind"]]
        return UNIT_UNFIT if values["kind"] == "service" and values["unit"] not in {"year", "visit"} else None

    return check_plain(sheet, mapped, same=_same, checks={"unit": unit})


def _same(values: Values) -> Hashable:
    return str(values["code"])


def _kept(rows: Sequence[PlainRow]) -> dict[Hashable, Service]:
    codes = [row.values["code"] for row in rows]
    return {service.code: service for service in Service.objects.filter(code__in=codes)}


def _make(rows: Sequence[PlainRow]) -> list[Service]:
    return [Service(**row.values) for row in rows]


write_services = PlainTable(SERVICES, Service, _same, _kept, _make, ("code",)).write
