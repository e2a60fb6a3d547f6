"""Machines: list, card, forms, out of service and back."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from customers.models import Customer
from installed_base.models import Equipment, EquipmentType
from tenancy import numbering
from tenancy.acting import acting_for
from tenancy.models import Company
from tests.factories.customers import CustomerFactory, SiteFactory
from tests.factories.installed_base import EquipmentFactory, EquipmentTypeFactory

HOME = "/t/alpha/equipment/"


@pytest.fixture
def owner(acting_a: Company) -> Customer:
    made: Customer = CustomerFactory.create(last_name="Durand", attention=True, attention_reason="Big dog")
    return made


@pytest.fixture
def machines(owner: Customer, acting_a: Company) -> list[Equipment]:
    today = acting_a.today()
    return [
        EquipmentFactory.create(number="A1", customer=owner, energy="Gaz", warranty_until=today),
        EquipmentFactory.create(
            number="A2", brand="Daikin", model="Altherma", serial="XY-77/8", energy="Électricité",
            type=EquipmentTypeFactory.create(name="Heat pump"), warranty_until=today - timedelta(days=1),
            customer=CustomerFactory.create(last_name="Martin"),
        ),
        EquipmentFactory.create(number="A3", customer=owner, removed_on=today),
    ]  # fmt: skip


def numbers(response: Any) -> list[str]:
    assert response.status_code == 200
    return [row.record.number for row in response.context["table"].paginated_rows]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["A1", "A2"]),
        ({"q": "xy77"}, ["A2"]),
        ({"q": "XY-77/8"}, ["A2"]),
        ({"q": "durand"}, ["A1"]),
        ({"q": "daik alth"}, ["A2"]),
        ({"removed": "yes"}, ["A3"]),
        ({"removed": "all", "sort": "-number"}, ["A3", "A2", "A1"]),
        ({"energy": "Gaz"}, ["A1"]),
        ({"warranty": "running"}, ["A1"]),
        ({"warranty": "over"}, ["A2"]),
        ({"warranty": "unknown", "removed": "all"}, ["A3"]),
        ({"type": "abc"}, []),
    ],
)
def test_machines_are_found_and_filtered(
    client_ana: Client, machines: list[Equipment], query: Any, found: list[str]
) -> None:
    assert numbers(client_ana.get(HOME, query)) == found


def test_a_customer_s_panel_has_her_machines_and_adds_to_them(
    client_ana: Client, machines: list[Equipment], owner: Customer
) -> None:
    panel = client_ana.get(f"{HOME}?customer={owner.pk}&panel=customer")
    assert numbers(panel) == ["A1"]
    text = panel.content.decode()
    assert "<html" not in text and f"/t/alpha/equipment/new/?customer={owner.pk}" in text
    assert "Durand" not in text


def test_the_list_is_exported(client_ana: Client, machines: list[Equipment]) -> None:
    rows = client_ana.get(HOME, {"export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert [row.split(",")[:3] for row in rows] == [
        ["Number", "Type", "Brand and model"],
        ["A1", "Gas boiler", "Frisquet Hydroconfort 25"],
        ["A2", "Heat pump", "Daikin Altherma"],
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_list_and_card_ask_the_same_few_queries(
    client_ana: Client, owner: Customer, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _each in range(count):
        machine = EquipmentFactory.create(customer=owner, site=SiteFactory.create(customer=owner))
    client_ana.get(HOME)  # the sign-in is noted once
    with django_assert_num_queries(12):
        client_ana.get(HOME, {"q": "d", "warranty": "unknown"})
    with django_assert_num_queries(16):
        client_ana.get(f"{HOME}{machine.pk}/")


def test_the_card_shows_the_machine_and_its_customer_s_banner(
    client_ana: Client, machines: list[Equipment]
) -> None:
    page = client_ana.get(f"{HOME}{machines[0].pk}/").content.decode()
    for shown in ("Frisquet Hydroconfort 25", "A1", "Gas boiler", "Big dog", "In warranty", "Durand"):
        assert shown in page
    history = client_ana.get(f"{HOME}{machines[0].pk}/?tab=history").context["history"]
    assert [(entry.title, entry.operation) for entry in history.entries] == [("Machine", "created")]


def test_a_machine_made_from_a_customer_s_card_leads_back_to_it(client_ana: Client, owner: Customer) -> None:
    site = SiteFactory.create(customer=owner)
    new = f"{HOME}new/?customer={owner.pk}"
    form = client_ana.get(new).context["form"]
    assert (form["customer"].value(), form["site"].value()) == (str(owner.pk), site.pk)
    response = client_ana.post(
        new,
        {"customer": owner.pk, "site": site.pk, "new_type": "Poêle", "brand": "MCZ", "power_kw": "12,5",
         "commissioned_on": "2024-02-29"},
    )  # fmt: skip
    assert response.headers["Location"] == f"/t/alpha/customers/{owner.pk}/?tab=equipment"
    made = Equipment.objects.get()
    assert (made.number, str(made.type), made.site, made.power_kw, made.commissioned_on) == (
        "A00001",
        "Poêle",
        site,
        Decimal("12.50"),
        date(2024, 2, 29),
    )


def test_a_cooling_circuit_is_kept_counted_and_exported(
    client_ana: Client, machines: list[Equipment]
) -> None:
    machine = machines[1]
    page = f"{HOME}{machine.pk}/"
    assert "Cooling circuit" not in client_ana.get(page).content.decode()
    typed = {
        "customer": machine.customer.pk, "type": machine.type.pk, "number": "A2", "refrigerant": "R410A",
        "charge_kg": "2,390", "sealed": "on", "indoor_units": "4", "year_made": "2019", "flue": "C",
    }  # fmt: skip
    assert client_ana.post(page + "edit/", typed).status_code == 302
    machine.refresh_from_db()
    assert (machine.charge_kg, machine.tonnes_co2e) == (Decimal("2.390"), Decimal("4.990320"))
    text = client_ana.get(page).content.decode()
    for shown in (
        "Cooling circuit",
        "2.39 kg",
        "4.990 t CO₂ equivalent",
        "2019",
        "C – sealed, air from outside",
    ):
        assert shown in text
    exported = client_ana.get(HOME, {"export": "csv", "q": "A2"}).content.decode("utf-8-sig")
    assert "R410A,2.390,yes,no,4" in exported


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("year_made", "1492"), ("year_made", "20 19"), ("year_made", "99999999"), ("charge_kg", "-1"),
        ("charge_kg", "1.2345"), ("charge_kg", "1e3"), ("charge_kg", "NaN"), ("indoor_units", "-1"),
        ("indoor_units", "1,5"), ("refrigerant", "R999"), ("flue", "Z"),
    ],
)  # fmt: skip
def test_a_wrong_circuit_year_or_flue_is_told_at_its_field(
    client_ana: Client, machines: list[Equipment], name: str, value: str
) -> None:
    typed = {"customer": machines[0].customer.pk, "type": machines[0].type.pk, name: value}
    assert list(client_ana.post(f"{HOME}new/", typed).context["form"].errors) == [name]


def test_a_type_that_only_looks_new_is_taken(client_ana: Client, owner: Customer) -> None:
    known = EquipmentTypeFactory.create(name="Chaudière gaz")
    client_ana.post(f"{HOME}new/", {"customer": owner.pk, "new_type": "chaudiere GAZ"})
    assert (Equipment.objects.get().type, EquipmentType.objects.count()) == (known, 1)


def test_each_fault_stands_at_its_field_and_writes_nothing(
    client_ana: Client, machines: list[Equipment]
) -> None:
    strange = SiteFactory.create(customer=machines[1].customer)
    typed = {
        "customer": machines[0].customer.pk, "site": strange.pk, "number": "A1", "power_kw": "-3", "serial": "kept",
        "commissioned_on": "2026-02-31", "warranty_until": "2020-01-01",
    }  # fmt: skip
    response = client_ana.post(f"{HOME}new/", typed)
    assert sorted(response.context["form"].errors) == [
        "commissioned_on",
        "number",
        "power_kw",
        "site",
        "type",
    ]
    assert 'value="kept"' in response.content.decode()
    early = client_ana.post(f"{HOME}new/", typed | {"commissioned_on": "2020-02-01", "new_type": "Stove"})
    assert sorted(early.context["form"].errors) == ["number", "power_kw", "site", "warranty_until"]
    assert EquipmentType.objects.filter(name="Stove").count() == 0


def test_a_number_that_was_given_before_is_refused_at_its_field(
    client_ana: Client, machines: list[Equipment]
) -> None:
    numbering.retire(Equipment, ["A77"])
    numbering.retire(Customer, ["C77"])
    machine = machines[0]
    typed = {"customer": machine.customer.pk, "type": machine.type.pk, "number": "A77"}
    for page in (f"{HOME}{machine.pk}/edit/", f"{HOME}new/"):
        assert list(client_ana.post(page, typed).context["form"].errors) == ["number"]
    hers = {"last_name": "A", "country": "FR", "kind": "individual", "number": "C77"}
    answer = client_ana.post(f"/t/alpha/customers/{machine.customer.pk}/edit/", hers)
    assert list(answer.context["form"].errors) == ["number"]


def test_no_customer_no_sites_and_no_fault(client_ana: Client, owner: Customer) -> None:
    for query in ("", "?customer=abc", "?customer=99999999999999999999999"):
        assert client_ana.get(f"{HOME}new/{query}").status_code == 200
    assert list(client_ana.post(f"{HOME}new/", {}).context["form"].errors) == ["customer", "type"]
    wrong = client_ana.post(f"{HOME}new/?customer=999999", {"customer": "99999999999999999999999"})
    assert "customer" in wrong.context["form"].errors


def test_a_machine_moves_with_the_sites_of_its_new_customer(
    client_ana: Client, machines: list[Equipment]
) -> None:
    machine, other = machines[0], machines[1].customer
    site = SiteFactory.create(customer=other)
    edit = f"{HOME}{machine.pk}/edit/"
    form = client_ana.get(edit, {"customer": other.pk}).context["form"]
    assert (list(form.fields["site"].queryset), form["site"].value()) == ([site], site.pk)
    typed = {"customer": other.pk, "site": site.pk, "number": "A1", "type": machine.type.pk}
    assert client_ana.post(edit, typed).status_code == 302
    machine.refresh_from_db()
    assert (machine.customer, machine.site) == (other, site)


def test_a_machine_is_taken_out_on_a_day_and_put_back(
    client_ana: Client, machines: list[Equipment], acting_a: Company
) -> None:
    machine = machines[0]
    machine.commissioned_on = date(2024, 1, 1)
    machine.save()
    page = f"{HOME}{machine.pk}/"
    for day in ("", "31/02/2025", "2999-01-01", "2023-12-31"):
        refused = client_ana.post(page + "take-out/", {"on": day})
        assert refused.status_code == 200 and refused.context["form"].errors
    assert client_ana.post(page + "take-out/", {"on": "2025-05-04"}).status_code == 302
    machine.refresh_from_db()
    assert machine.removed_on == date(2025, 5, 4)
    assert "already" in client_ana.get(page + "take-out/").content.decode()
    assert client_ana.post(page + "put-back/").status_code == 302
    machine.refresh_from_db()
    assert machine.removed_on is None


@pytest.mark.parametrize("what", ["edit/", "take-out/", "put-back/"])
def test_other_companies_find_nothing(
    client_ana: Client, client_chloe: Client, machines: list[Equipment], what: str
) -> None:
    address = f"equipment/{machines[0].pk}/"
    assert client_chloe.get("/t/beta/" + address).status_code == 404
    assert client_chloe.get("/t/beta/" + address + what).status_code == 404
    assert client_chloe.post("/t/beta/" + address + what, {"on": "2025-01-01"}).status_code == 404
    assert client_chloe.get("/t/alpha/" + address + what).status_code == 404
    assert client_ana.post("/t/alpha/" + address).status_code == 405


def test_another_company_s_rows_are_no_choices(
    client_ana: Client, owner: Customer, company_b: Company
) -> None:
    with acting_for(company_b):
        stranger = EquipmentFactory.create()
    typed = {"customer": stranger.customer.pk, "type": stranger.type.pk}
    assert sorted(client_ana.post(f"{HOME}new/", typed).context["form"].errors) == ["customer", "type"]


def test_options_offer_machines_in_service_of_a_customer(
    client_ana: Client, machines: list[Equipment]
) -> None:
    options = client_ana.get(f"{HOME}options/", {"customer": machines[0].customer.pk}).json()["options"]
    assert [option["value"] for option in options] == [str(machines[0].pk)]
    assert client_ana.get(f"{HOME}options/", {"q": "daikin"}).json()["options"] == [
        {"value": str(machines[1].pk), "text": "A2 · Daikin Altherma · Martin Zoé"}
    ]


def test_types_are_a_setting(client_ana: Client, client_ben: Client, machines: list[Equipment]) -> None:
    rows = client_ana.get(f"{HOME}types/").context["table"].paginated_rows
    assert [(row.record.name, row.record.machines) for row in rows] == [("Gas boiler", 2), ("Heat pump", 1)]
    assert client_ana.post(f"{HOME}types/new/", {"name": "Softener"}).status_code == 302
    twice = client_ana.post(f"{HOME}types/new/", {"name": "SOFTENER"})
    assert list(twice.context["form"].errors) == ["name"] and 'value="SOFTENER"' in twice.content.decode()
    kind = EquipmentType.objects.get(name="Softener")
    assert client_ana.post(f"{HOME}types/{kind.pk}/edit/", {"name": "Water softener"}).status_code == 302
    assert EquipmentType.objects.get(pk=kind.pk).name == "Water softener"
    assert client_ben.get(f"{HOME}types/").status_code == 403
    assert client_ben.post(f"{HOME}types/new/", {"name": "X"}).status_code == 403
