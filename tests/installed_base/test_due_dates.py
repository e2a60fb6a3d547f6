"""Due dates as they are stored: whose rule wins, what moves them, and that nothing is written twice."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config import nightly
from contracts.models import Contract, OwedVisit
from contracts.refusal import refuse, withdraw_refusal
from contracts.signing import sign
from customers.models import Customer
from installed_base import due_dates, outages, refreshing, servicing
from installed_base.duties.clocks import Clock, Service
from installed_base.models import DueDate, Equipment, EquipmentType, MaintenanceRule, ServiceDone
from tenancy.models import Alert, Company, Trashed
from tests.everything import every_row
from tests.factories.contracts import ContractFactory, LineEquipmentFactory
from tests.factories.installed_base import (
    EquipmentFactory,
    EquipmentTypeFactory,
    RuleFactory,
    ServiceDoneFactory,
)

ON = date(2026, 3, 20)


def stored(machine: Equipment) -> dict[str, date]:
    return dict(DueDate.objects.filter(equipment=machine).values_list("clock", "due_on"))


def refreshed(machine: Equipment) -> dict[str, date]:
    due_dates.refresh([machine.pk], ON)
    return stored(machine)


@pytest.fixture
def plain(acting_a: Company) -> Equipment:
    """A machine of a type the law knows nothing about, last maintained on 10 March 2026."""
    machine: Equipment = EquipmentFactory.create()
    ServiceDoneFactory.create(equipment=machine)
    return machine


@pytest.fixture
def boiler(acting_a: Company) -> Equipment:
    """A French boiler commissioned in 2025, never maintained."""
    kind = EquipmentTypeFactory.create(name="Chaudière", legal_class="boiler")
    machine: Equipment = EquipmentFactory.create(type=kind, commissioned_on=date(2025, 5, 10))
    Equipment.objects.update(created_at="2025-05-11T12:00Z")  # recorded when it was new
    return machine


def test_the_most_specific_rule_wins(plain: Equipment) -> None:
    assert refreshed(plain) == {}
    RuleFactory.create(equipment=None, type=plain.type, months=24)
    assert refreshed(plain) == {"care": date(2028, 3, 10)}
    RuleFactory.create(equipment=None, customer=plain.customer, months=6)
    assert refreshed(plain) == {"care": date(2026, 9, 10)}
    line = LineEquipmentFactory.create(
        equipment=plain, line__contract__customer=plain.customer, line__contract__start_on=date(2026, 3, 15)
    ).line
    sign(line.contract, date(2026, 3, 1), on=ON)
    assert stored(plain) == {"care": date(2027, 3, 14)}
    RuleFactory.create(equipment=plain, months=3)
    assert refreshed(plain) == {"care": date(2026, 6, 10)}
    assert DueDate.objects.get().rule == "care.machine"


def test_a_legal_date_is_a_clock_of_its_own_that_no_rule_loosens(boiler: Equipment) -> None:
    RuleFactory.create(equipment=boiler, months=36)
    assert refreshed(boiler) == {"care": date(2028, 5, 10), "fr_boiler": date(2026, 12, 31)}
    assert list(DueDate.objects.filter(leads=True).values_list("clock", flat=True)) == ["fr_boiler"]
    boiler.rules.update(months=6)
    assert refreshed(boiler) == {"care": date(2025, 11, 10), "fr_boiler": date(2026, 12, 31)}
    assert list(DueDate.objects.filter(leads=True).values_list("clock", flat=True)) == ["care"]


def test_declared_maintenance_is_a_legal_clock_whatever_the_firm_chose(plain: Equipment) -> None:
    RuleFactory.create(equipment=plain, months=36)
    RuleFactory.create(equipment=None, type=plain.type, months=12, word="maker", declared_on=ON)
    assert refreshed(plain) == {"care": date(2029, 3, 10), "it_declared": date(2027, 3, 10)}


def test_the_machine_s_own_class_stands_over_its_type_s(boiler: Equipment) -> None:
    boiler.legal_class = "heat_pump"
    boiler.save()
    assert refreshed(boiler) == {"fr_heat_pump": date(2027, 5, 10)}
    boiler.legal_class = "none"
    boiler.save()
    assert refreshed(boiler) == {}


def test_the_law_of_the_place_counts(boiler: Equipment) -> None:
    boiler.energy = "Metano"
    boiler.save()
    boiler.customer.country = "IT"
    boiler.customer.save()
    assert refreshed(boiler) == {"it_efficiency": date(2029, 5, 10)}


def test_a_refrigerant_brings_leak_checks(plain: Equipment) -> None:
    Equipment.objects.filter(pk=plain.pk).update(
        refrigerant="R410A", charge_kg=3, commissioned_on=date(2026, 1, 31)
    )
    assert refreshed(plain) == {"leak_check": date(2027, 1, 31)}


def test_only_differences_are_written(boiler: Equipment) -> None:
    assert due_dates.refresh([boiler.pk], ON) == 1
    before = DueDate.objects.values().get()
    with CaptureQueriesContext(connection) as queries:
        assert due_dates.refresh([boiler.pk], ON) == 0
    assert DueDate.objects.values().get() == before
    assert [query for query in queries.captured_queries if not query["sql"].startswith("SELECT")] == []


def test_a_machine_out_of_service_has_no_dates(boiler: Equipment) -> None:
    refreshed(boiler)
    outages.take_out(boiler, ON)
    assert refreshed(boiler) == {}


@pytest.mark.parametrize("count", [1, 40])
def test_many_machines_ask_no_more_queries_than_one(acting_a: Company, count: int) -> None:
    kind = EquipmentTypeFactory.create(name="Chaudière", legal_class="boiler")
    machines = EquipmentFactory.create_batch(count, type=kind)
    with CaptureQueriesContext(connection) as queries:
        due_dates.refresh([machine.pk for machine in machines], ON)
    assert len(queries) == 11
    assert DueDate.objects.count() == count


@pytest.fixture
def contract(acting_a: Company) -> Contract:
    """A running contract from 4 March 2026 with one visit a year, on two machines."""
    made: Contract = ContractFactory.create()
    line = made.lines.get()
    for _each in range(2):
        LineEquipmentFactory.create(line=line, equipment__customer=made.customer)
    return sign(made, date(2026, 3, 1), on=ON)


def dates_of(contract: Contract) -> list[tuple[str, date]]:
    rows = DueDate.objects.filter(equipment__customer=contract.customer_id).order_by("equipment")
    return list(rows.values_list("rule", "due_on"))


def test_a_contract_s_visit_is_closed_when_all_its_machines_were_cared_for(contract: Contract) -> None:
    first, second = Equipment.objects.filter(customer=contract.customer_id).order_by("pk")
    owed = ("care.contract", date(2027, 3, 3))
    following = ("care.contract.next", date(2028, 3, 3))
    assert dates_of(contract) == [owed, owed]
    assert servicing.record([first.pk], Service.CARE, ON, ON) == 1
    assert dates_of(contract) == [following, owed]
    assert OwedVisit.objects.get().done_on is None
    servicing.record([second.pk], Service.CARE, ON, ON)
    assert dates_of(contract) == [following, following]
    visit = OwedVisit.objects.get()
    assert (visit.done_on, visit.done_by) == (ON, "office")


def test_care_before_a_slice_began_settles_no_visit(contract: Contract) -> None:
    machine = Equipment.objects.order_by("pk")[0]
    servicing.record([machine.pk], Service.CARE, date(2026, 3, 3), ON)
    assert dates_of(contract)[0] == ("care.contract", date(2027, 3, 3))


def test_a_refused_contract_promises_nothing_after_its_end(contract: Contract) -> None:
    machines = list(Equipment.objects.values_list("pk", flat=True))
    servicing.record(machines, Service.CARE, ON, ON)
    refusal = refuse(contract, ON, on=ON, channel="letter")
    assert dates_of(contract) == []
    withdraw_refusal(refusal, ON)
    assert dates_of(contract) == [("care.contract.next", date(2028, 3, 3))] * 2


def test_a_service_is_foreseen_as_it_will_be_and_recorded_once(boiler: Equipment) -> None:
    refreshed(boiler)
    (move,) = servicing.moves([boiler.pk], Service.CARE, ON, ON)[boiler.pk]
    assert (move.clock, move.before, move.after) == (Clock.FR_BOILER, date(2026, 12, 31), date(2027, 12, 31))
    assert stored(boiler) == {"fr_boiler": date(2026, 12, 31)}
    assert servicing.record([boiler.pk], Service.CARE, ON, ON) == 1
    assert servicing.record([boiler.pk], Service.CARE, ON, ON) == 0
    assert stored(boiler) == {"fr_boiler": date(2027, 12, 31)}
    servicing.forget(ServiceDone.objects.get(), ON)
    assert stored(boiler) == {"fr_boiler": date(2026, 12, 31)}


def test_what_is_foreseen_is_what_happens(contract: Contract, boiler: Equipment) -> None:
    ids = list(Equipment.objects.order_by("pk").values_list("pk", flat=True))
    due_dates.refresh(ids, ON)
    foreseen = servicing.moves(ids, Service.CARE, ON, ON)
    servicing.record(ids, Service.CARE, ON, ON)
    after: dict[int, dict[str, Any]] = {pk: {} for pk in ids}
    for machine, clock, day in DueDate.objects.values_list("equipment_id", "clock", "due_on"):
        after[machine][clock] = day
    assert {pk: {move.clock.value: move.after for move in moves} for pk, moves in foreseen.items()} == after


def test_a_new_class_of_a_type_moves_its_machines(boiler: Equipment) -> None:
    refreshed(boiler)
    kind = EquipmentType.objects.get(pk=boiler.type_id)
    kind.legal_class = "stove"
    kind.save()
    assert refreshing.of_type(kind)
    assert stored(boiler) == {"fr_stove": date(2026, 5, 10), "fr_sweeping": date(2026, 5, 10)}


def test_the_night_finds_what_moved_without_a_word_and_alerts_about_legal_dates(
    company_a: Company, boiler: Equipment
) -> None:
    assert stored(boiler) == {}
    night(company_a, date(2026, 10, 31))
    assert alerts() == []
    night(company_a, date(2026, 11, 1))  # sixty days before
    assert alerts() == [("legal_soon", date(2026, 12, 31))]
    night(company_a, date(2027, 1, 1))
    assert alerts() == [("legal_passed", date(2026, 12, 31))]
    Equipment.objects.filter(pk=boiler.pk).update(excluded=True)
    night(company_a, date(2027, 1, 2))
    assert alerts() == []
    Equipment.objects.filter(pk=boiler.pk).update(excluded_until=date(2027, 1, 2))
    night(company_a, date(2027, 1, 3))
    assert alerts() == [("legal_passed", date(2026, 12, 31))]
    servicing.record([boiler.pk], Service.CARE, date(2027, 1, 4), date(2027, 1, 4))
    night(company_a, date(2027, 1, 4))
    assert alerts() == []


def night(company: Company, on: date) -> None:
    assert nightly.run(company, on).went_well


def alerts() -> list[tuple[str, date | None]]:
    return list(Alert.objects.open().order_by("pk").values_list("kind", "due_on"))


def test_an_unknown_past_is_counted_from_the_day_of_the_record(acting_a: Company) -> None:
    kind = EquipmentTypeFactory.create(name="Pompe à chaleur", legal_class="heat_pump")
    machine = EquipmentFactory.create(type=kind)
    recorded = machine.created_at.astimezone(acting_a.zone).date()
    (due,) = refreshed(machine).values()
    assert timedelta(729) < due - recorded < timedelta(732)
    assert DueDate.objects.get().inputs["basis"] == "recorded"


def test_rules_services_and_dates_go_into_the_trash_with_their_customer_and_come_back(
    client_ana: Client, boiler: Equipment
) -> None:
    RuleFactory.create(equipment=boiler)
    RuleFactory.create(equipment=None, customer=boiler.customer)
    ServiceDoneFactory.create(equipment=boiler)
    refreshed(boiler)
    before = every_row("tenancy_change", "tenancy_searchtoken", "tenancy_trashed", "tenancy_retirednumber")
    page = f"/t/alpha/customers/{boiler.customer_id}/delete/"
    seal = client_ana.get(page).context["form"]["seal"].value()
    assert client_ana.post(page, {"seal": seal}).status_code == 302
    assert (DueDate.objects.count(), ServiceDone.objects.count(), MaintenanceRule.objects.count()) == (
        0,
        0,
        0,
    )
    box = Trashed.objects.get()
    assert client_ana.post(f"/t/alpha/customers/trash/{box.pk}/restore/").status_code == 302
    kept = every_row("tenancy_change", "tenancy_searchtoken", "tenancy_trashed", "tenancy_retirednumber")
    assert kept == before


def noted(machine: Equipment) -> tuple[bool, date | None]:
    return DueDate.objects.values_list("at_rest", "left_out_until").get(equipment=machine)


def test_a_date_knows_that_its_machine_or_customer_is_at_rest_or_left_out(plain: Equipment) -> None:
    RuleFactory.create(equipment=plain, months=12)
    beside: Equipment = EquipmentFactory.create()
    RuleFactory.create(equipment=beside, months=12)
    due_dates.refresh([plain.pk, beside.pk], ON)
    machine, customer = Equipment.objects.filter(pk=plain.pk), Customer.objects.filter(pk=plain.customer_id)
    assert noted(plain) == (False, None)
    machine.update(excluded=True, excluded_until=date(2026, 9, 1))
    assert noted(plain) == (False, date(2026, 9, 1))
    customer.update(excluded=True, excluded_until=date(2026, 6, 1))
    assert noted(plain) == (False, date(2026, 9, 1))
    customer.update(excluded_until=None)
    assert noted(plain) == (False, date.max)
    machine.update(removed_on=ON)
    assert noted(plain) == (True, date.max)
    machine.update(removed_on=None)
    customer.update(deactivated_on=ON)
    assert noted(plain) == (True, date.max)
    DueDate.objects.filter(equipment=plain).delete()
    due_dates.refresh([plain.pk], ON)
    assert noted(plain) == (True, date.max)
    machine.update(customer=beside.customer)
    assert noted(plain) == (False, date(2026, 9, 1))
    assert noted(beside) == (False, None)
