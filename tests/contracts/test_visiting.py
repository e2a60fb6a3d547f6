from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from contracts.amending.applying import amend
from contracts.amending.wanted import Content, Wanted, Wish
from contracts.leaks import LEAKS
from contracts.models import Contract
from contracts.signing import sign
from tenancy.acting import acting_for
from tenancy.models import Company
from tests.contracts.test_contract_pages import BASE, filled
from tests.factories.contracts import ContractFactory, TemplateFactory
from tests.factories.customers import CustomerFactory

D = Decimal
SIGNED, TODAY = date(2026, 3, 1), date(2026, 11, 23)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False):
        yield


@pytest.fixture
def per_visit(company_a: Company) -> Contract:
    """Three visits for 100.00 a year, each charged when it is made."""
    with acting_for(company_a):
        contract = ContractFactory(number="VISITS", billing_due="visit")
        contract.lines.update(visits_per_year=3, annual_fee=D("100.00"))
        return sign(contract, SIGNED, on=SIGNED)


def charged(contract: Contract) -> list[tuple[date, Decimal]]:
    return list(contract.billing_periods.order_by("number").values_list("due_on", "amount"))


def test_a_fee_falls_due_with_each_visit_made_and_all_of_them_sum_to_it(
    client_ana: Client, company_a: Company, per_visit: Contract
) -> None:
    with acting_for(company_a):
        assert charged(per_visit) == []
        assert not LEAKS["no_bill"].rows(TODAY).exists()
        first, *others = per_visit.owed_visits.order_by("slice_starts_on").values_list("pk", flat=True)
    for _twice in range(2):
        client_ana.post(f"{BASE}visits/{first}/done/", {"on": "2026-05-04", "reference": "R1"})
    done = {
        "action": "done",
        "pk": others,
        "on": "2026-11-02",
        "reference": "",
        "confirm": "1",
        "expected": "2",
    }
    assert "2 visits marked done." in client_ana.post(f"{BASE}visits/", done, follow=True).content.decode()
    with acting_for(company_a):
        assert charged(per_visit) == [
            (date(2026, 5, 4), D("33.33")), (date(2026, 11, 2), D("33.34")), (date(2026, 11, 2), D("33.33")),
        ]  # fmt: skip
    page = client_ana.get(f"{BASE}{per_visit.pk}/?tab=billing").content.decode()
    assert "The visit was made on this day." in page


def test_after_an_amendment_visits_cost_what_their_line_does_then(
    client_ana: Client, company_a: Company, per_visit: Contract
) -> None:
    with acting_for(company_a):
        line = per_visit.lines.get()
        wish = Wish(line.pk, Content("Dearer", D("400.00"), 3, None, "anywhere"))
        amend(per_visit, Wanted(date(2026, 7, 4), (wish,), "More"), on=date(2026, 7, 1))
        assert charged(per_visit) == [] and not per_visit.credits.exists()
        late = per_visit.owed_visits.order_by("slice_starts_on").last()
        assert late is not None and late.line.label == "Dearer"
    client_ana.post(f"{BASE}visits/{late.pk}/done/", {"on": "2026-11-20", "reference": ""})
    with acting_for(company_a):  # 243 of 365 days at 400.00, on two visits
        assert charged(per_visit) == [(date(2026, 11, 20), D("133.15"))]


def test_charged_per_visit_a_line_with_a_fee_needs_visits(client_ana: Client, company_a: Company) -> None:
    with acting_for(company_a):
        customer, template = CustomerFactory(), TemplateFactory()
    typed = filled(customer.pk, template.pk, billing_due="visit", **{"lines-0-visits_per_year": "0"})
    page = client_ana.post(f"{BASE}new/", typed).content.decode()
    assert "Charged per visit, the line needs visits." in page
