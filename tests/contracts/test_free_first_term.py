from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from config import nightly
from contracts.amending.applying import amend
from contracts.amending.wanted import Content, Wanted, Wish
from contracts.leaks import LEAKS
from contracts.models import Contract, Notice
from contracts.signing import sign
from contracts.unrenewing import LateRefusal, undo_renewal
from tenancy.acting import acting_for
from tenancy.models import Company
from tests.factories.contracts import ContractFactory

D = Decimal
SIGNED, NOTICED, RENEWED = date(2026, 3, 1), date(2026, 10, 5), date(2027, 3, 4)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False):
        yield


@pytest.fixture
def free(company_a: Company) -> Contract:
    """A year for nothing, then 120.00, from the third term on raised by ten percent each year."""
    with acting_for(company_a):
        contract = ContractFactory(
            number="FREE", first_term_free=True, renewal_price="percent", revision_percent=10, billing_step=6
        )
        return sign(contract, SIGNED, on=SIGNED)


def test_the_first_term_costs_nothing_and_the_fee_begins_unraised_with_the_second(
    client_ana: Client, company_a: Company, free: Contract
) -> None:
    nightly.run(company_a, NOTICED)
    with acting_for(company_a):
        assert Notice.objects.get().price_shown == D("120.00")
        on = date(2026, 11, 23)
        lost = [name for name, leak in LEAKS.items() if leak.rows(on).exists()]
        assert [
            name for name in lost if name in {"fees_due", "no_bill", "never_begun", "under_template"}
        ] == []
    pages = [
        client_ana.get(f"/t/alpha/contracts/{free.pk}/?tab={tab}") for tab in ("lines", "terms", "billing")
    ]
    texts = [page.content.decode() for page in pages]
    assert ["first term free" in texts[0], "Term 1 · free" in texts[0]] == [True, True]
    assert ["The first term is free." in text for text in texts[1:]] == [True, True]
    nightly.run(company_a, date(2028, 3, 4))
    with acting_for(company_a):
        assert list(free.terms.order_by("number").values_list("annual_fee", "fee")) == [
            (D("0.00"), D("0.00")), (D("120.00"), D("120.00")), (D("132.00"), D("132.00")),
        ]  # fmt: skip
        periods = free.billing_periods.order_by("due_on").values_list("amount", "state")
        assert (
            list(periods)
            == [(D("0.00"), "waived")] * 2 + [(D("60.00"), "open")] * 2 + [(D("66.00"), "open")] * 2
        )


def test_an_amendment_within_the_free_term_charges_nothing_for_it_and_the_renewal_can_be_undone(
    company_a: Company, free: Contract
) -> None:
    with acting_for(company_a):
        line = free.lines.get()
        wish = Wish(line.pk, Content("More", D("150.00"), 1, None, "anywhere"))
        amend(free, Wanted(date(2026, 6, 1), (wish,), "More"), on=date(2026, 6, 1))
        assert [(term.annual_fee, term.fee) for term in free.terms.all()] == [(D(0), D(0))]
        assert not free.billing_periods.exclude(amount=0).exists() and not free.credits.exists()
    nightly.run(company_a, RENEWED)
    with time_machine.travel("2027-03-04T10:00:00Z", tick=False), acting_for(company_a):
        assert free.terms.get(number=2).fee == D("150.00")
        refusal = LateRefusal(date(2026, 12, 1), "letter")
        undo_renewal(free, 2, on=RENEWED, reason="Refused in time", refusal=refusal)
        assert (free.terms.count(), free.lines.get(label="More").annual_fee) == (1, D("150.00"))
