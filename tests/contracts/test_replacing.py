"""A new contract takes the place of one that runs: lines carried over, one chain, and undoing it."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from config import nightly
from contracts.models import BillingPeriod, Contract, Credit, EndReason, OwedVisit, State
from contracts.signing import sign
from tenancy.acting import acting_for
from tenancy.models import Company, User
from tests.factories.contracts import ContractFactory, LineEquipmentFactory
from tests.factories.installed_base import EquipmentFactory

BASE = "/t/alpha/contracts/"
TODAY = date(2026, 6, 10)
ASKED = {"number": "K1-B", "starts_on": "2026-07-01", "signed_on": "2026-06-09", "channel": "letter",
         "reason": "More machines"}  # fmt: skip


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-06-10T10:00:00Z", tick=False):
        yield


@pytest.fixture
def contract(company_a: Company) -> Contract:
    """From 4 March 2026, 120.00 a year by quarters, one machine."""
    with acting_for(company_a):
        made = ContractFactory(number="K1", billing_step=3)
        LineEquipmentFactory(line=made.lines.get(), equipment=EquipmentFactory(customer=made.customer))
        return sign(made, date(2026, 3, 1), on=TODAY)


def words(client: Client, path: str, **data: Any) -> str:
    response = client.post(BASE + path, data, follow=True) if data else client.get(BASE + path)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def billing(contract: Contract) -> list[tuple[date, Decimal, str]]:
    return list(contract.billing_periods.order_by("starts_on").values_list("starts_on", "amount", "state"))


def test_a_contract_is_replaced_from_a_day_and_both_show_the_chain(
    client_ana: Client, company_a: Company, contract: Contract
) -> None:
    with acting_for(company_a):
        before = billing(contract)
    told = words(client_ana, f"{contract.pk}/replace/?starts_on=2026-07-01")
    for said in (
        "1 line with its machines, fee and visits goes on in the new contract from 07/01/2026.",
        "The contract runs until 06/30/2026 and ends the day after.",
        "€81.20 net is no longer charged.",
    ):
        assert said in told, said
    assert 'value="K1-B"' in client_ana.get(f"{BASE}{contract.pk}/replace/").content.decode()
    assert "The new contract is signed" in words(client_ana, f"{contract.pk}/replace/", **ASKED)
    again = words(client_ana, f"{contract.pk}/replace/", **ASKED)
    assert "This cannot be done" in again
    with acting_for(company_a):
        contract.refresh_from_db()
        successor = Contract.objects.get(number="K1-B")
        assert (contract.replaced_by, contract.end_reason) == (successor, EndReason.REPLACED)
        assert [each.state_on(day) for each, day in ((contract, date(2026, 6, 30)), (contract, date(2026, 7, 1)),
                (successor, date(2026, 7, 1)))] == [State.ENDING, State.ENDED, State.ACTIVE]  # fmt: skip
        assert (successor.start_on, successor.lines.get().annual_fee) == (date(2026, 7, 1), Decimal("120.00"))
        line = successor.lines.get()
        assert line.machines.get().equipment_id == contract.lines.get().machines.get().equipment_id
        sign(ContractFactory(number="K9"), date(2026, 3, 1), on=TODAY)
        other = Contract.objects.filter(number="K9")
        with pytest.raises(IntegrityError), transaction.atomic():
            other.update(ended_on=TODAY, replaced_by=successor)
    for key in (contract.pk, successor.pk):
        assert "Chain of contracts K1 replaced by K1-B" in words(client_ana, f"{key}/")
    for query, found in (("yes", ["K1"]), ("follows", ["K1-B"])):
        page = client_ana.get(f"{BASE}?replaced={query}").content.decode()
        assert re.findall(r'contracts/\d+/"[^>]*>([^<]+)</a>', page) == found
    told = words(client_ana, f"{contract.pk}/replace/undo/")
    assert "Does contract K1 go on in the place of K1-B?" in told
    assert "The contract goes on" in words(client_ana, f"{contract.pk}/replace/undo/", reason="Error")
    with acting_for(company_a):
        contract.refresh_from_db()
        successor.refresh_from_db()
        assert (contract.replaced_by, contract.ended_on, billing(contract)) == (None, None, before)
        assert successor.state_on(TODAY) == State.DRAFT


def test_what_was_charged_for_days_of_the_successor_becomes_a_credit_and_goes_with_the_undo(
    client_ana: Client, company_a: Company, contract: Contract, ana: User
) -> None:
    with acting_for(company_a):
        charged = contract.billing_periods.get(starts_on=date(2026, 6, 4))  # 30.00 for 92 days
        charged.close(BillingPeriod.State.ELSEWHERE, on=TODAY, by=None, reason="Old software")
    told = words(client_ana, f"{contract.pk}/replace/?starts_on=2026-07-01")
    assert "€21.20 net was charged for days not served: it becomes a credit to give." in told
    words(client_ana, f"{contract.pk}/replace/", **ASKED)
    with acting_for(company_a):
        credit = Credit.objects.get()  # 65 days from 1 July to 3 September
        assert (credit.contract, credit.amount, credit.term.number) == (contract, Decimal("21.20"), 1)
    page = words(client_ana, f"{contract.pk}/?tab=billing")
    assert "Replaced by another contract €21.20 To give" in page
    assert "Renewal: Last day to refuse" not in page  # it would lie after the end
    told = words(client_ana, f"{contract.pk}/replace/undo/")
    assert "The credit of €21.20 net goes: nothing is to be given back." in told
    words(client_ana, f"{contract.pk}/replace/undo/", reason="Error")
    assert "Renewal: Last day to refuse" in words(client_ana, f"{contract.pk}/")
    assert (
        'value="K1-C"' in client_ana.get(f"{BASE}{contract.pk}/replace/").content.decode()
    )  # K1-B is a draft
    with acting_for(company_a):
        assert (Credit.objects.count(), Contract.objects.get(number="K1-B").runs_until) == (0, None)
    words(client_ana, f"{contract.pk}/replace/", **ASKED | {"number": "K1-C"})
    with acting_for(company_a):
        Credit.objects.get().give(on=TODAY, by=ana, reference="AV-1")
    told = words(client_ana, f"{contract.pk}/replace/undo/", reason="Error")
    assert "The credit of contract K1 was given." in told


def test_a_first_day_before_the_contract_is_told(client_ana: Client, contract: Contract) -> None:
    for day, said in (
        ("0001-01-01", "This day lies too far back."),
        ("2026-03-04", "lies before the start of"),
    ):
        told = words(client_ana, f"{contract.pk}/replace/", **ASKED | {"starts_on": day})
        assert told.count(said) == 2, day  # in the summary and at its field
        assert client_ana.get(f"{BASE}{contract.pk}/replace/?starts_on={day}").status_code == 200


def test_what_stands_on_the_successor_keeps_it_and_no_night_renews_the_former(
    client_ana: Client, company_a: Company, contract: Contract
) -> None:
    words(client_ana, f"{contract.pk}/replace/", **ASKED)
    nightly.run(company_a, date(2027, 8, 1))
    with acting_for(company_a):
        successor = Contract.objects.get(number="K1-B")
        assert (contract.terms.count(), successor.terms.count()) == (1, 2)
        first = BillingPeriod.objects.filter(contract=successor)[0]
        first.close(BillingPeriod.State.ELSEWHERE, on=TODAY, by=None, reason="Old software")
        OwedVisit.objects.filter(contract=successor).update(done_on=TODAY, done_by="office")
    told = words(client_ana, f"{contract.pk}/replace/undo/", reason="Error")
    assert "A billing period of contract K1-B was billed or closed." in told
    assert "A visit of contract K1-B was done." in told
    with acting_for(company_a):
        contract.refresh_from_db()
        assert contract.replaced_by == successor
