"""Which machines are taken from a file, and why the others are not."""

import io
from datetime import date
from decimal import Decimal

import pytest

from installed_base.importing.checking import (
    COMMISSIONED_LATER,
    WARRANTY_FIRST,
    EquipmentRow,
    check_equipment,
)
from installed_base.importing.columns import EQUIPMENT
from installed_base.models import Equipment, EquipmentType
from ui.spreadsheets.checking import Checked
from ui.spreadsheets.columns import recognise
from ui.spreadsheets.reading import opened

HEADER = "Code appareil;Code client;Catégorie;Puissance (kW);Mise en service;Fin de garantie"


def checked(*rows: str) -> Checked[EquipmentRow]:
    with opened(io.BytesIO("\n".join((HEADER, *rows)).encode())) as sheets:
        sheet = sheets[0]
        return check_equipment(sheet, recognise(sheet, [EQUIPMENT]), on=date(2026, 11, 22), customers={"C1"})


def test_a_row_becomes_a_machine() -> None:
    (row,) = checked("A1;C1;VMC;24,5;13/02/2020;").accepted
    assert (row.number, row.customer, row.type) == ("A1", "C1", "VMC")
    assert (row.power_kw, row.commissioned_on, row.warranty_until) == (
        Decimal("24.5"),
        date(2020, 2, 13),
        None,
    )


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (";C1;VMC;;;", "Code appareil", "the reference is missing"),
        ("A1;C9;VMC;;;", "Code client", "the customer is unknown"),
        ("A1;;VMC;;;", "Code client", "the customer is unknown"),
        ("A1;C1;;;;", "Catégorie", "the category is missing"),
        ("A1;C1;VMC;-24;31/02/2021;", "Puissance (kW)", "the power is negative"),
        ("A1;C1;VMC;fort;;", "Puissance (kW)", "the power is not a number"),
        ("A1;C1;VMC;1e9;;", "Puissance (kW)", "the power is not a number"),
        ("A1;C1;VMC;99999999;;", "Puissance (kW)", "the power is too large"),
        ("A1;C1;VMC;1,234;;", "Puissance (kW)", "the power has too many decimals"),
        ("A1;C1;VMC;;31/02/2021;hier", "Mise en service", "the commissioning date does not exist"),
        ("A1;C1;VMC;;2021;", "Mise en service", "the commissioning date is not a date"),
        ("A1;C1;VMC;;;31/04/2021", "Fin de garantie", "the end of warranty does not exist"),
        ("A1;C1;VMC;;;hier", "Fin de garantie", "the end of warranty is not a date"),
    ],
)
def test_each_fault_is_told_with_its_column(row: str, column: str, reason: str) -> None:
    (refused,) = checked(row).refused
    assert (refused.line, refused.column, refused.reason) == (2, column, reason)


def test_a_reference_that_stands_twice_is_refused() -> None:
    (refused,) = checked("A1;C1;VMC;;;", "A1;C1;VMC;;;").refused
    assert (refused.line, refused.reason) == (3, "the reference stands twice in the file")


def test_a_cooling_circuit_comes_in() -> None:
    text = (
        "Code appareil;Code client;Catégorie;Fluide frigorigène;Charge (kg);Scellé;Année de fabrication\n"
        "A1;C1;PAC;r-410 a;2,39;oui;2019\nA2;C1;PAC;;;;\nA3;C1;PAC;R999;;;\nA4;C1;PAC;;-1;;\nA5;C1;PAC;;;;hier\n"
    )
    with opened(io.BytesIO(text.encode())) as sheets:
        sheet = sheets[0]
        found = check_equipment(sheet, recognise(sheet, [EQUIPMENT]), on=date(2026, 11, 22), customers={"C1"})
    assert [(row.refrigerant, row.charge_kg, row.sealed, row.year_made) for row in found.accepted] == [
        ("R410A", Decimal("2.39"), True, 2019),
        ("", None, False, None),
    ]
    assert [row.reason for row in found.refused] == [
        "the refrigerant is not known",
        "the charge is not a number of kg",
        "the year made is not a year",
    ]


def test_odd_dates_are_told() -> None:
    result = checked("A1;C1;VMC;;01/01/2027;01/01/2020")
    assert [remark.text for remark in result.remarks] == [COMMISSIONED_LATER, WARRANTY_FIRST]


def test_no_text_is_taken_that_the_database_would_refuse() -> None:
    for column in EQUIPMENT.columns:
        model = EquipmentType if column.name == "type" else Equipment
        field = model._meta.get_field("name" if column.name == "type" else column.name)
        longest: int | None = getattr(field, "max_length", None)
        if longest and not getattr(field, "choices", None):
            assert column.read("x" * longest) == "x" * longest
            with pytest.raises(ValueError, match="too long"):
                column.read("x" * (longest + 1))
