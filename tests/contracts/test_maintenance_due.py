"""The list of maintenance due: what stands on it, how it is narrowed, and what is done from it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from contracts.signing import sign
from customers.models import AllowedTechnician
from installed_base import due_dates
from installed_base.models import DueDate, Equipment, PlantTechnician, ServiceDone
from tenancy.acting import acting_for
from tenancy.models import Company, Technician
from tests.days import cast_today
from tests.factories.contracts import ContractFactory, LineEquipmentFactory
from tests.factories.customers import CustomerFactory, SiteFactory
from tests.factories.installed_base import (
    EquipmentFactory,
    EquipmentTypeFactory,
    PlantMachineFactory,
    RuleFactory,
    ServiceDoneFactory,
)
from tests.factories.tenancy import TechnicianFactory

HOME = "/t/alpha/maintenance/"


def due_in(company: Company, days: int, **machine: Any) -> Equipment:
    """A machine due by a rule of its own in so many days."""
    made: Equipment = EquipmentFactory.create(**machine)
    RuleFactory.create(equipment=made, months=12)
    ServiceDoneFactory.create(
        equipment=made, on=(company.today() + timedelta(days=days)).replace(year=company.today().year - 1)
    )
    return made


@pytest.fixture
def portfolio(acting_a: Company) -> dict[str, Equipment]:
    """One machine of each kind that matters; due dates as the night leaves them."""
    today = acting_a.today()
    heat_pump = EquipmentTypeFactory.create(name="Pompe à chaleur", legal_class="heat_pump")
    lyon = CustomerFactory.create(last_name="Martin", city="Lyon", postcode="69003")
    machines = {
        "late": due_in(acting_a, -3, number="LATE"),
        "soon": due_in(acting_a, 20, number="SOON", customer=lyon),
        "later": due_in(acting_a, 25, number="LATER", type=heat_pump, commissioned_on=today),
        "excluded": due_in(acting_a, 5, number="OUT", excluded=True),
        "hers": due_in(
            acting_a, 5, number="HERS", customer=CustomerFactory.create(excluded=True, excluded_until=today)
        ),
        "removed": due_in(acting_a, 5, number="GONE", removed_on=today),
        "deactivated": due_in(
            acting_a, 5, number="OFF", customer=CustomerFactory.create(deactivated_on=today)
        ),
        "far": EquipmentFactory.create(number="FAR", type=heat_pump, commissioned_on=today),
    }
    SiteFactory.create(customer=lyon)
    machines["late"].site = SiteFactory.create(
        customer=machines["late"].customer, city="Besançon", postcode="25000"
    )
    machines["late"].save()
    contract = ContractFactory.create(
        customer=lyon, start_on=today, technician=TechnicianFactory.create(name="Tom"), number="K77"
    )
    line = contract.lines.get()
    line.visits_per_year = 12
    line.save()
    LineEquipmentFactory.create(line=line, equipment=machines["soon"])
    sign(contract, today, on=today)
    due_dates.refresh([machine.pk for machine in machines.values()], today)
    return machines


def numbers(response: Any) -> list[str]:
    assert response.status_code == 200
    return [row.record.equipment.number for row in response.context["table"].paginated_rows]


def ahead(days: int) -> str:
    return (cast_today() + timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["LATE", "SOON", "LATER"]),
        ({"when": "late"}, ["LATE"]),
        ({"when": "all"}, ["LATE", "SOON", "LATER", "FAR"]),
        ({"until": ahead(22)}, ["LATE", "SOON"]),
        ({"until": ahead(22), "when": "late"}, ["LATE"]),
        ({"shown": "only"}, ["OUT", "HERS"]),
        ({"shown": "all"}, ["LATE", "OUT", "HERS", "SOON", "LATER"]),
        ({"clock": "fr_heat_pump", "when": "all"}, ["LATER", "FAR"]),
        ({"clock": "care"}, ["LATE", "SOON", "LATER"]),
        ({"town": "besanc"}, ["LATE"]),
        ({"town": "LY"}, ["SOON"]),
        ({"postcode": "69"}, ["SOON"]),
        ({"postcode": "71"}, ["LATER"]),
        ({"contract": "with"}, ["SOON"]),
        ({"contract": "without"}, ["LATE", "LATER"]),
        ({"q": "martin"}, ["SOON"]),
        ({"sort": "-due_on"}, ["LATER", "SOON", "LATE"]),
        ({"month": f"{cast_today() + timedelta(days=-3):%Y-%m}", "when": "late"}, ["LATE"]),
        ({"month": "1850-01"}, []),
        ({"until": "31/02/2026"}, []),
        ({"type": "x"}, []),
    ],
)
def test_the_list_shows_what_is_due_and_is_narrowed(
    client_ana: Client, portfolio: dict[str, Equipment], query: dict[str, str], found: list[str]
) -> None:
    assert numbers(client_ana.get(HOME, query)) == found


def test_it_is_narrowed_by_type_technician_and_customer(
    client_ana: Client, portfolio: dict[str, Equipment]
) -> None:
    soon = portfolio["soon"]
    tom = soon.contract_lines.get().line.contract.technician
    assert numbers(client_ana.get(HOME, {"technician": tom.pk})) == ["SOON"]
    of_type = {"type": str(portfolio["far"].type_id), "when": "all"}
    assert numbers(client_ana.get(HOME, of_type)) == [
        "LATER",
        "FAR",
    ]
    panel = client_ana.get(f"{HOME}?customer={portfolio['far'].customer_id}&panel=customer")
    assert numbers(panel) == ["FAR"]
    assert "<html" not in panel.content.decode()
    card = client_ana.get(f"/t/alpha/customers/{soon.customer_id}/?tab=maintenance").content.decode()
    assert f"/t/alpha/maintenance/?customer={soon.customer_id}" in card.replace("&amp;", "&")


def test_it_is_narrowed_to_where_a_technician_may_be_sent(
    client_ana: Client, portfolio: dict[str, Equipment]
) -> None:
    tom, eva = Technician.objects.get(), TechnicianFactory.create(name="Eva")
    late, soon, later = (portfolio[name] for name in ("late", "soon", "later"))
    AllowedTechnician.objects.create(customer=late.customer, technician=tom)
    AllowedTechnician.objects.create(customer=late.customer, site=late.site, technician=eva)
    AllowedTechnician.objects.create(customer=soon.customer, technician=tom)
    plant = PlantMachineFactory.create(equipment=later).plant
    PlantTechnician.objects.create(plant=plant, technician=tom)
    assert numbers(client_ana.get(HOME, {"allowed": eva.pk})) == ["LATE"]
    assert numbers(client_ana.get(HOME, {"allowed": tom.pk})) == ["SOON", "LATER"]


def test_a_row_says_why_with_which_contract_and_what_else_is_due(
    client_ana: Client, portfolio: dict[str, Equipment]
) -> None:
    page = client_ana.get(HOME).content.decode()
    assert "Rule of this machine: every 12 months." in page
    assert "K77" in page and "Tom" in page
    assert "Legal maintenance, heat pump" in page
    rows = client_ana.get(HOME, {"export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert [row.split(",")[3] for row in rows[1:]] == [
        str(portfolio[name]) for name in ("late", "soon", "later")
    ]
    assert ",K77,Tom," in rows[2]


def test_the_technician_sees_no_contract_without_the_right(
    client_ben: Client, company_a: Company, portfolio: dict[str, Equipment]
) -> None:
    assert "K77" in client_ben.get(HOME).content.decode()
    place = company_a.memberships.get(user__name="Ben")
    place.denied = ["contracts.view"]
    place.save()
    assert "K77" not in client_ben.get(HOME).content.decode()
    assert "K77" not in client_ben.get(HOME, {"export": "csv"}).content.decode()


def test_machines_are_excluded_from_the_list(client_ana: Client, portfolio: dict[str, Equipment]) -> None:
    first = DueDate.objects.get(equipment=portfolio["late"], leads=True)
    chosen = {"action": "exclude", "pk": [first.pk]}
    assert "Leaves the list." in client_ana.post(HOME, chosen).content.decode()
    sent = chosen | {"confirm": "1", "expected": "1", "reason": "Being sold"}
    assert client_ana.post(HOME, sent).status_code == 302
    assert numbers(client_ana.get(HOME)) == ["SOON", "LATER"]
    machine = Equipment.objects.get(pk=portfolio["late"].pk)
    assert (machine.excluded, machine.excluded_reason, machine.excluded_until) == (True, "Being sold", None)


def test_a_service_marked_from_the_list_moves_its_rows(
    client_ana: Client, portfolio: dict[str, Equipment]
) -> None:
    first = DueDate.objects.get(equipment=portfolio["late"], leads=True)
    chosen = {"action": "serviced", "pk": [first.pk]}
    preview = client_ana.post(HOME, chosen)
    assert [outcome.text.partition(":")[0] for outcome in preview.context["outcomes"]] == [
        "Maintenance agreed"
    ]
    form = preview.context["form"]
    sent = chosen | {
        "confirm": "1", "expected": "1", "what": "care", "on": cast_today().isoformat(),
        "shown": form["shown"].value(),
    }  # fmt: skip
    assert client_ana.post(HOME, sent).status_code == 302
    assert numbers(client_ana.get(HOME)) == ["SOON", "LATER"]
    assert ServiceDone.objects.filter(equipment=portfolio["late"]).count() == 2
    other = DueDate.objects.get(equipment=portfolio["soon"], leads=True)
    labels = client_ana.post(
        HOME, {"action": "labels", "pk": [other.pk], "confirm": "1", "expected": "1", "start": "1"}
    )
    assert labels["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("count", [2, 9])
def test_the_list_asks_the_same_few_queries(
    client_ana: Client, company_a: Company, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    with acting_for(company_a):
        machines = [due_in(company_a, day) for day in range(count)]
        due_dates.refresh([machine.pk for machine in machines], company_a.today())
    client_ana.get(HOME)
    with django_assert_num_queries(12):
        client_ana.get(HOME, {"contract": "without", "q": "d"})


def test_another_company_s_machines_are_not_due_here(
    client_chloe: Client, portfolio: dict[str, Equipment]
) -> None:
    assert numbers(client_chloe.get("/t/beta/maintenance/", {"when": "all"})) == []
    assert client_chloe.get(HOME).status_code == 404
