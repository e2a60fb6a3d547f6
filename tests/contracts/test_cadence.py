import re
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from contracts.ahead import ahead
from contracts.ending import end, undo
from contracts.ending_effect import Given
from contracts.models import Contract, OwedVisit
from contracts.refusal import refuse, withdraw_refusal
from contracts.signing import sign
from contracts.visiting import close_visits
from installed_base import due_dates, servicing
from installed_base.duties.clocks import Service
from installed_base.models import DueDate
from tenancy.acting import acting_for
from tenancy.models import Company
from tests.contracts.test_contract_pages import BASE, filled
from tests.factories.contracts import ContractFactory, LineEquipmentFactory, TemplateFactory
from tests.factories.customers import CustomerFactory
from tests.factories.installed_base import EquipmentFactory

D = date.fromisoformat
SIGNED, TODAY = D("2026-03-04"), D("2026-11-23")


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False):
        yield


@pytest.fixture
def quarterly(company_a: Company) -> Contract:
    """Four visits from 4 March 2026, each counted from the one before."""
    with acting_for(company_a):
        contract = ContractFactory(number="FOUR", start_on=SIGNED, visit_cadence="done")
        contract.lines.update(visits_per_year=4)
        return sign(contract, SIGNED, on=SIGNED)


def windows(contract: Contract) -> list[tuple[str, str, str | None]]:
    rows = OwedVisit.objects.filter(contract=contract).order_by("slice_starts_on")
    return [
        (str(row.window_starts_on), str(row.window_ends_on), str(row.done_on) if row.done_on else None)
        for row in rows
    ]


def words(page: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.decode()))


def test_what_a_visit_made_moves_is_told_before_and_happens(
    client_ana: Client, company_a: Company, quarterly: Contract
) -> None:
    with acting_for(company_a):
        first = quarterly.owed_visits.order_by("slice_starts_on").first()
        assert first is not None
    address = f"{BASE}visits/{first.pk}/done/"
    # The first one, to 3 June, is made on 20 June: three months on are 20 September, 20 December and 20 March.
    page = words(client_ana.get(address, {"on": "2026-06-20"}).content)
    assert "the visit of 06/04/2026 – 09/03/2026 is then wanted 08/21/2026 – 09/20/2026." in page
    assert "Counted from the visit made on 06/20/2026: wanted 3 months later." in page
    assert client_ana.get(address, {"on": "no day"}).status_code == 200
    for _twice in range(2):
        client_ana.post(address, {"on": "2026-06-20", "reference": ""})
    with acting_for(company_a):
        assert windows(quarterly) == [
            ("2026-03-04", "2026-06-03", "2026-06-20"),
            ("2026-08-21", "2026-09-20", None),
            ("2026-11-21", "2026-12-20", None),
            ("2027-02-21", "2027-03-20", None),
        ]
        found = ahead(quarterly, TODAY, D("2027-07-01")).events
        # The next term's first visit is a quarter after the last of this one.
        assert D("2027-06-20") in [event.on for event in found if event.icon == "calendar-x"]
    raw = client_ana.get(f"{BASE}{quarterly.pk}/?tab=visits").content.decode()
    assert "Counted from the visit made on 06/20/2026: wanted 6 months later." in raw
    assert "The day the visit before was made" in words(client_ana.get(f"{BASE}{quarterly.pk}/").content)


def test_a_refusal_cuts_the_last_window_to_the_contract_and_its_withdrawal_gives_it_back(
    company_a: Company, quarterly: Contract
) -> None:
    with acting_for(company_a):
        first = quarterly.owed_visits.order_by("slice_starts_on").first()
        assert first is not None
        close_visits([first.pk], on=D("2026-06-20"), by="office")
        refusal = refuse(quarterly, TODAY, on=TODAY, channel="letter")
        assert windows(quarterly)[3] == ("2027-02-04", "2027-03-03", None)
        withdraw_refusal(refusal, TODAY)
        assert windows(quarterly)[3] == ("2027-02-21", "2027-03-20", None)
        before = windows(quarterly)
        # An end inside the term cuts the windows too, and undone it gives them back.
        given = Given("termination", "customer", TODAY, D("2026-12-05"), "letter", "Sold", "prorated")
        ending = end(quarterly, given, on=TODAY)
        assert windows(quarterly)[2] == ("2026-11-06", "2026-12-05", None)
        close_visits([quarterly.owed_visits.open().first().pk], on=D("2026-11-22"), by="office")
        assert windows(quarterly)[2][1] == "2026-12-05"
        OwedVisit.objects.filter(done_on=D("2026-11-22")).update(done_on=None, done_by="", done_reference="")
        undo(ending, on=TODAY, by=None, reason="Not sold")
        assert windows(quarterly) == before


def test_one_care_is_one_visit_and_the_machine_s_date_is_foreseen(company_a: Company) -> None:
    with acting_for(company_a):
        contract = ContractFactory(start_on=D("2025-03-04"), visit_cadence="done")
        machine = LineEquipmentFactory(
            line=contract.lines.get(), equipment=EquipmentFactory(customer=contract.customer)
        ).equipment
        contract.lines.update(visits_per_year=2)
        sign(contract, D("2025-03-04"), on=TODAY)
        # Neither of the first year's visits was made; care on 10 November is the oldest one only.
        due_dates.refresh([machine.pk], TODAY)
        moves = servicing.moves([machine.pk], Service.CARE, D("2026-11-10"), TODAY)[machine.pk]
        servicing.record([machine.pk], Service.CARE, D("2026-11-10"), TODAY)
        made = OwedVisit.objects.filter(contract=contract, done_on__isnull=False)
        assert [str(visit.slice_ends_on) for visit in made] == ["2025-09-03"]
        after = dict(DueDate.objects.filter(equipment=machine).values_list("clock", "due_on"))
        assert {move.clock.value: move.after for move in moves} == after


def test_a_contract_keeps_the_cadence_chosen_and_knows_no_other(
    client_ana: Client, company_a: Company
) -> None:
    with acting_for(company_a):
        customer, template = CustomerFactory(), TemplateFactory(visit_cadence="done")
    typed = filled(customer.pk, template.pk, visit_cadence="done")
    client_ana.post(f"{BASE}new/", typed)
    with acting_for(company_a):
        contract = Contract.objects.get()
        assert contract.visit_cadence == "done"
        with pytest.raises(IntegrityError), transaction.atomic():
            Contract.objects.filter(pk=contract.pk).update(visit_cadence="moon")
    client_ana.post(f"{BASE}{contract.pk}/edit/", typed | {"visit_cadence": "moon"})
    with acting_for(company_a):
        assert Contract.objects.get().visit_cadence == "done"
