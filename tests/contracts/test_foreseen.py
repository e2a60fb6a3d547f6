"""What lies ahead: expiry lists by month, contracts in figures, and any night to come, for one contract and for all."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contracts.ahead import ahead
from contracts.figures import GROUPS, Figure, figures, total
from contracts.models import Contract, OwedVisit, Term
from contracts.signing import sign
from customers.models import LegalClass
from tenancy.acting import acting_for
from tenancy.models import Alert, Company
from tests.factories.contracts import ContractFactory, TemplateFactory
from tests.factories.customers import CustomerFactory
from tests.factories.installed_base import EquipmentFactory
from tests.factories.tenancy import TechnicianFactory

TODAY = date(2027, 2, 1)
LISTS = ("contracts", "visits", "notices", "warranties")
URL = "/t/alpha/contracts/"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2027-02-01T10:00:00Z", tick=False):
        yield


def signed(number: str, start: date = date(2026, 3, 4), **rules: Any) -> Contract:
    return sign(ContractFactory(number=number, start_on=start, **rules), start, on=TODAY)


@pytest.fixture
def house(company_a: Company, company_b: Company) -> Company:
    """Two contracts that end in March and July, a warranty that ends in May; another company's that would leak."""
    with acting_for(company_b):
        signed("B1")
        EquipmentFactory(number="BM", warranty_until=date(2027, 5, 2))
    with acting_for(company_a):
        signed("MARCH")
        signed("JULY", date(2026, 7, 10))
        EquipmentFactory(number="BOILER", warranty_until=date(2027, 5, 2))
        EquipmentFactory(number="GONE", warranty_until=date(2027, 5, 2), removed_on=date(2027, 1, 1))
    return company_a


def numbers(client: Client, name: str, **query: str) -> set[str]:
    """Which of the rows a list shows."""
    page = client.get(f"{URL}expiries/{name}/", query).content.decode()
    return {word for word in ("MARCH", "JULY", "B1", "BOILER", "BM", "GONE") if f">{word}<" in page}


def test_what_expires_is_listed_by_month(client_ana: Client, house: Company) -> None:
    assert numbers(client_ana, "contracts") == {"MARCH", "JULY"}
    assert numbers(client_ana, "contracts", month="2027-07") == {"JULY"}
    assert numbers(client_ana, "visits", month="2027-03") == {"MARCH"}
    # The letter for July must leave by 9 April: refuse by 9 May, a month before. March's closed on 3 December.
    assert numbers(client_ana, "notices", month="2027-04") == {"JULY"}
    assert numbers(client_ana, "notices", month="2026-12") == {"MARCH"}
    assert numbers(client_ana, "warranties", month="2027-05") == {"BOILER"}
    assert numbers(client_ana, "warranties", month="2027-06") == set()


def test_each_list_is_printed_and_taken_away_as_a_workbook(client_ana: Client, house: Company) -> None:
    for name in LISTS:
        for wanted, begins in (("pdf", b"%PDF"), ("xlsx", b"PK")):
            answer = client_ana.get(f"{URL}expiries/{name}/", {"export": wanted})
            assert answer.content.startswith(begins)
    file = client_ana.get(f"{URL}expiries/contracts/", {"export": "csv"}).content.decode("utf-8-sig")
    assert "2027-03" in file and "2027-07" in file


def test_who_may_not_see_letters_or_fees_does_not_see_them_here(client_ben: Client, house: Company) -> None:
    assert client_ben.get(f"{URL}expiries/notices/").status_code == 403
    assert "€" not in client_ben.get(f"{URL}expiries/contracts/").content.decode()
    assert "€" not in client_ben.get(f"{URL}figures/").content.decode()
    assert "€" not in client_ben.get(f"{URL}{pk_of(house)}/ahead/").content.decode()


def pk_of(house: Company, number: str = "MARCH") -> int:
    with acting_for(house):
        return Contract.objects.get(number=number).pk


def test_running_contracts_are_counted_and_summed_by_what_they_have_in_common(company_a: Company) -> None:
    firm = {"legal_class": LegalClass.PROFESSIONAL}
    with acting_for(company_a):
        karim = TechnicianFactory(name="Karim")
        signed("K1", customer=CustomerFactory(city="Mâcon", **firm), technician=karim)
        signed("K2", customer=CustomerFactory(city="Mâcon"), template=TemplateFactory(name="Gold"))
        late = signed("K3", date(2026, 7, 10), customer=CustomerFactory(city="Cluny"))
        OwedVisit.objects.filter(contract=late).update(window_ends_on=date(2027, 1, 31))
        Contract.objects.filter(pk=signed("OVER").pk).update(ended_on=date(2027, 1, 1))
        ContractFactory(number="DRAFT")
        fees = Decimal("120.00")
        assert figures(GROUPS["town"], TODAY) == [
            Figure("Cluny", 1, fees, fees, 1, 1),
            Figure("Mâcon", 2, 2 * fees, 2 * fees, 2, 0),
        ]
        assert [(row.key, row.contracts) for row in figures(GROUPS["technician"], TODAY)] == [
            ("Karim", 1),
            ("", 2),
        ]
        assert [(row.key, row.contracts) for row in figures(GROUPS["template"], TODAY)] == [
            ("Comfort", 2),
            ("Gold", 1),
        ]
        assert [(row.key, row.contracts) for row in figures(GROUPS["month"], TODAY)] == [
            (date(2027, 3, 1), 2),
            (date(2027, 7, 1), 1),
        ]
        assert total(figures(GROUPS["class"], TODAY)) == Figure(None, 3, 3 * fees, 3 * fees, 3, 1)


