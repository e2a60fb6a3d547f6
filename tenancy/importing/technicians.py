"""How technicians come in from a spreadsheet: their names, and the day they left."""

from collections.abc import Hashable, Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from tenancy import search
from tenancy.importing.plain import PlainRow, PlainTable, Values, check_plain
from tenancy.models import Technician
from ui.spreadsheets.cells import Sheet
from ui.spreadsheets.checking import Checked
from ui.spreadsheets.columns import Column, Mapped, Noun, named
from ui.spreadsheets.values import Fault, at_most, calendar_date

NAME_MISSING = gettext_noop("the name is missing")
NAME_TOO_LONG = gettext_noop("the name is too long")
TELLS_APART = gettext_noop("it tells the rows apart")

TECHNICIANS = Noun(
    name="technicians",
    label=_("technicians"),
    key="name",
    once=False,
    plain=True,
    columns=(
        Column(
            "name",
            _("Technician"),
            named(
                "Technicien|Nom du technicien|Tecnico|Nome del tecnico|Nome tecnico|Technician|Technician name"
            ),
            at_most(120),
            {Fault.MISSING: NAME_MISSING, Fault.TOO_LONG: NAME_TOO_LONG},
            required=True,
            also=named("Nom|Nom et prénom|Nome|Nome e cognome|Name|Full name"),
            fixed=TELLS_APART,
        ),
        Column(
            "left_on",
            _("Left on"),
            named(
                "Parti le|Date de départ|Date de sortie|Uscito il|Data di uscita|Data uscita|Left on|Last day"
            ),
            calendar_date,
            {
                Fault.NOT_A_DATE: gettext_noop("the last day is not a date"),
                Fault.NO_SUCH_DATE: gettext_noop("the last day does not exist"),
            },
            blank=None,
        ),
    ),
)


def check_technicians(sheet: Sheet, mapped: Mapped) -> Checked[PlainRow]:
    """Judges the rows of a sheet of technicians."""
    return check_plain(sheet, mapped, same=_same)


def known_technicians() -> dict[str, str]:
    """The names of the acting company's technicians, by what they fold to."""
    return {search.fold(name): name for name in Technician.objects.values_list("name", flat=True)}


def _same(values: Values) -> Hashable:
    return search.fold(values["name"])


def _kept(_rows: Sequence[PlainRow]) -> dict[Hashable, Technician]:
    return {search.fold(technician.name): technician for technician in Technician.objects.all()}


def _make(rows: Sequence[PlainRow]) -> list[Technician]:
    return [Technician(**row.values) for row in rows]


write_technicians = PlainTable(TECHNICIANS, Technician, _same, _kept, _make, ("name",)).write
