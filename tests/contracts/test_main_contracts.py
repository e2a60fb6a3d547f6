"""Main contracts and the sub-contracts under them: taken over, summed up, one level deep, ended together by choice."""

import html
import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config import nightly
from config.portfolio import Source, import_portfolio
from contracts.importing.hanging import DEEPER, STRANGER, UNKNOWN
from contracts.models import BillingPeriod, Contract, Ending, OwedVisit, Refusal, State
from contracts.refusal import refuse
from contracts.signing import sign
from customers.models import SiteRole
from tenancy.acting import acting_for
from tenancy.models import Alert, Company
from tests.factories.contracts import ContractFactory
from tests.factories.customers import CustomerFactory, SiteFactory, SiteRoleFactory

BASE = "/t/alpha/contracts/"
TODAY = date(2026, 6, 10)
LINE = {
    "lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0", "lines-0-label": "Boiler", "lines-0-annual_fee": "120",
    "lines-0-visits_per_year": "1", "lines-0-visit_position": "anywhere",
}  # fmt: skip
ENDED = {
    "side": "customer", "received_on": "2026-06-09", "last_day": "2026-06-30", "channel": "letter",
    "reason": "Sold the estate", "running": "prorated",
}  # fmt: skip


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-06-10T10:00:00Z", tick=False):
        yield


@pytest.fixture
def main(company_a: Company) -> Contract:
    """From 4 March 2026, three months' notice, billed by quarters."""
    with acting_for(company_a):
        made = ContractFactory(number="M1", billing_step=3, notice_months=3, customer__last_name="Estate")
        return sign(made, date(2026, 3, 1), on=TODAY)


def under(main: Contract | None, number: str, **more: Any) -> Contract:
    """A signed sub-contract of the same customer."""
    people = {"customer": main.customer} if main else {}
    made = ContractFactory(number=number, main=main, **people | more)
    return sign(made, date(2026, 3, 1), on=TODAY)


def words(response: Any) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def numbers(client: Client, query: str) -> list[str]:
    page = client.get(f"{BASE}{query}").content.decode()
    return re.findall(r'data-pk="\d+".*?contracts/\d+/"[^>]*>([^<]+)</a>', page, re.DOTALL)


def test_a_sub_contract_takes_over_from_its_main_contract_and_its_terms_end_with_its(
    client_ana: Client, company_a: Company, main: Contract
) -> None:
    page = client_ana.get(f"{BASE}new/?main={main.pk}").content.decode()
    asked = re.findall(r'name="([a-z_]+)"[^>]*value="([^"]*)"[^>]* checked', page)
    assert ("ends_with_main", "on") in asked or 'name="ends_with_main"' in page
    assert re.search(r'name="notice_months"[^>]*value="3"', page)
    data = LINE | {
        "customer": main.customer_id, "template": main.template_id, "main": main.pk, "start_on": "2026-07-01",
        "ends_with_main": "on", "anchor_rule": "anniversary", "calendar_month": "12", "term_months": "12",
        "renewal": "tacit", "renewal_price": "keep", "notice_months": "3", "notice_days": "0", "billing_step": "3",
        "billing_due": "advance", "billing_days": "0", "vat_rate": "10", "covers_parts": "none", "number": "S1",
    }  # fmt: skip
    told = words(client_ana.post(f"{BASE}new/", data | {"term_months": "24"}))
    assert "To end with those of the main contract, terms last 12 months as they do there." in told
    assert "The main contract has no term on that day." in words(
        client_ana.post(f"{BASE}new/", data | {"start_on": "2026-03-03"})
    )
    made = client_ana.post(f"{BASE}new/", data)
    with acting_for(company_a):
        sub = Contract.objects.get(number="S1")
        assert (made.status_code, sub.main, sub.first_ends_on) == (302, main, date(2027, 3, 3))
        sign(sub, date(2026, 6, 1), on=TODAY)
    assert nightly.run(company_a, date(2027, 3, 4)).went_well
    with acting_for(company_a):
        # 246 days of 365; then whole terms beside those of the main contract.
        assert list(sub.terms.order_by("number").values_list("starts_on", "ends_on", "fee")) == [
            (date(2026, 7, 1), date(2027, 3, 3), Decimal("80.88")),
            (date(2027, 3, 4), date(2028, 3, 3), Decimal("120.00")),
        ]
        assert main.terms.latest("number").ends_on == date(2028, 3, 3)
    told = words(client_ana.get(f"{BASE}{sub.pk}/?tab=terms"))
    assert ("Main contract M1" in told, "The first term is short" in told or "ends the day before" in told)[0]


