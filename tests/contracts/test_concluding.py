from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client

from contracts.concluding import Concluded
from contracts.models import Contract, Ending
from contracts.signing import sign
from tenancy.acting import acting_for
from tenancy.models import Company
from tests.factories.contracts import ContractFactory

BASE = "/t/alpha/contracts/"
SIGNED = date(2026, 12, 3)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-12-03T10:00:00Z", tick=False):
        yield


@pytest.fixture
def draft(company_a: Company) -> Contract:
    """By quarters, four visits a year, from the day of signature."""
    with acting_for(company_a):
        made: Contract = ContractFactory(number="K1", start_on=SIGNED, billing_step=3)
        made.lines.update(visits_per_year=4)
        return made


def do(client: Client, contract: Contract, verb: str, **data: object) -> str:
    return client.post(f"{BASE}{contract.pk}/{verb}/", data, follow=True).content.decode()


def test_signed_at_home_nothing_is_due_before_day_eight_and_no_visit_begins_before_the_withdrawal_ends(
    client_ana: Client, company_a: Company, draft: Contract
) -> None:
    asked = client_ana.get(f"{BASE}{draft.pk}/sign/?conclusion=home&on=2026-12-03").content.decode()
    assert "The customer may withdraw until 12/17/2026." in asked
    assert "Nothing may be paid before 12/11/2026" in asked
    page = do(client_ana, draft, "sign", on="2026-12-03", conclusion="home")
    assert "Nothing may be paid in the first seven days (L221-10)." in page and "12/17/2026" in page
    with acting_for(company_a):
        draft.refresh_from_db()
        assert (draft.withdraw_by, draft.pay_from) == (date(2026, 12, 17), date(2026, 12, 11))
        due = list(draft.billing_periods.order_by("number").values_list("due_on", flat=True))
        assert due == [date(2026, 12, 11), date(2027, 3, 3), date(2027, 6, 3), date(2027, 9, 3)]
        visit = draft.owed_visits.get(number=1)
        assert (visit.window_starts_on, visit.window_ends_on) == (date(2026, 12, 18), date(2027, 3, 2))
    told = client_ana.get(f"{BASE}{draft.pk}/?tab=billing").content.decode()
    assert "Signed away from the firm: nothing may be paid before this day (L221-10)." in told
    told = client_ana.get(f"{BASE}{draft.pk}/?tab=visits").content.decode()
    assert "The window begins when the customer can no longer withdraw." in told


def test_a_recorded_request_lets_services_begin_and_charges_the_days_served(
    client_ana: Client, company_a: Company, draft: Contract
) -> None:
    asked = {"on": "2026-12-03", "conclusion": "home", "early_start_on": "2026-12-03"}
    assert "Say how the customer’s request is proven." in do(client_ana, draft, "sign", **asked)
    do(client_ana, draft, "sign", **asked, early_start_evidence="Signed request of 3 December")
    with acting_for(company_a):
        assert draft.owed_visits.get(number=1).window_starts_on == SIGNED
    page = client_ana.get(f"{BASE}{draft.pk}/withdrawal/").content.decode()
    assert "it is in time: the customer may withdraw until 12/17/2026." in page
    do(client_ana, draft, "withdrawal", received_on="2026-12-03", channel="form", running="prorated")
    with acting_for(company_a):
        assert Ending.objects.get().running == "prorated"
        assert str(draft.billing_periods.get(number=1).amount) == "0.33"  # one day of ninety


def test_another_last_day_to_withdraw_has_its_reason(
    client_ana: Client, company_a: Company, draft: Contract
) -> None:
    late = {"on": "2026-12-03", "conclusion": "phone", "withdraw_by": "2027-12-17"}
    assert "Say why it is not the day the law counts." in do(client_ana, draft, "sign", **late)
    do(client_ana, draft, "sign", **late, withdraw_by_reason="Information missing (L221-20)")
    with acting_for(company_a):
        draft.refresh_from_db()
        found = (draft.withdraw_by, draft.withdraw_by_reason, draft.pay_from)
        assert found == (date(2027, 12, 17), "Information missing (L221-20)", None)


def test_at_the_firm_or_by_a_business_nothing_is_held_back(company_a: Company, draft: Contract) -> None:
    with acting_for(company_a):
        business = ContractFactory(
            number="K2", start_on=SIGNED, customer__kind="business", customer__company_name="Durand SA"
        )
        for contract, where in ((draft, "premises"), (business, "home")):
            signed = sign(contract, SIGNED, on=SIGNED, concluded=Concluded(conclusion=where))
            assert (signed.withdraw_by, signed.pay_from) == (None, None)
            assert signed.billing_periods.get(number=1).due_on == SIGNED
