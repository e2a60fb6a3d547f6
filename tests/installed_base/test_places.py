"""Machines move, go out of service and come back; what is to be done at their next visit."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from installed_base import moving, outages
from installed_base.models import Equipment, NextVisitNote, OutOfService, Stay
from tenancy.models import Company
from tests.factories.customers import CustomerFactory, SiteFactory
from tests.factories.installed_base import EquipmentFactory, NextVisitNoteFactory, StayFactory

HOME = "/t/alpha/equipment/"


@pytest.fixture
def machine(acting_a: Company) -> Equipment:
    owner = CustomerFactory.create(last_name="Durand")
    made: Equipment = EquipmentFactory.create(
        number="A1",
        customer=owner,
        site=SiteFactory.create(customer=owner, name="Villa"),
        commissioned_on=date(2020, 5, 4),
    )
    return made


def places(machine: Equipment) -> list[tuple[str, str, date | None, date]]:
    return [
        (stay.customer.last_name, stay.place, stay.since, stay.until) for stay in Stay.objects.of(machine)
    ]


def test_a_machine_moves_on_a_day_and_its_card_tells_where_it_stood(
    client_ana: Client, machine: Equipment
) -> None:
    martin = CustomerFactory.create(last_name="Martin")
    site = SiteFactory.create(customer=martin, name="Atelier")
    page = f"{HOME}{machine.pk}/"
    asked = client_ana.get(page + "move/", {"customer": martin.pk}).context["form"]
    assert list(asked.fields["site"].queryset) == [site, *martin.sites.exclude(pk=site.pk)]
    typed = {"customer": martin.pk, "site": site.pk, "on": "2024-03-01"}
    assert client_ana.post(page + "move/", typed).status_code == 302
    machine.refresh_from_db()
    assert (machine.customer, machine.site) == (martin, site)
    assert places(machine) == [("Durand", "Villa", date(2020, 5, 4), date(2024, 3, 1))]
    text = client_ana.get(page).content.decode()
    assert "Formerly" in text and "Villa" in text
    twice = client_ana.post(page + "move/", typed)
    assert "already" in twice.content.decode()
    early = client_ana.post(
        page + "move/", typed | {"customer": machine.customer.pk, "site": "", "on": "2024-03-01"}
    )
    assert "give a later day" in early.content.decode()
    for wrong in ({"on": "2999-01-01"}, {"on": "31/02/2024"}, {"site": "999999"}, {"customer": ""}):
        answer = client_ana.post(page + "move/", typed | wrong)
        assert list(answer.context["form"].errors) == list(wrong) or "site" in answer.context["form"].errors
    assert len(places(machine)) == 1


@pytest.mark.parametrize(
    "now", ["2026-11-26 12:00Z", "2026-11-26 23:30Z"], ids=["noon", "after midnight in Paris"]
)
def test_another_site_typed_in_the_form_is_a_move_unless_the_machine_came_today(
    client_ana: Client, machine: Equipment, acting_a: Company, now: str
) -> None:
    with time_machine.travel(now, tick=False):
        _move_and_correct(client_ana, machine, acting_a)


def _move_and_correct(client_ana: Client, machine: Equipment, acting_a: Company) -> None:
    Equipment.objects.update(created_at=timezone.now())
    other = SiteFactory.create(customer=machine.customer, name="Chalet")
    typed = {"customer": machine.customer.pk, "site": other.pk, "number": "A1", "type": machine.type.pk}
    edit = f"{HOME}{machine.pk}/edit/"
    assert client_ana.post(edit, typed).status_code == 302
    assert places(machine) == []  # it was made a moment ago: a correction
    Equipment.objects.update(created_at="2025-01-01T12:00Z", commissioned_on=None)
    assert client_ana.post(edit, typed | {"site": ""}).status_code == 302
    assert places(machine) == [("Durand", "Chalet", None, acting_a.today())]


def test_a_machine_in_the_house_of_somebody_else_keeps_its_site_in_the_form(
    client_ana: Client, machine: Equipment
) -> None:
    martin = CustomerFactory.create(last_name="Martin")
    moving.pass_to([machine], martin, date(2024, 3, 1))
    machine.refresh_from_db()
    typed = {"customer": martin.pk, "site": machine.site_id, "number": "A1", "type": machine.type.pk}
    assert client_ana.post(f"{HOME}{machine.pk}/edit/", typed).status_code == 302


@pytest.mark.parametrize("count", [1, 5])
def test_the_machines_of_a_site_pass_to_another_customer_in_a_few_queries(
    acting_a: Company, django_assert_num_queries: Any, count: int
) -> None:
    site = SiteFactory.create()
    others = EquipmentFactory.create(site=site)
    gone = EquipmentFactory.create(site=site, customer=site.customer, removed_on=date(2020, 1, 1))
    machines = EquipmentFactory.create_batch(count, customer=site.customer, site=site)
    martin = CustomerFactory.create()
    assert moving.names_at(site, site.customer) == [str(each) for each in machines]
    with django_assert_num_queries(15):
        moving.pass_on(site, site.customer, martin, date(2026, 3, 1))
    assert list(martin.equipment.order_by("pk")) == machines
    assert {each.site for each in martin.equipment.all()} == {site}
    assert Stay.objects.count() == count
    assert (others.customer == martin, gone.customer == martin) == (False, False)
    with pytest.raises(ValidationError, match="later day"):
        moving.pass_on(site, martin, site.customer, date(2026, 3, 1))


def test_the_database_lets_no_machine_stand_at_two_places(machine: Equipment) -> None:
    StayFactory.create(machine=machine, since=date(2020, 1, 1), until=date(2021, 1, 1))
    StayFactory.create(machine=machine, since=date(2021, 1, 1), until=date(2022, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        StayFactory.create(machine=machine, since=date(2021, 6, 1), until=date(2021, 7, 1))


def test_going_out_of_service_keeps_why_and_what_replaces_it_and_ends_when_put_back(
    client_ana: Client, machine: Equipment, ana: Any, acting_a: Company
) -> None:
    new = EquipmentFactory.create(number="A2", customer=machine.customer)
    page = f"{HOME}{machine.pk}/"
    itself = client_ana.post(page + "take-out/", {"on": "2025-05-04", "replaced_by": machine.pk})
    assert "replaced by itself" in itself.content.decode()
    typed = {"on": "2025-05-04", "reason": "Corps percé", "replaced_by": new.pk}
    assert client_ana.post(page + "take-out/", typed).status_code == 302
    (row,) = OutOfService.objects.all()
    assert (row.since, row.reason, row.replaced_by, row.said_by) == (
        date(2025, 5, 4),
        "Corps percé",
        new,
        ana,
    )
    text = client_ana.get(page).content.decode()
    assert "Corps percé" in text and "Replaced by" in text
    assert "Replaces" in client_ana.get(f"{HOME}{new.pk}/").content.decode()
    outages.take_out(machine, date(2025, 6, 1))  # a double click
    assert OutOfService.objects.count() == 1
    assert client_ana.post(page + "put-back/").status_code == 302
    row.refresh_from_db()
    machine.refresh_from_db()
    assert (row.ended_on, row.ended_by, machine.removed_on) == (acting_a.today(), ana, None)
    history = client_ana.get(page, {"tab": "history"}).context["history"]
    assert {entry.title for entry in history.entries} == {"Machine", "Time out of service"}


def test_a_note_for_the_next_visit_is_done_put_off_or_dropped_once(
    client_ana: Client, machine: Equipment, ana: Any, acting_a: Company
) -> None:
    page = f"{HOME}{machine.pk}/"
    assert list(client_ana.post(page + "notes/new/", {"text": " "}).context["form"].errors) == ["text"]
    assert client_ana.post(page + "notes/new/", {"text": "Vase d’expansion"}).status_code == 302
    note = NextVisitNote.objects.get()
    assert (note.asked_on, note.asked_by, note.state) == (acting_a.today(), ana, "open")
    assert "Vase d’expansion" in client_ana.get(page).content.decode()
    rows = client_ana.get(HOME, {"to_do": "yes"}).context["table"].paginated_rows
    assert [(row.record.number, row.record.to_do) for row in rows] == [("A1", 1)]
    put = f"{HOME}notes/{note.pk}/"
    past = client_ana.post(put + "postpone/", {"until": "2020-01-01", "reason": "x"})
    assert list(past.context["form"].errors) == ["until"]
    later = (acting_a.today() + timedelta(days=90)).isoformat()
    assert (
        client_ana.post(put + "postpone/", {"until": later, "reason": "Pièce en commande"}).status_code == 302
    )
    assert "Pièce en commande" in client_ana.get(page).content.decode()
    assert client_ana.post(put + "done/").status_code == 302
    note.refresh_from_db()
    assert (note.state, note.settled_on, note.settled_by) == ("done", acting_a.today(), ana)
    for what in ("done/", "drop/", "postpone/"):
        answer = client_ana.post(put + what, {"reason": "x", "until": later})
        assert "settled already" in answer.content.decode()
    assert numbers(client_ana.get(HOME, {"to_do": "yes"})) == []
    assert client_ana.post(put + "reopen/").status_code == 302
    assert client_ana.post(put + "drop/", {"reason": "Remplacée"}).status_code == 302
    note.refresh_from_db()
    assert (note.state, note.reason) == ("dropped", "Remplacée")


def numbers(answer: Any) -> list[str]:
    return [row.record.number for row in answer.context["table"].paginated_rows]


def test_notes_and_moves_of_another_company_are_not_found(client_chloe: Client, machine: Equipment) -> None:
    note = NextVisitNoteFactory.create(machine=machine)
    for what in ("done/", "drop/", "postpone/", "reopen/", "edit/"):
        assert client_chloe.post(f"/t/beta/equipment/notes/{note.pk}/{what}").status_code == 404
    assert client_chloe.post(f"/t/beta/equipment/{machine.pk}/move/").status_code == 404
    assert client_chloe.post(f"/t/beta/equipment/{machine.pk}/notes/new/").status_code == 404
