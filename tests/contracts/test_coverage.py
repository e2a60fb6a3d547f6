from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from contracts.amending.applying import amend
from contracts.amending.wanted import Content, Wanted, Wish
from contracts.coverage import Cover, coverage_of
from contracts.models import Contract, Coverage
from contracts.signing import sign
from tenancy.acting import acting_for
from tenancy.models import Company
from tests.contracts.test_contract_pages import BASE, filled
from tests.factories.contracts import (
    ContractFactory,
    CoverageFactory,
    LineFactory,
    ServiceFactory,
    TemplateFactory,
    TemplateServiceFactory,
)
from tests.factories.customers import CustomerFactory

D = Decimal
SIGNED, BEGUN = date(2026, 3, 1), date(2026, 3, 4)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False):
        yield


def test_a_line_covers_what_it_says_else_what_its_contract_says_and_the_best_line_counts(
    acting_a: Company,
) -> None:
    contract = ContractFactory(covers_labour=False, covers_parts="consumables")
    line = contract.lines.get()
    more = LineFactory(contract=contract, label="More", starts_on=date(2026, 6, 1), ends_on=date(2026, 8, 31))
    CoverageFactory(line=line)  # parts up to 200.00
    CoverageFactory(line=more, amount=None, times=2)
    CoverageFactory(line=more, kind="travel", covered=False, amount=None)
    draft = coverage_of(contract, "travel", BEGUN)
    signed = sign(contract, SIGNED, on=SIGNED)
    line.contract = more.contract = signed
    june, after = date(2026, 6, 15), date(2026, 9, 1)
    found = {
        "draft": draft,
        "too early": coverage_of(signed, "travel", date(2026, 3, 3)),
        "labour": coverage_of(signed, "labour", june),
        "travel": coverage_of(signed, "travel", june),
        "travel by more": coverage_of(more, "travel", june),
        "consumables": coverage_of(line, "consumables", june),
        "parts in june": coverage_of(signed, "parts", june),
        "parts later": coverage_of(signed, "parts", after),
        "parts by more, later": coverage_of(more, "parts", after),
    }
    assert found == {
        "draft": Cover("travel", covered=False),
        "too early": Cover("travel", covered=False),
        "labour": Cover("labour", covered=False),
        "travel": Cover("travel", covered=True),
        "travel by more": Cover("travel", covered=False),
        "consumables": Cover("consumables", covered=True),
        "parts in june": Cover("parts", covered=True, times=2),
        "parts later": Cover("parts", covered=True, amount=D("200.00")),
        "parts by more, later": Cover("parts", covered=False),
    }


def test_coverage_is_written_for_a_template_taken_by_the_contract_and_kept_by_an_amendment(
    client_ana: Client, company_a: Company
) -> None:
    with acting_for(company_a):
        customer, template = CustomerFactory(), TemplateFactory()
        offered = TemplateServiceFactory(template=template, service=ServiceFactory(name="Within a day"))
    path = f"{BASE}templates/services/{offered.pk}/coverage/"
    typed = {"labour": "yes", "labour_times": "3", "parts": "no"}
    for wrong, complaint in (
        ({"parts_amount": "10"}, "A limit goes with what is covered only."),
        ({"labour_amount": "0"}, "A limit is above zero."),
    ):
        assert complaint in client_ana.post(path, typed | wrong).content.decode()
    assert client_ana.post(path, typed).status_code == 302
    assert client_ana.post(f"{BASE}new/", filled(customer.pk, template.pk)).status_code == 302
    with acting_for(company_a):
        contract = Contract.objects.get()
        line = contract.lines.get(label="Within a day")
    page = client_ana.get(f"{BASE}{contract.pk}/").content.decode()
    assert "3 times a year" in page
    edit = f"{BASE}lines/{line.pk}/coverage/"
    assert client_ana.post(edit, typed | {"travel": "yes", "travel_amount": "80"}).status_code == 302
    with acting_for(company_a):
        sign(contract, SIGNED, on=date(2026, 12, 1))
        wish = Wish(line.pk, Content("Faster", D("12.00"), 0, None, "anywhere"))
        amend(contract, Wanted(date(2027, 1, 1), (wish,), "Why"), on=date(2026, 12, 2))
        rows = Coverage.objects.filter(line__label="Faster").order_by("kind")
        assert list(rows.values_list("kind", "covered", "amount", "times")) == [
            ("labour", True, None, 3), ("parts", False, None, None), ("travel", True, D("80.00"), None),
        ]  # fmt: skip
    refused = client_ana.post(edit, {"parts": "yes"}).content.decode()
    assert "The contract is signed: what was promised stands." in refused
