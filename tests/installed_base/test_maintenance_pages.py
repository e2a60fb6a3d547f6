"""Maintenance on a machine's card: why it is due, rules, services done, labels."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from installed_base import due_dates
from installed_base.models import DueDate, Equipment, MaintenanceRule, ServiceDone
from tenancy.acting import acting_for
from tenancy.models import Company
from tests.days import cast_today
from tests.factories.installed_base import (
    EquipmentFactory,
    EquipmentTypeFactory,
    RuleFactory,
    ServiceDoneFactory,
)
from tests.factories.tenancy import TechnicianFactory

HOME = "/t/alpha/equipment/"


@pytest.fixture
def boiler(acting_a: Company) -> Equipment:
    """A French boiler commissioned in May 2025."""
    kind = EquipmentTypeFactory.create(name="Chaudière", legal_class="boiler")
    machine: Equipment = EquipmentFactory.create(type=kind, commissioned_on=date(2025, 5, 10))
    Equipment.objects.update(created_at="2025-05-11T12:00Z")  # recorded when it was new
    due_dates.refresh([machine.pk], acting_a.today())
    return machine


def due(machine: Equipment) -> dict[str, date]:
    return dict(DueDate.objects.filter(equipment=machine).values_list("clock", "due_on"))


def test_the_card_tells_when_the_machine_is_due_and_why(client_ana: Client, boiler: Equipment) -> None:
    card = client_ana.get(f"{HOME}{boiler.pk}/").content.decode()
    assert "Next due dates" in card and "12/31/2026" in card
    tab = client_ana.get(f"{HOME}{boiler.pk}/?tab=maintenance").content.decode()
    assert tab.count("R224-41-4 to R224-41-9") == 3  # said beside the date, and on hover and focus
    assert "Never done as far as is known: counted from the commissioning, 05/10/2025." in tab
    assert "Boiler (gas, oil, solid fuel)" in tab


def test_a_service_shows_the_new_date_before_it_is_recorded(client_ana: Client, boiler: Equipment) -> None:
    today = cast_today()
    page = f"{HOME}{boiler.pk}/service/"
    first = client_ana.get(page)
    assert f"<strong>12/31/{today.year + 1}</strong>" in first.content.decode()
    shown = first.context["form"]["shown"].value()
    other = {"what": "care", "on": date(2025, 11, 20), "shown": shown}
    again = client_ana.post(page, other)
    assert "The new dates are shown: look at them and confirm." in again.content.decode()
    assert "<strong>12/31/2026</strong>" in again.content.decode()
    assert due(boiler) == {"fr_boiler": date(2026, 12, 31)}
    technician = TechnicianFactory.create()
    sent = other | {"shown": again.context["form"]["shown"].value(), "technician": technician.pk}
    for _twice in range(2):
        done = client_ana.post(page, sent)
        assert (done.status_code, done["Location"]) == (
            302,
            f"/t/alpha/equipment/{boiler.pk}/?tab=maintenance",
        )
    service = ServiceDone.objects.get()
    assert (service.on, service.what, service.technician, service.recorded_by.name) == (
        date(2025, 11, 20), "care", technician, "Ana",
    )  # fmt: skip
    tab = client_ana.get(f"{HOME}{boiler.pk}/?tab=maintenance").content.decode()
    assert "Counted from the last time, 11/20/2025." in tab


def test_a_service_recorded_by_mistake_is_taken_away(client_ana: Client, boiler: Equipment) -> None:
    service = ServiceDoneFactory.create(equipment=boiler, on=date(2026, 3, 1))
    due_dates.refresh([boiler.pk], date(2026, 3, 2))
    assert due(boiler) == {"fr_boiler": date(2027, 12, 31)}
    page = f"{HOME}services/{service.pk}/delete/"
    assert "recorded by mistake" in client_ana.get(page).content.decode()
    assert client_ana.post(page).status_code == 302
    assert due(boiler) == {"fr_boiler": date(2026, 12, 31)}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"on": ""}, "on"),
        ({"on": "31/02/2026"}, "on"),
        ({"on": "2999-01-01"}, "on"),
        ({"on": "0001-01-01"}, "on"),
        ({"what": "magic"}, "what"),
        ({"technician": "999999999"}, "technician"),
        ({"done_by": "x" * 121}, "done_by"),
        ({"note": "x" * 100_000}, "note"),
    ],
)
def test_nonsense_is_told_at_its_field(
    client_ana: Client, boiler: Equipment, typed: dict[str, str], field: str
) -> None:
    given = {"what": "care", "on": cast_today().isoformat()} | typed
    response = client_ana.post(f"{HOME}{boiler.pk}/service/", given)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert ServiceDone.objects.count() == 0


def rule(**values: Any) -> dict[str, Any]:
    return {"months": "12", "position": "anywhere", "word": ""} | values


def test_a_rule_moves_the_dates_of_its_machines(client_ana: Client, boiler: Equipment) -> None:
    new = f"{HOME}rules/new/?equipment={boiler.pk}"
    assert client_ana.get(new).context["form"]["equipment"].value() == str(boiler.pk)
    made = client_ana.post(new, rule(equipment=boiler.pk, months="6"))
    assert made["Location"] == f"/t/alpha/equipment/{boiler.pk}/?tab=maintenance"
    assert due(boiler) == {"fr_boiler": date(2026, 12, 31), "care": date(2025, 11, 10)}
    pk = MaintenanceRule.objects.get().pk
    client_ana.post(f"{HOME}rules/{pk}/edit/", rule(type=boiler.type_id, months="24"))
    assert due(boiler) == {"fr_boiler": date(2026, 12, 31), "care": date(2027, 5, 10)}
    assert "Chaudière" in client_ana.get(f"{HOME}rules/").content.decode()
    assert client_ana.post(f"{HOME}rules/{pk}/delete/").status_code == 302
    assert due(boiler) == {"fr_boiler": date(2026, 12, 31)}


def test_a_rule_has_one_scope_and_a_scope_one_rule(client_ana: Client, boiler: Equipment) -> None:
    new = f"{HOME}rules/new/"
    RuleFactory.create(equipment=boiler)
    for typed, field in (
        (rule(), "equipment"),
        (rule(equipment=boiler.pk, customer=boiler.customer_id), "customer"),
        (rule(equipment=boiler.pk), "equipment"),
        (rule(type=boiler.type_id, months="0"), "months"),
        (rule(type=boiler.type_id, months="241"), "months"),
        (rule(type=boiler.type_id, month="13"), "month"),
        (rule(type=boiler.type_id, word="maker", declared_on="2999-01-01"), "declared_on"),
    ):
        response = client_ana.post(new, typed)
        assert response.status_code == 200 and list(response.context["form"].errors) == [field], typed
    assert client_ana.post(new, rule(equipment=boiler.pk, word="maker")).status_code == 302
    assert MaintenanceRule.objects.count() == 2


def test_rules_of_whole_types_are_the_administrator_s(
    client_ben: Client, client_ana: Client, boiler: Equipment
) -> None:
    whole = RuleFactory.create(equipment=None, type=boiler.type)
    assert client_ben.get(f"{HOME}rules/{whole.pk}/edit/").status_code == 403
    assert client_ben.post(f"{HOME}rules/{whole.pk}/delete/").status_code == 403
    assert "type" not in client_ben.get(f"{HOME}rules/new/").context["form"].fields
    assert client_ben.post(f"{HOME}rules/new/", rule(equipment=boiler.pk)).status_code == 302
    assert MaintenanceRule.objects.count() == 2


def test_services_of_many_machines_show_each_old_and_new_date(client_ana: Client, boiler: Equipment) -> None:
    other = EquipmentFactory.create()
    chosen = {"action": "serviced", "pk": [boiler.pk, other.pk]}
    today = cast_today()
    preview = client_ana.post(HOME, chosen)
    texts = [outcome.text for outcome in preview.context["outcomes"]]
    assert texts == [
        f"Legal maintenance, boiler: 12/31/2026 → 12/31/{today.year + 1}",
        "No due date depends on this service.",
    ]
    yesterday = today - timedelta(days=1)
    typed = chosen | {
        "confirm": "1", "expected": "2", "what": "care", "on": yesterday.isoformat(),
        "shown": preview.context["form"]["shown"].value(),
    }  # fmt: skip
    again = client_ana.post(HOME, typed)
    assert "look at them and confirm" in again.content.decode()
    assert ServiceDone.objects.count() == 0
    typed["shown"] = again.context["form"]["shown"].value()
    assert client_ana.post(HOME, typed).status_code == 302
    assert list(ServiceDone.objects.order_by("equipment").values_list("equipment", "on")) == [
        (boiler.pk, yesterday),
        (other.pk, yesterday),
    ]


def words(response: Any) -> list[str]:
    assert response["Content-Type"] == "application/pdf"
    return [page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages]


def test_labels_fill_sheets_from_the_place_chosen(client_ana: Client, acting_a: Company) -> None:
    machines = EquipmentFactory.create_batch(25)
    chosen = {"action": "labels", "pk": [machine.pk for machine in machines]}
    assert "Gets a label." in client_ana.post(HOME, chosen).content.decode()
    confirmed = chosen | {"confirm": "1", "expected": "25"}
    (first, second) = words(client_ana.post(HOME, confirmed | {"start": "1"}))
    assert machines[0].number in first and machines[24].number in second
    assert machines[24].number not in first
    assert len(words(client_ana.post(HOME, confirmed | {"start": "24"}))) == 2
    wrong = client_ana.post(HOME, confirmed | {"start": "25"})
    assert "start" in wrong.context["form"].errors


def test_a_label_s_code_opens_the_card_after_sign_in_and_only_in_its_company(
    client_ana: Client, client_chloe: Client, boiler: Equipment
) -> None:
    made = client_ana.post(f"{HOME}{boiler.pk}/label/", {"start": "3"})
    assert boiler.number in words(made)[0]
    path = f"/t/alpha/equipment/{boiler.pk}/"
    asked = Client().get(path)
    assert (asked.status_code, asked["Location"]) == (302, f"/accounts/login/?next={path}")
    assert client_ana.get(path).status_code == 200
    assert client_chloe.get(path).status_code == 404
    assert client_chloe.get(f"/t/beta/equipment/{boiler.pk}/").status_code == 404


@pytest.mark.parametrize("count", [1, 8])
def test_the_tab_asks_the_same_few_queries(
    client_ana: Client, acting_a: Company, boiler: Equipment, django_assert_num_queries: Any, count: int
) -> None:
    for day in range(count):
        ServiceDoneFactory.create(
            equipment=boiler, on=date(2026, 1, 1 + day), technician=TechnicianFactory.create()
        )
    client_ana.get(HOME)
    with django_assert_num_queries(13):
        client_ana.get(f"{HOME}{boiler.pk}/?tab=maintenance")


def test_history_tells_rules_and_services(client_ana: Client, company_a: Company, boiler: Equipment) -> None:
    with acting_for(company_a):
        RuleFactory.create(equipment=boiler)
        ServiceDoneFactory.create(equipment=boiler)
    told = client_ana.get(f"{HOME}{boiler.pk}/?tab=history").context["history"]
    assert [entry.title for entry in told.entries] == ["Service done", "Maintenance rule", "Machine"]
