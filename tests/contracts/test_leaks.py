"""What would be lost: each cause finds its rows and their money, and nothing of what is in order."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config import nightly
from contracts.leaks import LEAKS, leaks_for, weigh
from contracts.models import BillingPeriod, Contract, LineEquipment, Notice, OwedVisit, Term
from contracts.signing import sign
from customers.models import LegalClass
from installed_base.models import ServiceDone
from tenancy.acting import acting_for
from tenancy.models import Company, Membership, Technician, User
from tests.factories.contracts import ContractFactory, LineEquipmentFactory, LineFactory, TemplateFactory
from tests.factories.customers import CustomerFactory
from tests.factories.installed_base import EquipmentFactory
from tests.factories.tenancy import TechnicianFactory

URL = "/t/alpha/contracts/lost/"
TODAY = date(2027, 4, 10)
FIRST = date(
    2026, 3, 4
)  # first term to 3 March 2027: its visit is late, its notice window closed on 3 December


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2027-04-10T10:00:00Z", tick=False):
        yield


def signed(number: str, fee: str = "120.00", on: date = TODAY, **rules: Any) -> Contract:
    """A business customer's, with a technician; its visits and fees are open."""
    firm = CustomerFactory(legal_class=LegalClass.PROFESSIONAL)
    rules = {"customer": firm, "start_on": FIRST, "technician": TechnicianFactory()} | rules
    contract = ContractFactory(number=number, line=None, **rules)
    LineFactory(contract=contract, annual_fee=Decimal(fee))
    return sign(contract, contract.start_on, on=on)


def in_order(contract: Contract) -> Contract:
    for visit in contract.owed_visits.all():
        visit.close(on=visit.window_starts_on, by=OwedVisit.Done.OFFICE)
    for period in contract.billing_periods.all():
        period.close(BillingPeriod.State.ELSEWHERE, on=period.due_on, by=None, reason="Elsewhere")
    return contract


def lost(cause: str) -> list[tuple[str, Decimal | None]]:
    """Number and money at stake of each row of a cause."""
    return sorted((row.number, row.lost) for row in LEAKS[cause].rows(TODAY))


def test_a_portfolio_in_order_loses_nothing(company_a: Company) -> None:
    with acting_for(company_a):
        in_order(signed("K1"))
        assert [(w.leak.name, w.count) for w in weigh(LEAKS.values(), TODAY) if w.count] == []


def test_each_cause_finds_its_contracts_with_the_money_at_stake(
    company_a: Company, company_b: Company
) -> None:
    with acting_for(company_b):
        signed("B1", technician=None)
    with acting_for(company_a):
        in_order(signed("ORDER"))
        due = signed("DUE")
        for visit in due.owed_visits.all():
            visit.close(on=FIRST, by=OwedVisit.Done.OFFICE)
        late = in_order(signed("LATE"))
        late.owed_visits.filter(term__number=1).update(done_on=None, done_by="")
        bare = in_order(signed("BARE"))
        bare.billing_periods.filter(term__number=2).delete()
        Contract.objects.filter(pk=in_order(signed("ALONE")).pk).update(technician=None)
        Contract.objects.filter(pk=in_order(signed("VAT")).pk).update(vat_confirmed=False)
        kept = in_order(signed("KEPT"))
        Contract.objects.filter(pk=kept.pk).update(renewal_price="percent", revision_percent=Decimal("2.5"))
        cheap = in_order(
            signed("CHEAP", "90.00", template=TemplateFactory(name="List", annual_fee=Decimal("110")))
        )
        ContractFactory(number="DRAFT", start_on=date(2027, 4, 1))
        stuck = in_order(signed("STUCK", on=date(2026, 3, 4)))
        assert (cheap.number, stuck.runs_until) == ("CHEAP", date(2027, 3, 3))
        assert lost("fees_due") == [("DUE", Decimal("240.00"))]
        assert lost("visits_late") == [("LATE", Decimal("120.00"))]
        assert lost("no_bill") == [("BARE", Decimal("120.00"))]
        assert lost("no_technician") == [("ALONE", None)]
        assert lost("vat") == [("VAT", None)]
        assert lost("old_price") == [("KEPT", Decimal("3.00"))]
        assert lost("under_template") == [("CHEAP", Decimal("20.00"))]
        assert lost("unsigned") == [("DRAFT", Decimal("120.00"))]
        assert lost("not_renewed") == [("STUCK", Decimal("120.00"))]
        assert lost("never_begun") == []


