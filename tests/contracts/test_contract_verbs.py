from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from contracts.blocking import level_of
from contracts.express import CannotRenew, renew_express
from contracts.models import (
    BillingPeriod,
    Block,
    Contract,
    EndReason,
    Line,
    Refusal,
    RenewalKind,
    State,
    Term,
)
from contracts.renewal import renew
from contracts.signing import sign
from tenancy.acting import acting_for
from tenancy.models import Alert, Company, User
from tests.factories.contracts import ContractFactory

BASE = "/t/alpha/contracts/"
Travel = Callable[[str], None]


@pytest.fixture
def travel() -> Iterator[Travel]:
    """Sets the clock; it stands until the next call."""
    travellers: list[time_machine.travel] = []

    def to(day: str) -> None:
        traveller = time_machine.travel(f"{day}T10:00:00Z", tick=False)
        traveller.start()
        travellers.append(traveller)

    yield to
    for traveller in reversed(travellers):
        traveller.stop()


@pytest.fixture(autouse=True)
def today(travel: Travel) -> None:
    travel("2026-11-23")


@pytest.fixture
def later(travel: Travel, client_ana: Client, ana: User) -> Travel:
    """Sets the clock on by weeks; ana, whose session ended meanwhile, signs in again."""

    def to(day: str) -> None:
        travel(day)
        client_ana.force_login(ana, "allauth.account.auth_backends.AuthenticationBackend")

    return to


@pytest.fixture
def tacit(company_a: Company) -> Contract:
    with acting_for(company_a):
        return sign(ContractFactory(number="K1"), date(2026, 3, 1), on=date(2026, 11, 23))


@pytest.fixture
def express(company_a: Company) -> Contract:
    """Runs to 3 March 2027; raised by 10 % at each renewal."""
    with acting_for(company_a):
        contract = ContractFactory(
            number="X1", renewal=RenewalKind.EXPRESS, renewal_price="percent", revision_percent=Decimal(10)
        )
        return sign(contract, date(2026, 3, 1), on=date(2026, 11, 23))


