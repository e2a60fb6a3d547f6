"""Which rows of a file of equipment are taken, and what is odd about those that are."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop

from customers.importing.known import refers
from installed_base.importing.attributes import PREFIX, Asked
from ui.spreadsheets.cells import Sheet
from ui.spreadsheets.checking import Checked, RowReader
from ui.spreadsheets.columns import Mapped

COMMISSIONED_LATER = gettext_noop("the commissioning date lies in the future")
WARRANTY_FIRST = gettext_noop("the warranty ends before the commissioning")


@dataclass(frozen=True, slots=True)
class EquipmentRow:
    """A machine to write. Power in kW; answers to the attributes of its type by column."""

    line: int
    number: str
    customer: str
    type: str
    brand: str
    model: str
    serial: str
    power_kw: Decimal | None
    energy: str
    year_made: int | None
    refrigerant: str
    charge_kg: Decimal | None
    sealed: bool
    indoor_units: int | None
    commissioned_on: date | None
    warranty_until: date | None
    location: str
    notes: str
    answers: dict[str, Any] = field(default_factory=dict)


def check_equipment(
    sheet: Sheet, mapped: Mapped, *, on: date, customers: Collection[str]
) -> Checked[EquipmentRow]:
    """Judges the rows of a sheet of equipment. `customers` are the references of customers that exist or were taken (a
    set), so that a machine whose customer was refused is refused with it.
    """

    def customer_known(values: dict[str, Any]) -> str | None:
        return refers(values, customers)

    asked = [column.name for column in mapped.noun.columns if column.name.startswith(PREFIX)]
    checks = Asked().checks(asked) if asked else {}
    reader = RowReader(mapped, {"customer": customer_known} | checks)
    checked: Checked[EquipmentRow] = Checked()
    for read in reader.rows(sheet):
        if read.reason:
            checked.refused.append(reader.refused(read))
            continue
        answers = {name: read.values.pop(name) for name in asked}
        row = EquipmentRow(line=read.line, **read.values, answers=answers)
        checked.accepted.append(row)
        if row.commissioned_on and row.commissioned_on > on:
            checked.remarks.append(reader.remark(read, "commissioned_on", COMMISSIONED_LATER))
        if row.commissioned_on and row.warranty_until and row.warranty_until < row.commissioned_on:
            checked.remarks.append(reader.remark(read, "warranty_until", WARRANTY_FIRST))
    return checked