def test_the_figures_are_taken_away_and_each_group_leads_to_its_contracts(
    client_ana: Client, house: Company
) -> None:
    for by in GROUPS:
        page = client_ana.get(f"{URL}figures/", {"by": by}).content.decode()
        assert "€240.00" in page
    assert f"{URL}?template=" in client_ana.get(f"{URL}figures/").content.decode()
    for wanted, begins in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b"Town")):
        assert client_ana.get(f"{URL}figures/", {"by": "town", "export": wanted}).content.startswith(begins)
    assert client_ana.get(f"{URL}figures/", {"export": "exe"}).status_code == 400


def test_a_contract_tells_what_happens_until_a_day_and_nothing_is_written(house: Company) -> None:
    with acting_for(house):
        contract = Contract.objects.get(number="MARCH")
        found = ahead(contract, TODAY, date(2027, 10, 5))
        assert [(event.on, event.fee) for event in found.events] == [
            (date(2027, 3, 3), None),  # the window of the visit closes
            (date(2027, 3, 4), Decimal("120.00")),  # renewed
            (date(2027, 3, 4), Decimal("120.00")),  # its fee falls due
            (date(2027, 3, 4), None),  # its visit is owed
            (date(2027, 10, 5), None),  # its notice is prepared
        ]
        assert found.events[1].sentence == (
            "Renewed: the night writes term 2, until 03/03/2028, with its fees and visits."
        )
        assert found.row is not None
        assert (found.row.state, found.row.term, found.row.notice, found.row.net_due) == (
            "active", 2, "prepared", Decimal("240.00"),
        )  # fmt: skip
        assert [event.icon for event in found.of(date(2027, 10, 5))] == ["mail"]
        contract.refresh_from_db()
        assert (contract.runs_until, Term.objects.filter(contract=contract).count()) == (date(2027, 3, 3), 1)


def test_the_page_of_a_contract_to_come_keeps_within_reach(client_ana: Client, house: Company) -> None:
    url = f"{URL}{pk_of(house)}/ahead/"
    assert "until 03/03/2028" in client_ana.get(url).content.decode()
    for asked in ("2027-13-40", "nonsense", "1999-01-01", "9999-12-31"):
        assert client_ana.get(url, {"on": asked}).status_code == 200
    with acting_for(house):
        draft = ContractFactory(number="DRAFT")
        assert Term.objects.count() == 2
    assert "It is not signed" in client_ana.get(f"{URL}{draft.pk}/ahead/").content.decode()


def test_any_night_to_come_is_previewed_for_the_company_and_taken_away(
    client_ana: Client, house: Company
) -> None:
    url = "/t/alpha/night/preview/"
    page = client_ana.get(url, {"on": "2027-07-10"}).content.decode()
    assert ">MARCH<" in page and ">JULY<" in page and ">B1<" not in page and "2 terms written" in page
    assert "MARCH" not in client_ana.get(url, {"on": "2027-02-28"}).content.decode()
    file = client_ana.get(url, {"on": "2027-07-10", "export": "csv"}).content.decode("utf-8-sig")
    assert "MARCH" in file and "JULY" in file
    assert client_ana.get(url, {"on": "2027-07-10", "export": "xlsx"}).content.startswith(b"PK")
    for asked in ("2027-13-40", "1999-01-01", "9999-12-31"):
        assert client_ana.get(url, {"on": asked}).status_code == 200
    with acting_for(house):
        assert (Term.objects.count(), Alert.objects.count()) == (2, 0)


def test_few_and_many_rows_cost_the_same_queries(client_ana: Client, company_a: Company) -> None:
    def queries(url: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client_ana.get(url).status_code == 200
        return len(captured)

    urls = [*(f"{URL}expiries/{name}/" for name in LISTS), f"{URL}figures/?by=technician"]
    with acting_for(company_a):
        signed("K0", technician=TechnicianFactory())
        EquipmentFactory(warranty_until=date(2027, 5, 2))
    queries(urls[0])
    few = [queries(url) for url in urls]
    with acting_for(company_a):
        for number in range(1, 9):
            signed(f"K{number}", technician=TechnicianFactory())
            EquipmentFactory(warranty_until=date(2027, 5, 2))
    assert [queries(url) for url in urls] == few