def page(client: Client, contract: Contract, verb: str, query: str = "") -> str:
    response = client.get(f"{BASE}{contract.pk}/{verb}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def do(client: Client, contract: Contract, verb: str, **data: str) -> str:
    """Post a verb; gives the page it leads to, or the form again."""
    return client.post(f"{BASE}{contract.pk}/{verb}/", data, follow=True).content.decode()


def test_signing_tells_what_it_will_write_and_writes_it_once(client_ana: Client, company_a: Company) -> None:
    with acting_for(company_a):
        contract = ContractFactory()
    told = page(client_ana, contract, "sign")
    assert "The first term runs from 03/04/2026 to 03/03/2027 and costs €120.00 net." in told
    assert "The contract is signed." in do(client_ana, contract, "sign", on="2026-03-01")
    assert "The contract was signed before." in do(client_ana, contract, "sign", on="2026-03-01")
    with acting_for(company_a):
        assert contract.terms.count() == 1


def test_signing_a_contract_without_lines_or_in_the_future_is_refused(
    client_ana: Client, company_a: Company
) -> None:
    with acting_for(company_a):
        empty, contract = ContractFactory(line=None), ContractFactory()
    assert "The contract has no line yet." in page(client_ana, empty, "sign")
    assert "This day lies in the future." in do(client_ana, contract, "sign", on="2026-11-24")
    with acting_for(company_a):
        assert Term.objects.count() == 0


def test_a_draft_is_marked_sent_once(client_ana: Client, company_a: Company) -> None:
    with acting_for(company_a):
        contract = ContractFactory()
    do(client_ana, contract, "send", on="2026-11-20")
    assert "The contract was sent before." in do(client_ana, contract, "send", on="2026-11-21")
    with acting_for(company_a):
        contract.refresh_from_db()
        assert (contract.sent_on, contract.state_on(date(2026, 11, 23))) == (date(2026, 11, 20), State.SENT)


def test_a_refusal_tells_whether_it_is_late_and_until_when_the_contract_runs(
    client_ana: Client, tacit: Contract, later: Travel
) -> None:
    told = page(client_ana, tacit, "refuse", "?received_on=2026-11-01")
    assert "Received on 11/01/2026, it is in time: the last day to refuse is 01/03/2027." in told
    assert "The contract runs until 03/03/2027 and ends the day after." in told
    later("2027-01-10")
    assert "Received on 01/10/2027, it is late: the last day to refuse was 01/03/2027." in page(
        client_ana, tacit, "refuse"
    )


def test_a_refusal_is_recorded_once(client_ana: Client, company_a: Company, tacit: Contract) -> None:
    data = {"received_on": "2026-11-01", "channel": "letter", "reason": "Moves away"}
    assert "The refusal is recorded." in do(client_ana, tacit, "refuse", **data)
    assert "A refusal is recorded already." in do(client_ana, tacit, "refuse", **data)
    with acting_for(company_a):
        refusal = Refusal.objects.get()
        assert (refusal.late, refusal.reason, refusal.recorded_by.email) == (
            False,
            "Moves away",
            "ana@alpha.example",
        )
        tacit.refresh_from_db()
        assert tacit.ends_after == date(2027, 3, 3)


def test_a_late_refusal_needs_the_offices_word(
    client_ana: Client, company_a: Company, tacit: Contract, later: Travel
) -> None:
    later("2027-01-10")
    data = {"received_on": "2027-01-10", "channel": "email"}
    assert "Tick this to accept it all the same." in do(client_ana, tacit, "refuse", **data)
    assert "The refusal is recorded." in do(client_ana, tacit, "refuse", **data, accept_late="on")
    with acting_for(company_a):
        assert Refusal.objects.get().late is True


def test_a_refusal_is_withdrawn_with_a_trace(client_ana: Client, company_a: Company, tacit: Contract) -> None:
    do(client_ana, tacit, "refuse", received_on="2026-11-01", channel="letter")
    assert "renews by itself on 03/04/2027" in page(client_ana, tacit, "withdraw")
    do(client_ana, tacit, "withdraw")
    assert "There is no refusal to withdraw." in do(client_ana, tacit, "withdraw")
    with acting_for(company_a):
        tacit.refresh_from_db()
        assert (tacit.ends_after, Refusal.objects.get().withdrawn_on) == (None, date(2026, 11, 23))


def test_an_express_contract_is_renewed_from_its_day_to_its_last(
    client_ana: Client, express: Contract, later: Travel
) -> None:
    assert "The renewal may be agreed from 01/02/2027 on." in page(client_ana, express, "renew")
    later("2027-01-02")
    told = page(client_ana, express, "renew")
    assert "Term 2 is written now: from 03/04/2027 to 03/03/2028." in told
    assert "Its yearly fee is €132.00 net (now: €120.00)." in told


def test_renewing_twice_gives_the_same_term(
    client_ana: Client, company_a: Company, express: Contract, later: Travel
) -> None:
    later("2027-02-01")
    assert "The contract is renewed." in do(client_ana, express, "renew")
    assert "The contract is renewed." in do(client_ana, express, "renew")
    with acting_for(company_a):
        assert list(express.terms.values_list("number", "annual_fee", "origin", "written_by__email")) == [
            (1, Decimal("120.00"), "signature", None),
            (2, Decimal("132.00"), "office", "ana@alpha.example"),
        ]
        assert (Line.objects.get().annual_fee, BillingPeriod.objects.count()) == (Decimal("132.00"), 2)


def test_a_contract_renewed_in_time_goes_on_at_night_and_its_end_no_longer_alarms(
    company_a: Company, ana: User, express: Contract
) -> None:
    from config import nightly

    with acting_for(company_a):
        renew_express(express, date(2027, 3, 3), ana)
        renew([express.pk], date(2027, 3, 4), origin="nightly")
        express.refresh_from_db()
        assert (express.ended_on, express.terms.count()) == (None, 2)
    nightly.run(company_a, date(2027, 2, 1))
    with acting_for(company_a):
        assert not Alert.objects.open().filter(kind="end_to_confirm").exists()


@pytest.mark.parametrize(
    ("changes", "day", "code"),
    [
        ({}, "2027-01-01", "early"),
        ({}, "2027-03-04", "over"),
        ({"renewal": "tacit"}, "2027-02-01", "not_express"),
        ({"max_renewals": 0}, "2027-02-01", "final"),
        ({"ends_after": date(2027, 3, 3)}, "2027-02-01", "refused"),
    ],
)
def test_an_express_renewal_out_of_its_time_is_refused(
    company_a: Company, express: Contract, changes: dict[str, object], day: str, code: str
) -> None:
    with acting_for(company_a):
        Contract.objects.update(**changes)
        with pytest.raises(CannotRenew, match=code):
            renew_express(express, date.fromisoformat(day))


def test_an_express_contract_nobody_renewed_says_so(
    client_ana: Client, company_a: Company, express: Contract
) -> None:
    with acting_for(company_a):
        renew([express.pk], date(2027, 3, 4), origin="nightly")
        express.refresh_from_db()
        assert express.end_reason == EndReason.NOT_RENEWED
    assert (
        "Ended since 03/04/2027: Express renewal not given."
        in client_ana.get(f"{BASE}{express.pk}/").content.decode()
    )


def test_a_block_warns_or_stops_and_shows_in_the_list(
    client_ana: Client, company_a: Company, tacit: Contract
) -> None:
    do(client_ana, tacit, "block", reason="Unpaid", level="warning")
    with acting_for(company_a):
        assert [level_of(tacit, day) for day in (date(2026, 11, 22), date(2026, 11, 23))] == ["", "warning"]
    found = [
        "K1" in client_ana.get(f"{BASE}?blocked={level}").content.decode() for level in ("warning", "stop")
    ]
    assert found == [True, False]


def test_a_contract_is_blocked_once_and_lifted_with_a_trace(
    client_ana: Client, company_a: Company, tacit: Contract
) -> None:
    assert "This field is required." in do(client_ana, tacit, "block")
    assert "Since 11/23/2026 by Ana: Unpaid" in do(client_ana, tacit, "block", reason="Unpaid", level="stop")
    assert "The contract is blocked since 11/23/2026." in do(
        client_ana, tacit, "block", reason="Again", level="stop"
    )
    do(client_ana, tacit, "lift", reason="Paid")
    assert "The contract is not blocked." in do(client_ana, tacit, "lift", reason="Paid")
    with acting_for(company_a):
        block = Block.objects.get()
        assert (block.reason, block.lifted_reason, block.lifted_on) == ("Unpaid", "Paid", date(2026, 11, 23))
