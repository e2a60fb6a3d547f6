"""What types ask of their machines, and what is checked at visits."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from installed_base import attributes
from installed_base.models import Attribute, AttributeValue, ChecklistItem, Equipment, EquipmentType
from installed_base.starter import create_types
from tenancy.models import Company
from tests.factories.installed_base import (
    AttributeFactory,
    AttributeValueFactory,
    ChecklistItemFactory,
    EquipmentFactory,
    EquipmentTypeFactory,
)

HOME = "/t/alpha/equipment/"


@pytest.fixture
def boiler(acting_a: Company) -> EquipmentType:
    made: EquipmentType = EquipmentTypeFactory.create(name="Gas boiler")
    return made


@pytest.fixture
def asked(boiler: EquipmentType) -> dict[str, Attribute]:
    rows = [
        AttributeFactory.create(
            type=boiler, name="Burner", kind="choice", choices="Low NOx\nForced", position=1
        ),
        AttributeFactory.create(
            type=boiler, name="Circuits", kind="number", smallest=1, largest=9, required=True, position=2
        ),
        AttributeFactory.create(type=boiler, name="Swept", kind="date", position=3),
        AttributeFactory.create(type=boiler, name="Key", kind="text", position=4),
    ]
    return {row.name: row for row in rows}


@pytest.fixture
def machine(boiler: EquipmentType) -> Equipment:
    made: Equipment = EquipmentFactory.create(number="A1", type=boiler)
    return made


def typed(machine: Equipment, asked: dict[str, Attribute], **values: str) -> dict[str, Any]:
    answers = {f"attr_{asked[name].pk}": value for name, value in values.items()}
    return {"customer": machine.customer_id, "number": "A1", "type": machine.type_id, **answers}


def answers(machine: Equipment) -> dict[str, Any]:
    return {value.attribute.name: value.value for value in attributes.shown_of(machine)}


def test_a_machine_answers_what_its_type_asks(
    client_ana: Client, machine: Equipment, asked: dict[str, Attribute]
) -> None:
    page = f"{HOME}{machine.pk}/"
    form = client_ana.get(page + "edit/").context["form"]
    assert [name for name in form.fields if name.startswith("attr_")] == [
        f"attr_{row.pk}" for row in asked.values()
    ]
    sent = typed(machine, asked, Burner="Forced", Circuits="2,5", Swept="2026-02-28", Key="At the guard’s")
    assert client_ana.post(page + "edit/", sent).status_code == 302
    assert answers(machine) == {
        "Burner": "Forced", "Circuits": Decimal("2.5"), "Swept": date(2026, 2, 28), "Key": "At the guard’s",
    }  # fmt: skip
    text = client_ana.get(page).content.decode()
    assert "At the guard’s" in text and "2.5" in text
    assert client_ana.post(page + "edit/", typed(machine, asked, Circuits="3")).status_code == 302
    assert answers(machine) == {"Circuits": Decimal(3)}
    history = client_ana.get(page, {"tab": "history"}).context["history"]
    changed = [entry for entry in history.entries if entry.operation == "changed"]
    (difference,) = changed[0].differences
    assert (changed[0].name, difference.before, difference.after) == ("Circuits", "2.5000", "3.0000")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Circuits", ""), ("Circuits", "0"), ("Circuits", "10"), ("Circuits", "two"), ("Circuits", "1e1"),
        ("Circuits", "1.23456"), ("Burner", "Unknown"), ("Swept", "31/02/2026"), ("Key", "x" * 201),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_told_at_its_field_and_writes_nothing(
    client_ana: Client, machine: Equipment, asked: dict[str, Attribute], name: str, value: str
) -> None:
    sent = typed(machine, asked, **{"Circuits": "1", name: value})
    answer = client_ana.post(f"{HOME}{machine.pk}/edit/", sent)
    assert list(answer.context["form"].errors) == [f"attr_{asked[name].pk}"]
    assert AttributeValue.objects.count() == 0


def test_another_type_asks_for_its_own_and_nothing_typed_is_lost(
    client_ana: Client, machine: Equipment, asked: dict[str, Attribute]
) -> None:
    other = EquipmentTypeFactory.create(name="Oil boiler")
    burner = AttributeFactory.create(type=other, name="BURNER", kind="choice", choices="Forced\nNone")
    query: dict[str, Any] = {
        "type": other.pk,
        f"attr_{asked['Burner'].pk}": "Forced",
        f"attr_{asked['Key'].pk}": "x",
    }
    for address in (f"{HOME}{machine.pk}/edit/", f"{HOME}new/"):
        form = client_ana.get(address, query).context["form"]
        assert [name for name in form.fields if name.startswith("attr_")] == [f"attr_{burner.pk}"]
        assert form[f"attr_{burner.pk}"].value() == "Forced"
    strangers: list[dict[str, Any]] = [
        {"type": "abc"},
        {"type": "9" * 30},
        {"attr_x": "1"},
        {"attr_99999999999999999999999": "1"},
    ]
    for strange in strangers:
        assert client_ana.get(f"{HOME}new/", query | strange).status_code == 200
    attributes.keep(machine, {asked["Burner"]: "Forced", asked["Key"]: "x"})
    sent = {"customer": machine.customer_id, "number": "A1", "type": other.pk, f"attr_{burner.pk}": "Forced"}
    answer = client_ana.post(f"{HOME}{machine.pk}/edit/", sent, follow=True)
    assert "No longer shown with this type: Key." in answer.content.decode()
    machine.refresh_from_db()
    assert answers(machine) == {"BURNER": "Forced"}
    machine.type = asked["Key"].type
    assert answers(machine) == {"Burner": "Forced", "Key": "x"}  # shows again with the former type


def test_many_machines_change_type_together_and_take_along_what_has_the_same_name(
    machine: Equipment, asked: dict[str, Attribute]
) -> None:
    other = EquipmentTypeFactory.create(name="Oil boiler")
    AttributeFactory.create(type=other, name="burner", kind="choice", choices="Forced")
    AttributeFactory.create(type=other, name="Key", kind="number")
    attributes.keep(machine, {asked["Burner"]: "Forced", asked["Key"]: "x"})
    assert attributes.follow_type([machine, EquipmentFactory.create()], other) == 2
    machine.refresh_from_db()
    assert answers(machine) == {"burner": "Forced"}


def test_withdrawn_attributes_are_asked_no_more_and_keep_their_values(
    client_ana: Client, machine: Equipment, asked: dict[str, Attribute]
) -> None:
    attributes.keep(machine, {asked["Key"]: "x"})
    page = f"{HOME}attributes/{asked['Key'].pk}/"
    assert client_ana.post(page + "withdraw/").status_code == 302
    assert "already" in client_ana.post(page + "withdraw/").content.decode()
    form = client_ana.get(f"{HOME}{machine.pk}/edit/").context["form"]
    assert f"attr_{asked['Key'].pk}" not in form.fields
    assert "withdrawn" in client_ana.get(f"{HOME}{machine.pk}/").content.decode()
    assert (
        client_ana.post(f"{HOME}{machine.pk}/edit/", typed(machine, asked, Circuits="1")).status_code == 302
    )
    assert answers(machine) == {"Circuits": Decimal(1), "Key": "x"}
    assert client_ana.post(page + "restore/").status_code == 302
    assert [row.name for row in attributes.asked_of(machine.type_id)] == [
        "Burner",
        "Circuits",
        "Swept",
        "Key",
    ]


def test_the_admin_shapes_what_a_type_asks(
    client_ana: Client, client_ben: Client, boiler: EquipmentType, asked: dict[str, Attribute]
) -> None:
    new = f"{HOME}types/{boiler.pk}/attributes/new/"
    for wrong, field in (
        ({"name": "BURNER", "kind": "text"}, "name"),
        ({"name": "", "kind": "text"}, "name"),
        ({"name": "X", "kind": "choice", "choices": " \n "}, "choices"),
        ({"name": "X", "kind": "number", "smallest": "3", "largest": "2"}, "largest"),
        ({"name": "X", "kind": "number", "smallest": "NaN"}, "smallest"),
        ({"name": "X", "kind": "song"}, "kind"),
    ):
        assert list(client_ana.post(new, wrong).context["form"].errors) == [field]
    sent = {"name": "Fan", "kind": "choice", "choices": "Yes\n\nNo\nYes", "unit": "dropped"}
    assert client_ana.post(new, sent).status_code == 302
    made = Attribute.objects.get(name="Fan")
    assert (made.options, made.unit, made.position) == (["Yes", "No"], "", 5)
    assert client_ana.post(f"{HOME}attributes/{made.pk}/up/").status_code == 302
    assert [row.name for row in attributes.asked_of(boiler.pk)] == [
        "Burner",
        "Circuits",
        "Swept",
        "Fan",
        "Key",
    ]
    AttributeValueFactory.create(attribute=made, text="Yes")
    refused = client_ana.post(f"{HOME}attributes/{made.pk}/edit/", {"name": "Fan", "kind": "text"})
    assert list(refused.context["form"].errors) == ["kind"]
    page = client_ana.get(f"{HOME}types/{boiler.pk}/").content.decode()
    assert "Low NOx, Forced" in page and "1 – 9" in page
    assert client_ben.get(f"{HOME}types/{boiler.pk}/").status_code == 403
    assert client_ben.post(f"{HOME}attributes/{made.pk}/up/").status_code == 403


def test_a_checklist_item_that_is_changed_is_withdrawn_and_made_anew(
    client_ana: Client, boiler: EquipmentType
) -> None:
    new = f"{HOME}types/{boiler.pk}/checklist/new/"
    assert client_ana.post(new, {"text": "Exchanger", "kind": "check"}).status_code == 302
    assert (
        client_ana.post(new, {"text": "CO", "kind": "measure", "unit": "ppm", "largest": "9"}).status_code
        == 302
    )
    item = ChecklistItem.objects.get(text="CO")
    edit = f"{HOME}checklist/{item.pk}/edit/"
    same = {"text": "CO", "kind": "measure", "unit": "ppm", "largest": "9"}
    assert client_ana.post(edit, same).status_code == 302
    assert ChecklistItem.objects.count() == 2
    assert client_ana.post(edit, same | {"largest": "10"}).status_code == 302
    rows = ChecklistItem.objects.current().filter(type=boiler)
    assert [(row.text, row.largest) for row in rows] == [("Exchanger", None), ("CO", Decimal(10))]
    item.refresh_from_db()
    assert (item.largest, item.withdrawn_on is None) == (Decimal(9), False)
    assert client_ana.get(edit).status_code == 404
    page = client_ana.get(f"{HOME}types/{boiler.pk}/?tab=checklist").content.decode()
    assert "at most 10" in page and "Withdrawn on" in page


def test_the_database_holds_one_answer_of_one_kind(machine: Equipment, asked: dict[str, Attribute]) -> None:
    key = asked["Key"]
    for columns in (
        {"text": ""},
        {"text": "x", "number": 1},
        {"text": "", "number": 1, "day": date(2026, 1, 1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            AttributeValueFactory.create(machine=machine, attribute=key, **columns)
    AttributeValueFactory.create(machine=machine, attribute=key)
    with pytest.raises(IntegrityError), transaction.atomic():
        AttributeValueFactory.create(machine=machine, attribute=key)


@pytest.mark.parametrize("count", [1, 6])
def test_exports_have_the_answers_in_one_query_however_many(
    client_ana: Client,
    machine: Equipment,
    asked: dict[str, Attribute],
    django_assert_num_queries: Any,
    count: int,
) -> None:
    for _each in range(count):
        attributes.keep(
            EquipmentFactory.create(type=machine.type),
            {asked["Burner"]: "Forced", asked["Circuits"]: Decimal(2)},
        )
    client_ana.get(HOME)
    with django_assert_num_queries(13):
        everything = client_ana.get(HOME, {"export": "csv"}).content.decode("utf-8-sig")
    assert everything.splitlines()[0].endswith("Attribute: Burner,Attribute: Circuits")
    assert everything.count("Forced,2") == count
    one = client_ana.get(HOME, {"export": "csv", "type": str(machine.type_id)}).content.decode("utf-8-sig")
    header = one.splitlines()[0].split(",")
    assert header[-4:] == [f"Attribute: {name}" for name in ("Burner", "Circuits", "Swept", "Key")]


@pytest.mark.parametrize("country", ["FR", "IT"])
def test_starter_types_ask_and_check_what_their_country_wants(acting_a: Company, country: str) -> None:
    create_types(country)
    assert create_types(country) == 0
    names = {"FR": ("Chaudière gaz", "CO ambiant"), "IT": ("Caldaia a gas", "CO fumi secchi e senz’aria")}
    kind = EquipmentType.objects.get(name=names[country][0])
    assert len(attributes.asked_of(kind.pk)) == 3
    item = ChecklistItem.objects.get(type=kind, text=names[country][1])
    assert (item.kind, item.unit) == ("measure", "ppm")


def test_types_attributes_and_items_of_another_company_are_not_found(
    client_chloe: Client, asked: dict[str, Attribute], boiler: EquipmentType
) -> None:
    item = ChecklistItemFactory.create(type=boiler)
    for path in (
        f"attributes/{asked['Key'].pk}/up/", f"attributes/{asked['Key'].pk}/edit/", f"checklist/{item.pk}/edit/",
        f"types/{boiler.pk}/attributes/new/", f"checklist/{item.pk}/withdraw/",
    ):  # fmt: skip
        assert client_chloe.post(f"/t/beta/equipment/{path}").status_code == 404