def test_a_contract_hangs_one_level_deep_under_those_its_people_have_to_do_with(
    client_ana: Client, company_a: Company, main: Contract
) -> None:
    with acting_for(company_a):
        sub, other = (
            under(main, "S1"),
            under(None, "X1", customer=CustomerFactory(last_name="Alone")),
        )
        for wrong, above in ((main, other), (other, sub), (other, other)):
            with pytest.raises(IntegrityError), transaction.atomic():
                Contract.objects.filter(pk=wrong.pk).update(main=above)
        condo = CustomerFactory(last_name="Flat", parent=main.customer)
        flat = under(None, "X2", customer=condo)
        site = SiteFactory(customer=other.customer)
    bulk = {
        "action": "main",
        "pk": [other.pk, flat.pk, main.pk],
        "main": main.pk,
        "confirm": "1",
        "expected": "3",
    }
    told = words(client_ana.post(BASE, bulk, follow=True))
    assert "1 contract changed. X1: Its customer neither is that of the main contract" in told
    assert "M1 · Estate" not in client_ana.get(f"{BASE}{other.pk}/edit/").content.decode()
    with acting_for(company_a):
        SiteRoleFactory(site=site, party=main.customer, role=SiteRole.Role.MANAGER)
    page = client_ana.get(f"{BASE}{other.pk}/edit/").content.decode()
    guard = dict(re.findall(r'name="([a-z_]*)" value="([^"]+)"', page))
    client_ana.post(f"{BASE}{other.pk}/edit/", guard | {"main": main.pk})
    found = {
        "?framework=main": ["M1"],
        "?framework=sub": ["S1", "X1", "X2"],
        f"?main={main.pk}": ["S1", "X1", "X2"],
    }
    assert {query: sorted(numbers(client_ana, query)) for query in found} == found
    told = words(client_ana.get(f"{BASE}?framework=alone"))
    assert "No contract" in told or "Nothing" in told
    with acting_for(company_a):
        assert set(main.subs.values_list("number", flat=True)) == {"S1", "X1", "X2"}


def test_the_main_contract_sums_up_what_hangs_under_it_in_as_many_queries_as_ever(
    client_ana: Client, client_ben: Client, company_a: Company, main: Contract
) -> None:
    with acting_for(company_a):
        first = under(main, "S1")
        ContractFactory(number="S2", customer=main.customer, main=main)

    def queries() -> list[int]:
        counts = []
        for path in (f"{main.pk}/?tab=subs", f"?main={main.pk}&panel=main"):
            with CaptureQueriesContext(connection) as seen:
                assert client_ana.get(BASE + path).status_code == 200
            counts.append(len(seen))
        return counts

    queries()
    few = queries()
    told = words(client_ana.get(f"{BASE}{main.pk}/?tab=subs"))
    assert "Yearly fees of those that run, net €120.00 Visits owed 1 Next end of a term 03/03/2027" in told
    assert ("Draft 1" in told, "Active 1" in told) == (True, True)
    panel = words(client_ana.get(f"{BASE}?main={main.pk}&panel=main"))
    assert ("New sub-contract" in panel, "Visits owed" in panel, "Main contract" in panel) == (
        True,
        True,
        False,
    )
    exported = client_ana.get(f"{BASE}?export=csv&framework=sub").content.decode("utf-8-sig")
    assert [line.split(";" if ";" in line else ",")[2] for line in exported.splitlines()[1:]] == ["M1", "M1"]
    assert "€120.00" not in words(client_ben.get(f"{BASE}{main.pk}/?tab=subs"))
    crumbs = client_ana.get(f"{BASE}{first.pk}/").content.decode()
    assert re.search(rf'<li class="breadcrumb-item">\s*<a href="{BASE}{main.pk}/">M1</a>', crumbs)
    with acting_for(company_a):
        for number in range(3, 9):
            under(main, f"S{number}")
    assert queries() == few


