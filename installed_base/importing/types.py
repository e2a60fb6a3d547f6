"""How types of equipment come in from a spreadsheet."""

from collections.abc import Hashable, Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from installed_base.models import EquipmentType
from tenancy import search
from tenancy.importing.plain import PlainRow, PlainTable, Values, check_plain
from ui.spreadsheets.cells import Sheet
from ui.spreadsheets.checking import Checked
from ui.spreadsheets.columns import Column, Mapped, Noun, named
from ui.spreadsheets.values import Fault, at_most

TYPES = Noun(
    name="equipment_types",
    label=_("equipment types"),
    key="name",
    once=False,
    plain=True,
    columns=(
        Column(
            "name",
            _("Equipment type"),
            named(
                "Type d'appareil|Catégorie d'appareil|Catégorie|Tipo apparecchio|Tipo di apparecchio|Categoria"
                "|Equipment type|Category"
            ),
            at_most(80),
            {
                Fault.MISSING: gettext_noop("the category is missing"),
                Fault.TOO_LONG: gettext_noop("the category is too long"),
            },
            required=True,
            also=named("Nom|Nome|Name|Type|Tipo"),
            fixed=gettext_noop("it tells the rows apart"),
        ),
    ),
)


def check_types(sheet: Sheet, mapped: Mapped) -> Checked[PlainRow]:
    """Judges the rows of a sheet of equipment types."""
    return check_plain(sheet, mapped, same=_same)


def _same(values: Values) -> Hashable:
    return search.fold(values["name"])


def _kept(_rows: Sequence[PlainRow]) -> dict[Hashable, EquipmentType]:
    return {search.fold(kind.name): kind for kind in EquipmentType.objects.all()}


def _make(rows: Sequence[PlainRow]) -> list[EquipmentType]:
    return [EquipmentType.called(**row.values) for row in rows]


write_types = PlainTable(TYPES, EquipmentType, _same, _kept, _make, ("name",)).write
