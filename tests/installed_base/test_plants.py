"""Plants: machines that make one system, their power, their technicians and their logbook."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from customers.models import Customer, Site, SiteRole
from installed_base.models import DueDate, Equipment, Plant, PlantTechnician
from tenancy.models import Company, User
from tests.factories.customers import CustomerFactory, SiteFactory
from tests.factories.installed_base import (
    EquipmentFactory,
    EquipmentTypeFactory,
    PlantFactory,
    PlantMachineFactory,
    ServiceDoneFactory,
)
from tests.factories.tenancy import TechnicianFactory

HOME = "/t/alpha/plants/"


@pytest.fixture
def house(acting_a: Company) -> Site:
    """An Italian condominium."""
    made: Site = SiteFactory.create(
        customer=CustomerFactory.create(company_name="Condominio Rosa", country="IT"),
        country="IT",
        city="Modena",
    )
    return made


@pytest.fixture
def boilers(house: Site) -> list[Equipment]:
    """Two gas boilers of 60 kW, commissioned in 2026."""
    kind = EquipmentTypeFactory.create(name="Caldaia a gas", legal_class="boiler")
    return list(
        EquipmentFactory.create_batch(
            2, type=kind, customer=house.customer, site=house, power_kw=Decimal(60), energy="Metano",
            commissioned_on=date(2026, 2, 28),
        )
    )  # fmt: skip


def typed(site: Site, *machines: Equipment, **values: Any) -> dict[str, Any]:
    given = {"customer": site.customer_id, "site": site.pk, "name": "Centrale", "heats": "on"}
    return given | {"machines": [machine.pk for machine in machines]} | values


def control(machine: Equipment) -> date:
    return DueDate.objects.get(equipment=machine, clock="it_efficiency").due_on


def test_a_plant_gathers_machines_and_their_power_decides(
    client_ana: Client, house: Site, boilers: list[Equipment]
) -> None:
    tom = TechnicianFactory.create(name="Tom")
    alone = client_ana.post(f"{HOME}new/", typed(house, boilers[0], people=[tom.pk], pdr="00881234567890"))
    plant = Plant.objects.get()
    assert alone["Location"] == f"{HOME}{plant.pk}/"
    assert control(boilers[0]) == date(2030, 2, 28)  # 60 kW of gas: every four years
    client_ana.post(f"{HOME}{plant.pk}/edit/", typed(house, *boilers))
    assert [control(machine) for machine in boilers] == [date(2028, 2, 28)] * 2  # 120 kW together: every two
    card = client_ana.get(f"{HOME}{plant.pk}/").content.decode()
    for shown in ("120 kW", "Condominio Rosa", "everybody", boilers[1].number):
        assert shown in card
    tab = client_ana.get(f"/t/alpha/equipment/{boilers[0].pk}/?tab=maintenance").content.decode()
    assert "Power: 120 kW, of 2 machines of one plant." in tab
    client_ana.post(f"{HOME}{plant.pk}/delete/")
    assert Plant.objects.count() == 0
    assert [control(machine) for machine in boilers] == [date(2030, 2, 28)] * 2
    assert Equipment.objects.count() == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"heats": ""}, "heats"),
        ({"name": ""}, "name"),
        ({"pdr": "123"}, "pdr"),
        ({"pdr": "٠٠٨٨١٢٣٤٥٦٧٨٩٠"}, "pdr"),
        ({"pod": "IT1"}, "pod"),
        ({"site": "999999"}, "site"),
        ({"customer": "x' OR 1"}, "customer"),
        ({"machines": ["999999"]}, "machines"),
        ({"machines": ["-1", "1e9"]}, "machines"),
        ({"people": ["999999"]}, "people"),
        ({"commissioned_on": "31/02/2026"}, "commissioned_on"),
        ({"catasto_code": "x" * 41}, "catasto_code"),
    ],
)
def test_nonsense_is_told_at_its_field(client_ana: Client, house: Site, values: Any, field: str) -> None:
    response = client_ana.post(f"{HOME}new/", typed(house) | values)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert Plant.objects.count() == 0


def test_a_machine_belongs_to_one_plant_of_its_own_customer(
    client_ana: Client, house: Site, boilers: list[Equipment]
) -> None:
    other = PlantFactory.create(site=house, name="Garage")
    PlantMachineFactory.create(plant=other, equipment=boilers[0])
    stranger = EquipmentFactory.create()
    twice = client_ana.post(f"{HOME}new/", typed(house, boilers[0]))
    assert "belongs to the plant Garage" in str(twice.context["form"].errors["machines"])
    foreign = client_ana.post(f"{HOME}new/", typed(house, stranger))
    assert "belongs to another customer" in str(foreign.context["form"].errors["machines"])
    same_name = client_ana.post(f"{HOME}new/", typed(house, name="Garage"))
    assert "name" in same_name.context["form"].errors


def holder(house: Site, customer: Customer, since: date, until: date | None = None) -> None:
    SiteRole.objects.create(site=house, party=customer, role="holder", since=since, until=until)


def test_the_logbook_has_its_sheets_as_page_and_pdf(
    client_ana: Client, house: Site, boilers: list[Equipment]
) -> None:
    plant = PlantFactory.create(site=house, name="Centrale termica", catasto_code="MO-00123", cools=True)
    for machine in boilers:
        PlantMachineFactory.create(plant=plant, equipment=machine)
    holder(house, CustomerFactory.create(last_name="Verdi"), date(2020, 1, 1), date(2024, 12, 31))
    holder(house, CustomerFactory.create(last_name="Bianchi"), date(2025, 1, 1))
    ServiceDoneFactory.create(equipment=boilers[0], what="efficiency", on=date(2026, 3, 5), note="Tipo 1")
    ServiceDoneFactory.create(equipment=boilers[1], on=date(2026, 3, 6), done_by="Ditta Neri")
    page = client_ana.get(f"{HOME}{plant.pk}/?tab=logbook").content.decode()
    response = client_ana.get(f"{HOME}{plant.pk}/logbook.pdf")
    assert response["Content-Type"] == "application/pdf"
    paper = " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(response.content)).pages)
    for text in (page, paper.replace("\n", " ")):
        for said in ("MO-00123", "Bianchi", "Verdi", "120", "Tipo 1", "Ditta Neri", boilers[0].serial, "4.1"):
            assert said in text
    assert "libretto di impianto" in paper and "Alpha Chauffage" in paper


def test_a_french_logbook_has_no_italian_sheets(client_ana: Client, acting_a: Company) -> None:
    plant = PlantFactory.create()
    PlantMachineFactory.create(plant=plant, equipment=EquipmentFactory.create(customer=plant.customer))
    page = client_ana.get(f"{HOME}{plant.pk}/?tab=logbook").content.decode()
    assert ">4.8" not in page and ">PDR" not in page
    paper = PdfReader(io.BytesIO(client_ana.get(f"{HOME}{plant.pk}/logbook.pdf").content)).pages[0]
    assert "carnet d’entretien" in paper.extract_text()


@pytest.mark.parametrize("count", [1, 6])
def test_list_and_logbook_ask_the_same_few_queries(
    client_ana: Client, house: Site, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _each in range(count):
        plant = PlantFactory.create(site=house)
    for _each in range(count):
        machine = EquipmentFactory.create(customer=house.customer)
        PlantMachineFactory.create(plant=plant, equipment=machine)
        ServiceDoneFactory.create(equipment=machine)
    client_ana.get(HOME)
    with django_assert_max_num_queries(12):
        client_ana.get(HOME)
    with django_assert_max_num_queries(13):
        client_ana.get(f"{HOME}{plant.pk}/?tab=logbook")


def test_plants_are_found_by_customer_machine_and_technician(
    client_ana: Client, house: Site, boilers: list[Equipment]
) -> None:
    plant = PlantFactory.create(site=house, name="Centrale")
    PlantMachineFactory.create(plant=plant, equipment=boilers[0])
    PlantFactory.create(name="Autre")
    tom, eva = TechnicianFactory.create(), TechnicianFactory.create()
    plant.technicians.create(technician=tom)

    def names(**query: Any) -> list[str]:
        return [row.record.name for row in client_ana.get(HOME, query).context["table"].rows]

    assert names() == ["Autre", "Centrale"]
    assert names(q="rosa") == names(q=boilers[0].serial) == ["Centrale"]
    assert names(technician=eva.pk) == ["Autre"]
    assert names(technician=tom.pk) == ["Autre", "Centrale"]
    assert names(customer=house.customer_id) == ["Centrale"]


def test_plants_have_labels_too(client_ana: Client, house: Site) -> None:
    plant = PlantFactory.create(site=house, name="Centrale", catasto_code="MO-7")
    given = {"action": "labels", "pk": [plant.pk], "confirm": "1", "expected": "1", "start": "2"}
    paper = PdfReader(io.BytesIO(client_ana.post(HOME, given).content)).pages[0].extract_text()
    assert "Centrale" in paper and "MO-7" in paper


def test_another_company_s_plant_is_not_found(client_chloe: Client, house: Site) -> None:
    plant = PlantFactory.create(site=house)
    for page in ("", "edit/", "delete/", "logbook.pdf"):
        assert client_chloe.get(f"/t/beta/plants/{plant.pk}/{page}").status_code == 404


@pytest.mark.parametrize("inherits", [True, False])
def test_a_leaving_member_s_plants_go_to_whom_one_chooses(
    client_ana: Client, acting_a: Company, ben: User, inherits: bool
) -> None:
    hers = TechnicianFactory.create(name="Ben", membership=ben.memberships.get())
    luc = TechnicianFactory.create(name="Luc")
    alone, shared = (PlantFactory.create(name=name) for name in ("Alone", "Shared"))
    for plant, who in ((alone, hers), (shared, hers), (shared, luc)):
        PlantTechnician.objects.create(plant=plant, technician=who)
    page = f"/t/alpha/settings/members/{ben.memberships.get().pk}/leave/"
    field = client_ana.get(page).context["form"]["heir_plants"]
    assert str(field.label) == "Allowed at plants (2)" and "Shared" in str(field.help_text)
    client_ana.post(page, {"technician_leaves": "on", "heir_plants": luc.pk if inherits else ""})
    rows = PlantTechnician.objects.values_list("plant__name", "technician__name")
    assert set(rows) == {("Alone", "Luc" if inherits else "Ben"), ("Shared", "Luc")}