def test_sub_contracts_end_with_their_main_contract_by_choice_and_go_on_with_it(
    client_ana: Client, company_a: Company, main: Contract
) -> None:
    with acting_for(company_a):
        first, second, later = (
            under(main, "S1"),
            under(main, "S2"),
            under(main, "S3", start_on=date(2026, 8, 1)),
        )
        before = list(BillingPeriod.objects.order_by("pk").values("pk", "state", "amount", "ends_on"))
    path = f"{BASE}{main.pk}/terminate/"
    told = words(
        client_ana.get(f"{path}?last_day=2026-06-30&running=prorated&subs={first.pk}&subs={later.pk}")
    )
    assert (
        "S1 (Estate Zoé) runs until 06/30/2026 too; billing periods no longer charged in full: 1 (€80.88 net); "
        "visits withdrawn: 0." in told
    )
    assert "S3 (Estate Zoé) cannot end then: The last day lies before the start of the contract." in told
    assert "1 sub-contract goes on: tick it below if it is to end too." in told
    assert "S3 (Estate Zoé) cannot end then" in words(client_ana.post(path, ENDED | {"subs": [later.pk]}))
    for _twice in range(2):
        client_ana.post(path, ENDED | {"subs": [first.pk]})
    with acting_for(company_a):
        states = {each.number: each.state_on(date(2026, 7, 1)) for each in Contract.objects.all()}
        assert states == {"M1": State.ENDED, "S1": State.ENDED, "S2": State.ACTIVE, "S3": State.UPCOMING}
        assert Ending.objects.get(contract=first).along_with == Ending.objects.get(contract=main)
    assert nightly.run(company_a, TODAY).went_well
    with acting_for(company_a):
        alert = Alert.objects.open().get(kind="main_outlived")
        assert (alert.subject_id, alert.due_on, alert.facts) == (main.pk, date(2026, 6, 30), {"subs": 2})
    assert "2 sub-contracts go on without it: S2 , S3" in words(client_ana.get(f"{BASE}{main.pk}/"))
    assert "S1 (Estate Zoé), which ended with it, goes on too." in words(
        client_ana.get(f"{BASE}{main.pk}/end/undo/")
    )
    client_ana.post(f"{BASE}{main.pk}/end/undo/", {"reason": "Typed by mistake"})
    with acting_for(company_a):
        assert list(BillingPeriod.objects.order_by("pk").values("pk", "state", "amount", "ends_on")) == before
        assert Ending.objects.in_force().count() == 0
        assert second.owed_visits.open().count() == OwedVisit.objects.open().count() / 4


def test_a_refusal_goes_for_the_sub_contracts_chosen_each_to_the_end_of_its_own_term(
    client_ana: Client, company_a: Company, main: Contract
) -> None:
    with acting_for(company_a):
        first, second = under(main, "S1", start_on=date(2026, 5, 1)), under(main, "S2")
        refuse(second, TODAY, on=TODAY, channel="letter")
    path, asked = f"{BASE}{main.pk}/refuse/", {"received_on": "2026-06-09", "channel": "letter"}
    told = words(client_ana.get(f"{path}?received_on=2026-06-09&subs={first.pk}&subs={second.pk}"))
    assert "S1 (Estate Zoé) runs until 04/30/2027 and ends the day after." in told
    assert "S2 (Estate Zoé) cannot end then: A refusal is recorded already." in told
    assert "A refusal is recorded already." in words(client_ana.post(path, asked | {"subs": [second.pk]}))
    client_ana.post(path, asked | {"subs": [first.pk]})
    with acting_for(company_a):
        first.refresh_from_db()
        assert (first.ends_after, Refusal.objects.filter(withdrawn_on=None).count()) == (date(2027, 4, 30), 3)
    told = words(client_ana.get(f"{BASE}{main.pk}/withdraw/"))
    assert "The refusal recorded with it for S1 (Estate Zoé) is withdrawn too." in told
    client_ana.post(f"{BASE}{main.pk}/withdraw/")
    with acting_for(company_a):
        assert [row.contract for row in Refusal.objects.filter(withdrawn_on=None)] == [second]
    given = {
        "number": "M1-B",
        "starts_on": "2026-07-01",
        "signed_on": "2026-06-09",
        "channel": "letter",
        "reason": "X",
    }
    told = words(client_ana.get(f"{BASE}{main.pk}/replace/?starts_on=2026-07-01"))
    assert "2 sub-contracts hang under the new contract from then on." in told
    client_ana.post(f"{BASE}{main.pk}/replace/", given)
    with acting_for(company_a):
        assert set(Contract.objects.get(number="M1-B").subs.all()) == {first, second}
    client_ana.post(f"{BASE}{main.pk}/replace/undo/", {"reason": "Error"})
    with acting_for(company_a):
        assert main.subs.count() == 2


def test_an_import_hangs_contracts_under_those_its_rows_name_whatever_their_order(company_a: Company) -> None:
    with acting_for(company_a):
        CustomerFactory(number="C1")
        CustomerFactory(number="C2")
    head = (
        "N° contrat;Code client;Type de contrat;Date de début;Durée (mois);Reconduction;Préavis (mois);"
        "Montant annuel HT;Périodicité de facturation;Contrat-cadre"
    )
    rows = [("B", "C1", "A"), ("D", "C1", "B"), ("A", "C1", ""), ("C", "C2", "A"), ("E", "C1", "ZZ")]
    lines = [f"{key};{who};Confort;01/03/2026;12;Tacite;2;120,00;Annuelle;{main}" for key, who, main in rows]
    content = "\n".join([head, *lines]).encode()
    report = import_portfolio(company_a, [Source("contrats.csv", io.BytesIO(content))], on=TODAY)
    remarks = [each for file in report.files for each in file.remarks if each.column == "Main contract"]
    said = {each.reference: each.text for each in remarks}
    with acting_for(company_a):
        assert dict(Contract.objects.values_list("number", "main__number")) == {
            "A": None, "B": "A", "C": None, "D": None, "E": None,
        }  # fmt: skip
    assert said == {"C": STRANGER, "D": DEEPER, "E": UNKNOWN}
