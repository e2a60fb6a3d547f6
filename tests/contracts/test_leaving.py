import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from config import nightly
from contracts.models import BillingPeriod, Contract, Notice
from contracts.signing import sign
from tenancy.acting import acting_for
from tenancy.models import Company
from tests.factories.contracts import ContractFactory

BASE = "/t/alpha/contracts/"
FREE = "The customer may leave at any time"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2027-06-10T10:00:00Z", tick=False):
        yield


@pytest.fixture
def renewed(company_a: Company) -> Contract:
    """240.00 with VAT, from 15 March 2026; known here since then, renewed at night to 14 March 2028."""
    with time_machine.travel("2026-03-15T10:00:00Z", tick=False), acting_for(company_a):
        made: Contract = ContractFactory(number="K1", start_on=date(2026, 3, 15), vat_rate=Decimal(20))
        made.lines.update(annual_fee=Decimal("200.00"))
        sign(made, date(2026, 3, 1), on=date(2026, 3, 15))
    nightly.run(company_a, date(2027, 3, 15))
    with acting_for(company_a):
        BillingPeriod.objects.update(state=BillingPeriod.State.BILLED, settled_on=date(2027, 3, 15))
    return made


def see(client: Client, contract: Contract, rest: str = "") -> str:
    return client.get(f"{BASE}{contract.pk}/{rest}").content.decode()


def test_a_renewal_nobody_announced_shows_on_the_contract_with_its_article(
    client_ana: Client, company_a: Company, renewed: Contract
) -> None:
    page = see(client_ana, renewed)
    assert FREE in page and "May leave at any time" in page and "L215-1" in page
    with acting_for(company_a):
        Notice.objects.create(
            contract=renewed,
            term=renewed.terms.get(number=1),
            prepared_on=date(2026, 11, 1),
            sent_on=date(2026, 11, 2),
            channel="letter",
            cures=False,
        )
    assert FREE in see(client_ana, renewed)  # outside its window a letter does not help
    with acting_for(company_a):
        Notice.objects.update(cures=True)
    assert FREE not in see(client_ana, renewed)
    assert "nothing has to be refunded" in see(client_ana, renewed, "refund/")


def test_what_goes_back_is_computed_both_ways_and_recorded_with_the_termination(
    client_ana: Client, client_ben: Client, renewed: Contract
) -> None:
    assert client_ben.get(f"{BASE}{renewed.pk}/refund/").status_code == 403
    page = see(client_ana, renewed, "refund/?last_day=2027-06-30&paid=240&services=110")
    for said in ("108 of 366", "€70.82", "€169.18", "07/30/2027", "€130.00"):
        assert said in page, said
    given = {
        "side": "customer",
        "received_on": "2027-06-10",
        "last_day": "2027-06-30",
        "channel": "letter",
        "reason": "Left",
        "running": "prorated",
    }
    # By time it is what the termination computes itself; the other reading is said, with its name.
    passed_on = set(re.findall(r"credit=([^&]*)&", page))
    assert passed_on == {"108.33"} and "credit=108.33&amp;credit_reason=By+services+given" in page
    told = see(client_ana, renewed, "terminate/?last_day=2027-06-30&running=prorated")
    assert "€140.98 net was charged" in told and "With VAT the credit is €169.18." in told
    client_ana.post(f"{BASE}{renewed.pk}/terminate/", given)
    page = see(client_ana, renewed)
    assert "Credit of €140.98 net to give by 07/30/2027." in page and FREE not in page


def test_a_bad_day_is_said_at_its_field(client_ana: Client, renewed: Contract) -> None:
    early = see(client_ana, renewed, "refund/?last_day=2027-01-01&paid=1")
    assert "This day lies before the renewed term." in early
    late = see(client_ana, renewed, "refund/?last_day=2190-12-31&paid=1")
    assert "The contract ends before that day by itself" in late
    assert "This field is required." in see(client_ana, renewed, "refund/?last_day=&paid=1")
