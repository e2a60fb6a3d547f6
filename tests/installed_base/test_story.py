"""The whole history of a machine, and what is done to many machines at once."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.test import Client

from customers.models import Customer
from installed_base import attributes, outages
from installed_base.models import Equipment, OutOfService
from tenancy.models import Company
from tests.factories.contracts import ContractFactory, TermFactory
from tests.factories.customers import CustomerFactory
from tests.factories.installed_base import (
    AttributeFactory,
    EquipmentFactory,
    EquipmentTypeFactory,
    NextVisitNoteFactory,
    ServiceDoneFactory,
    StayFactory,
)
from tests.isolation.contents import text_of

HOME = "/t/alpha/equipment/"


@pytest.fixture
def machine(acting_a: Company) -> Equipment:
    made: Equipment = EquipmentFactory.create(
        number="A1",
        serial="XY-77/8",
        customer=CustomerFactory.create(last_name="Durand"),
        commissioned_on=date(2020, 5, 4),
    )
    contract = ContractFactory.create(
        customer=made.customer, number="K77", signed_on=date(2026, 1, 2), runs_until=date(2027, 3, 3)
    )
    line = contract.lines.get()
    line.machines.all().delete()
    line.machines.create(equipment=made)
    TermFactory.create(contract=contract)
    StayFactory.create(machine=made, place="Rue Basse", until=date(2024, 3, 1))
    ServiceDoneFactory.create(equipment=made, on=date(2025, 3, 10))
    NextVisitNoteFactory.create(machine=made, text="Vase")
    outages.take_out(made, date(2025, 5, 4), "Corps percé")
    return made


def told(client: Client, machine: Equipment) -> list[tuple[date, str]]:
    page = client.get(f"{HOME}{machine.pk}/", {"tab": "story"})
    return [(each.on, each.text) for each in page.context["happenings"] if each.kind != "Change of data"]


def test_all_that_happened_stands_in_one_list_the_latest_first(
    client_ana: Client, machine: Equipment
) -> None:
    found = told(client_ana, machine)
    assert [on for on, _text in found] == sorted((on for on, _text in found), reverse=True)
    texts = " | ".join(text for _on, text in found)
    for said in ("Commissioned", "Rue Basse", "Corps percé", "Vase", "K77 signed", "K77, term 1"):
        assert said in texts
    page = client_ana.get(f"{HOME}{machine.pk}/", {"tab": "story"}).content.decode()
    assert "Machine created" in page


def test_fees_stay_with_those_who_may_see_them(
    client_ana: Client, client_ben: Client, machine: Equipment, ben: Any
) -> None:
    terms = [text for _on, text in told(client_ana, machine) if "term 1" in text]
    assert "€" in terms[0]
    assert not any("€" in text for _on, text in told(client_ben, machine))
    pdf = text_of(client_ben.get(f"{HOME}{machine.pk}/history.pdf").content)
    assert "k77" in pdf and "€" not in pdf
    ben.memberships.update(denied=["contracts.view"])
    assert not any("K77" in text for _on, text in told(client_ben, machine))


def test_the_history_is_taken_away_on_paper_and_as_a_workbook(client_ana: Client, machine: Equipment) -> None:
    paper = client_ana.get(f"{HOME}{machine.pk}/history.pdf")
    assert paper.headers["Content-Disposition"] == 'attachment; filename="A1.pdf"'
    text = text_of(paper.content)
    for said in ("xy-77/8", "durand", "corps percé", "alpha chauffage"):
        assert said in text
    book = openpyxl.load_workbook(io.BytesIO(client_ana.get(f"{HOME}{machine.pk}/history.xlsx").content))
    rows = list(book.worksheets[0].values)
    assert rows[0] == ("Date", "Kind", "What happened", "By")
    assert rows[-1][1:3] == ("Machine", "Commissioned")
    assert rows[-1][0].date() == date(2020, 5, 4)


def test_a_machine_is_found_by_its_serial_and_another_company_s_history_is_not(
    client_ana: Client, client_chloe: Client, machine: Equipment
) -> None:
    assert f"{HOME}{machine.pk}/" in client_ana.get("/t/alpha/search/", {"q": "XY77"}).content.decode()
    for ending in ("pdf", "xlsx"):
        assert client_chloe.get(f"/t/beta/equipment/{machine.pk}/history.{ending}").status_code == 404


# --- many machines at once -------------------------------------------------------------------------------------------


@pytest.fixture
def three(acting_a: Company) -> list[Equipment]:
    owner: Customer = CustomerFactory.create()
    return [
        EquipmentFactory.create(number="B1", customer=owner),
        EquipmentFactory.create(number="B2", customer=owner, excluded=True, excluded_reason="Loué"),
        EquipmentFactory.create(number="B3", customer=owner, commissioned_on=date(2026, 1, 1)),
    ]


def bulk(client: Client, action: str, count: int = 3, **typed: Any) -> Any:
    sent = {"action": action, "all": "1", **typed}
    preview = client.post(HOME, sent)
    assert preview.status_code == 200
    return preview, client.post(HOME, sent | {"confirm": "1", "expected": str(count)})


def test_machines_are_excluded_and_included_with_a_preview(
    client_ana: Client, three: list[Equipment]
) -> None:
    preview, done = bulk(client_ana, "exclude", reason="Travaux", until="2030-01-01")
    assert "Loué" in preview.content.decode() and done.status_code == 302
    kept = {row.number: (row.excluded, row.excluded_reason) for row in Equipment.objects.all()}
    assert kept == {"B1": (True, "Travaux"), "B2": (True, "Loué"), "B3": (True, "Travaux")}
    assert bulk(client_ana, "include")[1].status_code == 302
    assert Equipment.objects.filter(excluded=True).count() == 0


def test_machines_change_type_and_warranty_together(client_ana: Client, three: list[Equipment]) -> None:
    asked = AttributeFactory.create(type=three[0].type, name="Power", kind="number")
    attributes.keep(three[0], {asked: Decimal(3)})
    other = EquipmentTypeFactory.create(name="Oil boiler")
    AttributeFactory.create(type=other, name="power", kind="number")
    assert bulk(client_ana, "type", type=other.pk)[1].status_code == 302
    assert {row.type for row in Equipment.objects.all()} == {other}
    three[0].refresh_from_db()
    assert [value.value for value in attributes.shown_of(three[0])] == [Decimal(3)]
    bulk(client_ana, "warranty", until="2025-06-30")
    kept = dict(Equipment.objects.values_list("number", "warranty_until"))
    assert kept == {"B1": date(2025, 6, 30), "B2": date(2025, 6, 30), "B3": None}


def test_machines_go_out_of_service_together_but_none_before_it_came(
    client_ana: Client, client_ben: Client, three: list[Equipment], ben: Any
) -> None:
    assert bulk(client_ana, "take_out", on="2025-06-30", reason="Démoli")[1].status_code == 302
    assert sorted(row.machine.number for row in OutOfService.objects.all()) == ["B1", "B2"]
    assert dict(Equipment.objects.values_list("number", "removed_on"))["B3"] is None
    wrong = client_ana.post(
        HOME, {"action": "take_out", "all": "1", "confirm": "1", "expected": "1", "on": "x"}
    )
    assert wrong.context["form"].errors
    ben.memberships.update(denied=["equipment.edit"])
    assert client_ben.post(HOME, {"action": "take_out", "all": "1"}).status_code == 403


# --- serial numbers --------------------------------------------------------------------------------------------------


def test_a_serial_number_given_twice_is_asked_about_once(client_ana: Client, three: list[Equipment]) -> None:
    first = three[0]
    typed = {"customer": first.customer_id, "type": first.type_id, "serial": first.serial}
    warned = client_ana.post(f"{HOME}new/", typed)
    assert list(warned.context["form"].errors) == ["serial"]
    text = warned.content.decode()
    assert f'href="{HOME}{first.pk}/"' in text and 'name="serial_twice"' in text
    assert client_ana.post(f"{HOME}new/", typed | {"serial_twice": "on"}).status_code == 302
    again = {"customer": first.customer_id, "type": first.type_id, "serial": first.serial, "number": "B1"}
    assert client_ana.post(f"{HOME}{first.pk}/edit/", again).status_code == 302  # it had it before
    doubled = client_ana.get(HOME, {"doubled": "yes"}).context["table"].paginated_rows
    assert {row.record.serial for row in doubled} == {first.serial}
    assert len(doubled) == 2


# --- what people type ------------------------------------------------------------------------------------------------

# Every form meets two hundred more in tests/isolation/test_malformed.py; these go all the way over HTTP.
ODD = ["\x00", "x" * 10_000, "NaN", "31/02/2026", "%s%n%d"]


@pytest.mark.parametrize("odd", ODD)
def test_whatever_is_typed_is_told_at_a_field_or_kept_cleanly(
    client_ana: Client, three: list[Equipment], odd: str
) -> None:
    machine = three[0]
    asked = [
        AttributeFactory.create(
            type=machine.type, name=kind, kind=kind, choices="A\nB" if kind == "choice" else ""
        )
        for kind in ("text", "number", "choice", "date")
    ]
    good = {"customer": machine.customer_id, "type": machine.type_id, "number": "B1"}
    page, types = f"{HOME}{machine.pk}/", f"{HOME}types/{machine.type_id}/"
    form = client_ana.get(page + "edit/").context["form"]
    addresses: list[tuple[str, dict[str, Any], list[str]]] = [
        (page + "edit/", good, [*form.fields, *(f"attr_{row.pk}" for row in asked)]),
        (page + "move/", {"customer": machine.customer_id, "on": "2024-01-01"}, ["customer", "site", "on"]),
        (page + "take-out/", {"on": "2030-01-01"}, ["on", "reason", "replaced_by"]),
        (page + "notes/new/", {"text": "x"}, ["text", "not_before"]),
        (types + "attributes/new/", {"name": odd, "kind": "number"},
         ["name", "kind", "unit", "smallest", "largest", "choices", "required"]),
        (types + "checklist/new/", {"text": "x", "kind": "measure"}, ["text", "kind", "unit", "smallest", "largest"]),
        (f"{types}edit/", {"name": odd}, ["name"]),
    ]  # fmt: skip
    for address, typed, fields in addresses:
        for field in fields:
            answer = client_ana.post(address, typed | {field: odd})
            assert answer.status_code in {200, 302}, (address, field)
            if answer.status_code == 200:
                assert answer.context["form"].errors, (address, field)
