"""The columns of a file of equipment, as French, Italian and English programs call them."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from customers.importing.columns import customer_column
from installed_base.importing.attributes import attribute_columns
from installed_base.refrigerants import REFRIGERANTS
from ui.spreadsheets.cells import Cell
from ui.spreadsheets.columns import Column, Noun, named, text_column
from ui.spreadsheets.values import (
    BadValue,
    Fault,
    at_most,
    calendar_date,
    long_text,
    not_negative,
    one_of,
    text,
    whole,
    yes_or_no,
)

CUSTOMER_UNKNOWN = gettext_noop("the customer is unknown")
LARGEST_POWER = Decimal("9999999.99")


def power(cell: Cell) -> Decimal:
    """A power in kW with two decimals. "24.500" is 24.5 kW: nobody maintains a machine of 24,500 kW."""
    value = not_negative(3, LARGEST_POWER)(cell)
    if value != round(value, 2):
        raise BadValue(Fault.TOO_PRECISE)
    return round(value, 2)


def year(cell: Cell) -> int:
    """A year with four figures."""
    value = whole(1, 9999)(cell)
    if not 1900 <= value <= 2199:
        raise BadValue(Fault.UNKNOWN)
    return value


def refrigerant(cell: Cell) -> str:
    """A refrigerant we know, written ``R32``, ``R-32`` or ``r 32``."""
    return _KNOWN(text(cell).replace("-", "").replace(" ", ""))


def _any_fault(sentence: str) -> dict[Fault, str]:
    """One sentence for whatever is wrong; an empty cell is not."""
    return {fault: sentence for fault in Fault if fault is not Fault.MISSING}


_KNOWN = one_of({name: name for name in REFRIGERANTS})
LARGEST_CHARGE = Decimal("99999.999")


EQUIPMENT = Noun(
    name="equipment",
    label=_("equipment"),
    key="number",
    more=attribute_columns,
    columns=(
        Column(
            "number",
            _("Equipment code"),
            named(
                "Code appareil|N° appareil|Numéro appareil|Référence appareil|Codice apparecchio|N° apparecchio"
                "|Codice impianto|Equipment code|Equipment number|Equipment reference|Machine"
            ),
            at_most(30),
            {
                Fault.MISSING: gettext_noop("the reference is missing"),
                Fault.TOO_LONG: gettext_noop("the reference is too long"),
            },
            required=True,
            fixed=gettext_noop("it tells the rows apart"),
        ),
        customer_column(),
        Column(
            "type",
            _("Category"),
            named("Catégorie|Type|Type d'appareil|Categoria|Tipo|Tipo apparecchio|Category|Equipment type"),
            at_most(80),
            {
                Fault.MISSING: gettext_noop("the category is missing"),
                Fault.TOO_LONG: gettext_noop("the category is too long"),
            },
            required=True,
        ),
        text_column(
            "brand",
            _("Brand"),
            "Marque|Marca|Brand|Make|Manufacturer",
            80,
            gettext_noop("the brand is too long"),
        ),
        text_column("model", _("Model"), "Modèle|Modello|Model", 120, gettext_noop("the model is too long")),
        text_column(
            "serial",
            _("Serial number"),
            "N° de série|Numéro de série|N° série|Matricola|Numero di serie|N° di serie|N° matricola"
            "|Serial number|Serial",
            80,
            gettext_noop("the serial number is too long"),
        ),
        Column(
            "power_kw",
            _("Power (kW)"),
            named("Puissance (kW)|Puissance|Potenza (kW)|Potenza|Power (kW)|Power"),
            power,
            {
                Fault.NOT_A_NUMBER: gettext_noop("the power is not a number"),
                Fault.TOO_PRECISE: gettext_noop("the power has too many decimals"),
                Fault.NEGATIVE: gettext_noop("the power is negative"),
                Fault.TOO_LARGE: gettext_noop("the power is too large"),
            },
            blank=None,
        ),
        text_column(
            "energy",
            _("Energy"),
            "Énergie|Combustible|Combustibile|Energia|Alimentazione|Energy|Fuel",
            40,
            gettext_noop("the energy is too long"),
        ),
        Column(
            "year_made",
            _("Year made"),
            named(
                "Année de fabrication|Anno di fabbricazione|Anno di costruzione|Year made|Year of manufacture"
            ),
            year,
            _any_fault(gettext_noop("the year made is not a year")),
            blank=None,
        ),
        Column(
            "refrigerant",
            _("Refrigerant"),
            named("Fluide|Fluide frigorigène|Gas refrigerante|Refrigerante|Refrigerant"),
            refrigerant,
            {Fault.UNKNOWN: gettext_noop("the refrigerant is not known")},
        ),
        Column(
            "charge_kg",
            _("Charge (kg)"),
            named("Charge (kg)|Charge de fluide|Carica (kg)|Carica gas (kg)|Charge kg"),
            not_negative(3, LARGEST_CHARGE),
            _any_fault(gettext_noop("the charge is not a number of kg")),
            blank=None,
        ),
        Column(
            "sealed",
            _("Hermetically sealed"),
            named(
                "Hermétiquement scellé|Scellé|Ermeticamente sigillato|Sigillato|Hermetically sealed|Sealed"
            ),
            yes_or_no,
            {Fault.UNKNOWN: gettext_noop("“hermetically sealed” is neither yes nor no")},
            blank=False,
        ),
        Column(
            "indoor_units",
            _("Indoor units"),
            named("Unités intérieures|Nombre d'unités intérieures|Unità interne|Indoor units"),
            whole(0, 9999),
            _any_fault(gettext_noop("the number of indoor units is not a whole number")),
            blank=None,
        ),
        Column(
            "commissioned_on",
            _("Commissioned on"),
            named(
                "Mise en service|Date de mise en service|Date d'installation|Data installazione|Data di installazione"
                "|Messa in servizio|Commissioned on|Commissioning date|Installed on|Installation date"
            ),
            calendar_date,
            {
                Fault.NOT_A_DATE: gettext_noop("the commissioning date is not a date"),
                Fault.NO_SUCH_DATE: gettext_noop("the commissioning date does not exist"),
            },
            blank=None,
        ),
        Column(
            "warranty_until",
            _("Warranty until"),
            named(
                "Fin de garantie|Date de fin de garantie|Garantie jusqu'au|Fine garanzia|Scadenza garanzia"
                "|Garanzia fino al|Warranty until|Warranty end|End of warranty"
            ),
            calendar_date,
            {
                Fault.NOT_A_DATE: gettext_noop("the end of warranty is not a date"),
                Fault.NO_SUCH_DATE: gettext_noop("the end of warranty does not exist"),
            },
            blank=None,
        ),
        text_column(
            "location",
            _("Location"),
            "Emplacement|Ubicazione|Posizione|Location|Place",
            120,
            gettext_noop("the location is too long"),
        ),
        Column(
            "notes",
            _("Notes"),
            named("Note|Notes|Remarques|Remarque|Observations|Osservazioni|Remarks"),
            long_text,
        ),
    ),
)
