"""Answers to the attributes of types come in from files, one column for each name."""

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from config.importing import recorder
from config.models import PortfolioImport
from config.portfolio import PortfolioReport, Source, import_portfolio
from config.undoing import undo
from installed_base.models import AttributeValue, EquipmentType
from tenancy.acting import acting_for
from tenancy.models import Company
from tests.factories.installed_base import AttributeFactory
from tests.plugins.cast import make_company

ON = date(2026, 11, 22)
CUSTOMER = "Code client;Type;Nom\nC1;Particulier;Dupont\n"
HEADER = (
    "Code appareil;Code client;Catégorie;Caractéristique : Brûleur;attribute: Circuits;Caratteristica: Pulito"
)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Columns are named in the language at work, whatever a test before has left."""
    with override("en"):
        yield


@pytest.fixture
def firm(db: None) -> Company:
    made = make_company("firm", "Firm", "FR")
    with acting_for(made):
        boiler = EquipmentType.objects.create(name="Chaudière")
        AttributeFactory.create(
            type=boiler, name="Brûleur", kind="choice", choices="Bas NOx\nSoufflé", position=1
        )
        AttributeFactory.create(
            type=boiler, name="Circuits", kind="number", smallest=1, largest=9, position=2
        )
        AttributeFactory.create(type=boiler, name="Pulito", kind="date", position=3)
        pump = EquipmentType.objects.create(name="PAC")
        AttributeFactory.create(type=pump, name="circuits", kind="text")
    bring(made, CUSTOMER)
    return made


def bring(firm: Company, *files: str, **kwargs: object) -> PortfolioReport:
    given = [Source(f"{place}.csv", io.BytesIO(text.encode())) for place, text in enumerate(files)]
    return import_portfolio(firm, given, on=ON, **kwargs)  # type: ignore[arg-type]


def machines(*rows: str) -> str:
    return "\n".join((HEADER, *rows)) + "\n"


def answers(firm: Company) -> dict[tuple[str, str], object]:
    with acting_for(firm):
        found = AttributeValue.objects.select_related("machine")
        return {(each.machine.number, each.attribute.name): each.value for each in found}


def test_each_cell_is_read_as_the_type_of_its_row_wants_it(firm: Company) -> None:
    report = bring(
        firm,
        machines(
            "A1;C1;chaudiere;bas nox;2,5;01/02/2026",
            "A2;C1;PAC;;deux;",
            "A3;C1;Chaudière;Vert;1;",
            "A4;C1;Chaudière;;10;",
            "A5;C1;Chaudière;;un;",
            "A6;C1;Chaudière;;;31/02/2026",
            "A7;C1;PAC;Soufflé;;",
            "A8;C1;Neuf;;1;",
        ),
    )
    (file,) = report.files
    assert (file.created, file.unknown_columns) == (2, ())
    assert [(row.reference, row.column, row.value, row.reason) for row in file.refused] == [
        ("A3", "Caractéristique : Brûleur", "Vert", "the attribute is none of the choices of the category"),
        ("A4", "attribute: Circuits", "10", "the attribute is outside its limits"),
        ("A5", "attribute: Circuits", "un", "the attribute is not a number"),
        ("A6", "Caratteristica: Pulito", "31/02/2026", "the date of the attribute does not exist"),
        ("A7", "Caractéristique : Brûleur", "Soufflé", "the category does not ask for this attribute"),
        ("A8", "attribute: Circuits", "1", "the category does not ask for this attribute"),
    ]
    assert answers(firm) == {
        ("A1", "Brûleur"): "Bas NOx",
        ("A1", "Circuits"): Decimal("2.5"),
        ("A1", "Pulito"): date(2026, 2, 1),
        ("A2", "circuits"): "deux",
    }


def test_known_machines_take_answers_by_choice_and_an_undo_gives_the_former_ones_back(firm: Company) -> None:
    bring(firm, machines("A1;C1;Chaudière;Bas NOx;2;"))
    again = machines("A1;C1;Chaudière;Soufflé;3;2026-05-01")
    (file,) = bring(firm, again).files
    assert [(d.column, d.kept, d.brought, d.taken) for d in file.differences] == [
        ("Attribute: Brûleur", "Bas NOx", "Soufflé", False),
        ("Attribute: Circuits", "2", "3", False),
        ("Attribute: Pulito", "", "2026-05-01", False),
    ]
    before = answers(firm)
    bring(firm, machines("A1;C1;Chaudière;;;"), update={"equipment": ["attribute:circuits"]})
    assert answers(firm) == before
    chosen = {"equipment": ["attribute:circuits", "attribute:pulito"]}
    assert bring(firm, again, update=chosen, keep=recorder(ON)).updated == 1
    assert answers(firm) == {
        ("A1", "Brûleur"): "Bas NOx",
        ("A1", "Circuits"): Decimal(3),
        ("A1", "Pulito"): date(2026, 5, 1),
    }
    with acting_for(firm, source="undo"):
        outcome = undo(PortfolioImport.objects.get())
    assert (outcome.restored, outcome.stays) == (1, [])
    assert answers(firm) == before


def test_an_answer_somebody_changed_since_stays_at_an_undo(firm: Company) -> None:
    bring(firm, machines("A1;C1;Chaudière;;;"))
    bring(
        firm,
        machines("A1;C1;Chaudière;;3;"),
        update={"equipment": ["attribute:circuits"]},
        keep=recorder(ON),
    )
    with acting_for(firm):
        AttributeValue.objects.update(number=4)
    with acting_for(firm, source="undo"):
        outcome = undo(PortfolioImport.objects.get())
    assert [(stays.label, bool(stays.tick)) for stays in outcome.stays] == [("Circuits", True)]
    assert answers(firm) == {("A1", "Circuits"): Decimal(4)}
