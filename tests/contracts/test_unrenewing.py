"""A renewal undone: every row as before, or the words why not."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from contracts.amending.applying import amend
from contracts.amending.wanted import Content, Wanted, Wish
from contracts.answering import Given, answer
from contracts.express import renew_express
from contracts.last_renewal import Renewal
from contracts.models import BillingPeriod, Contract, Refusal, RenewalAnswer, RenewalKind, Term
from contracts.renewal import renew
from contracts.signing import sign
from contracts.unrenewing import CannotUndoRenewal, undo_renewal
from tenancy.acting import acting_for
from tenancy.models import Company, User
from tests.everything import every_row
from tests.factories.contracts import ContractFactory, LineFactory

D = Decimal
ON = date(2026, 12, 1)  # in the first term, whose renewal is open
LATER = date(2027, 1, 10)  # in the second
TRACES = ("customers_communication", "tenancy_change", "tenancy_searchtoken", "contracts_renewalanswer")


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2027-01-10T10:00:00Z", tick=False):
        yield


def signed(renewal: str = RenewalKind.EXPRESS, **columns: object) -> Contract:
    """From 1 January 2026: two lines, raised by 2.35 % at the renewal."""
    contract = ContractFactory(
        start_on=date(2026, 1, 1),
        renewal=renewal,
        renewal_price="percent",
        revision_percent=D("2.35"),
        line=None,
        **columns,
    )
    LineFactory(contract=contract, annual_fee=D("119.99"))
    LineFactory(contract=contract, annual_fee=D("0.01"))
    return sign(contract, date(2025, 12, 1), on=ON)


def known(contract: Contract) -> dict[str, set[str]]:
    """Every row; the moment a contract was touched aside."""
    Contract.objects.filter(pk=contract.pk).update(updated_at="2026-01-01T00:00:00Z")
    return every_row(*TRACES)


def test_an_express_renewal_goes_with_all_it_brought_and_may_be_given_again(
    acting_a: Company, ana: User
) -> None:
    contract = signed()
    before = known(contract)
    renew_express(contract, ON, by=ana)
    assert [str(line.annual_fee) for line in contract.lines.order_by("pk")] == ["122.81", "0.01"]
    undo_renewal(contract, 2, on=ON, reason="Wrong customer", by=ana)
    assert known(contract) == before
    undo_renewal(contract, 2, on=ON, reason="A second click", by=ana)
    assert known(contract) == before
    assert renew_express(contract, ON, by=ana).number == 2


def test_an_answer_stays_marked_as_undone_and_may_be_given_again(acting_a: Company, ana: User) -> None:
    contract = signed()
    before = known(contract)
    given = Given("renewed", ON, "office")
    answer(contract, given, on=ON, by=ana)
    undo_renewal(contract, 2, on=ON, reason="Misheard", by=ana)
    assert known(contract) == before
    row = RenewalAnswer.objects.get()
    assert (row.outcome, row.decided_on, row.decided_by, row.decided_reason) == (
        "undone",
        ON,
        ana,
        "Misheard",
    )
    assert answer(contract, given, on=ON, by=ana).outcome == "applied"
    assert list(contract.terms.order_by("number").values_list("renewed_on", flat=True)) == [ON, None]


def test_undone_when_the_former_term_is_over_an_express_contract_has_ended(acting_a: Company) -> None:
    contract = signed()
    renew_express(contract, ON)
    undo_renewal(contract, 2, on=LATER, reason="Misheard")
    contract.refresh_from_db()
    assert (contract.runs_until, contract.ended_on, contract.end_reason) == (
        date(2026, 12, 31),
        date(2027, 1, 1),
        "not_renewed",
    )


def test_what_stands_on_the_term_keeps_it(acting_a: Company, ana: User) -> None:
    contract = signed()
    renew_express(contract, ON, by=ana)
    term = contract.terms.get(number=2)
    assert Renewal(contract, ON).obstacles() == []
    service = Content("Softener", D("73.00"), 1, None, "anywhere")
    with time_machine.travel("2027-01-11T10:00:00Z"):
        amend(contract, Wanted(date(2027, 3, 1), (Wish(None, service),), "Softener"), on=LATER)
    term.owed_visits.order_by("pk").first().close(on=LATER, by="office")
    term.billing_periods.first().close(BillingPeriod.State.WAIVED, on=LATER, by=ana, reason="Gift")
    assert Renewal(contract, LATER).obstacles() == [
        "A billing period of term 2 was billed or closed.",
        "A visit of term 2 was done.",
        "The contract was amended since term 2 was written: undo the amendment first.",
    ]
    with pytest.raises(CannotUndoRenewal):
        undo_renewal(contract, 2, on=LATER, reason="No")


def test_fees_that_cannot_be_told_for_certain_keep_the_term(acting_a: Company) -> None:
    contract = signed()
    renew_express(contract, ON)
    contract.lines.filter(annual_fee=D("0.01")).update(annual_fee=D("50.00"))
    assert "cannot be told for certain" in Renewal(contract, ON).obstacles()[0]


def test_a_renewal_by_the_night_is_undone_with_the_refusal_that_should_have_stopped_it(
    client_ana: Client, client_ben: Client, client_chloe: Client, company_a: Company
) -> None:
    with acting_for(company_a):
        contract = signed(RenewalKind.TACIT)
        renew([contract.pk], date(2027, 1, 1), origin=Term.Origin.NIGHTLY)
    url = f"/t/alpha/contracts/{contract.pk}/undo-renewal/"
    assert client_ben.get(url).status_code == 403
    assert client_chloe.get(url).status_code == 404
    assert url in client_ana.get(f"/t/alpha/contracts/{contract.pk}/").content.decode()
    page = client_ana.get(url).content.decode()
    assert "Term 2, from 01/01/2027 to 12/31/2027, goes." in page
    assert "The yearly fee is €120.00 again (now: €122.82)." in page
    assert "The refusal is recorded in the same step: the contract ended after 12/31/2026." in page
    data = {
        "number": "2",
        "channel": "registered",
        "reason": "Moved",
        "why": "Letter found",
        "accept_late": "",
    }
    page = client_ana.post(url, data | {"received_on": "2027-01-05"}).content.decode()
    assert "only when it was received from 01/01/2026 to 12/31/2026" in page
    client_ana.post(url, data | {"received_on": "2026-10-02"}, follow=True)
    page = client_ana.post(url, data | {"received_on": "2026-10-02"}).content.decode()
    assert "There is no renewal to undo." in page
    with acting_for(company_a):
        refusal = Refusal.objects.get()
        assert (refusal.term.number, refusal.received_on, refusal.late) == (1, date(2026, 10, 2), False)
        contract.refresh_from_db()
        assert (contract.ends_after, contract.ended_on, contract.end_reason) == (
            date(2026, 12, 31),
            date(2027, 1, 1),
            "refused",
        )
        assert sum(line.annual_fee for line in contract.lines.all()) == D("120.00")
        renew([contract.pk], date(2027, 2, 1), origin=Term.Origin.NIGHTLY)
        assert contract.terms.count() == 1