def test_letters_that_did_not_leave_are_found_before_and_after_the_renewal(company_a: Company) -> None:
    with acting_for(company_a):
        person = CustomerFactory()
        missed = in_order(
            signed("MISSED", customer=person, start_on=date(2026, 6, 1))
        )  # closed on 28 February
        told = in_order(signed("TOLD", customer=person, start_on=date(2026, 6, 1)))
        Notice.objects.create(contract=told, term=told.terms.get(), prepared_on=date(2027, 1, 1))
        Notice.objects.update(sent_on=date(2027, 1, 5), channel="letter")
        renewed, business = (
            in_order(signed(number, customer=customer, on=FIRST))
            for number, customer in (
                ("RENEWED", person),
                ("FIRM", CustomerFactory(legal_class=LegalClass.PROFESSIONAL)),
            )
        )
        Term.objects.filter(contract__in=[renewed, business]).update(written_at="2026-03-04T10:00:00Z")
    nightly.run(company_a, TODAY)
    with acting_for(company_a):
        assert missed.terms.get().notice_closes_on < TODAY
        assert lost("notice_missed") == [("MISSED", Decimal("120.00"))]
        assert lost("no_letter") == [("RENEWED", Decimal("120.00"))]


def test_machines_looked_after_or_at_hand_without_a_contract_are_found_and_excluded_ones_left_out(
    company_a: Company,
) -> None:
    with acting_for(company_a):
        contract = in_order(signed("K1"))
        under, beside, excluded = (
            EquipmentFactory(number=n, customer=contract.customer) for n in ("A1", "A2", "A3")
        )
        LineEquipmentFactory(line=contract.lines.get(), equipment=under)
        excluded.excluded = True
        excluded.save()
        ended = in_order(signed("K2", renewal="none", on=date(2027, 3, 4)))
        Contract.objects.filter(pk=ended.pk).update(ended_on=date(2027, 3, 4), end_reason="expired")
        former, left = (EquipmentFactory(number=n, customer=ended.customer) for n in ("A4", "A5"))
        for machine in (former, left):
            LineEquipment.objects.create(line=ended.lines.get(), equipment=machine)
        ServiceDone.objects.create(equipment=former, on=date(2027, 4, 1))
        ServiceDone.objects.create(equipment=left, on=date(2027, 3, 3))
        assert lost("uncovered") == [("A2", None)]
        assert lost("served_free") == [("A4", Decimal("120.00"))]
        assert beside.number == "A2"


def test_late_visits_of_excluded_customers_are_not_counted(company_a: Company) -> None:
    with acting_for(company_a):
        contract = signed("K1")
        assert [number for number, _lost in lost("visits_late")] == ["K1"]
        contract.customer.excluded = True
        contract.customer.save()
        assert lost("visits_late") == []


def test_the_page_shows_causes_and_money_and_leads_to_rows_that_can_be_settled_and_taken_away(
    client_ana: Client, company_a: Company
) -> None:
    with acting_for(company_a):
        contract = signed("K1")
        Contract.objects.update(technician=None, vat_confirmed=False)
        person = TechnicianFactory(name="Karim")
    page = client_ana.get(URL).content.decode()
    assert "Fees due and not billed" in page and "€240.00" in page
    rows = client_ana.get(URL + "contracts/", {"cause": "fees_due"}).content.decode()
    assert "K1" in rows and "€240.00" in rows
    file = client_ana.get(URL + "contracts/", {"cause": "fees_due", "export": "csv"}).content.decode(
        "utf-8-sig"
    )
    assert "K1" in file and "240.00" in file
    for cause, action, data in (
        ("no_technician", "technician", {"technician": person.pk}),
        ("vat", "vat", {}),
    ):
        url = f"{URL}contracts/?cause={cause}"
        sent = {"action": action, "pk": [contract.pk], "confirm": "1", "expected": "1", **data}
        assert client_ana.post(url, sent).status_code == 302
    with acting_for(company_a):
        contract.refresh_from_db()
        assert (contract.technician, contract.vat_confirmed) == (person, True)


def test_without_the_right_to_see_fees_neither_amounts_nor_their_causes_show(
    client_ben: Client, company_a: Company, ben: User
) -> None:
    with acting_for(company_a):
        signed("K1")
    assert "fees.view" not in Membership.objects.get(user=ben).rights
    page = client_ben.get(URL).content.decode()
    assert "Visits owed whose window is over" in page
    assert "Fees due and not billed" not in page and "€" not in page
    assert client_ben.get(URL + "contracts/", {"cause": "fees_due"}).status_code == 403
    assert "€" not in client_ben.get(URL + "contracts/", {"cause": "visits_late"}).content.decode()


def test_few_and_many_rows_cost_the_same_queries(client_ana: Client, company_a: Company) -> None:
    def queries(url: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client_ana.get(url).status_code == 200
        return len(captured)

    urls = [URL, f"{URL}contracts/?cause=fees_due", f"{URL}machines/?cause=uncovered"]
    with acting_for(company_a):
        contract = signed("K0")
        EquipmentFactory(customer=contract.customer)
    queries(URL)  # what the first page of a process looks up once
    few = [queries(url) for url in urls]
    with acting_for(company_a):
        for number in range(1, 9):
            EquipmentFactory(customer=signed(f"K{number}").customer)
        assert Technician.objects.count() >= 1
    assert [queries(url) for url in urls] == few
    assert len(leaks_for({"contracts.view"})) < len(LEAKS)
