"""Each cause opens its alert, with its day and its money, and the alert closes when the cause is gone."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine

from config import nightly
from contracts.blocking import block, lift
from contracts.models import BillingPeriod, Contract, LineEquipment, Notice, OwedVisit
from contracts.refusal import refuse
from contracts.signing import sign
from tenancy.acting import acting_for
from tenancy.alerts import kinds
from tenancy.models import Alert, Company, User
from tests.factories.contracts import ContractFactory
from tests.factories.installed_base import EquipmentFactory
from ui import formats

SIGNED = date(2026, 3, 1)  # the contract runs from 4 March 2026 to 3 March 2027; refusal until 3 January 2027


@pytest.fixture(autouse=True)
def long_after() -> Iterator[None]:
    """What is recorded lies in the past."""
    with time_machine.travel("2027-10-01T10:00:00Z", tick=False):
        yield


@pytest.fixture
def contract(company_a: Company) -> Contract:
    """A running contract of 120.00, due on 4 March 2026, one visit in its term."""
    with acting_for(company_a):
        return sign(ContractFactory(), SIGNED, on=SIGNED)


def opened(company: Company, kind: str, on: date) -> list[tuple[str, date | None, Decimal | None]]:
    """The open alerts of a kind after the night of a day."""
    nightly.run(company, on)
    with acting_for(company):
        return list(Alert.objects.open().filter(kind=kind).values_list("subject_label", "due_on", "amount"))


def test_a_fee_due_and_not_billed_is_an_alert_with_its_money_until_it_is_closed(
    company_a: Company, contract: Contract
) -> None:
    assert opened(company_a, "fee_due", date(2026, 3, 3)) == []
    assert opened(company_a, "fee_due", date(2026, 3, 4)) == [
        (contract.number, date(2026, 3, 4), Decimal("120.00"))
    ]
    with acting_for(company_a):
        period = BillingPeriod.objects.get()
        period.close(
            BillingPeriod.State.ELSEWHERE, on=date(2026, 3, 5), by=None, reason="Invoice 7 elsewhere"
        )
    assert opened(company_a, "fee_due", date(2026, 3, 5)) == []


def test_a_visit_is_an_alert_from_the_horizon_on_until_it_is_done(
    company_a: Company, contract: Contract
) -> None:
    assert opened(company_a, "visit_unplanned", date(2026, 3, 4)) == [
        (contract.number, date(2027, 3, 3), None)
    ]
    with acting_for(company_a):
        OwedVisit.objects.get().close(on=date(2026, 5, 1), by=OwedVisit.Done.OFFICE)
    assert opened(company_a, "visit_unplanned", date(2026, 5, 2)) == []


def test_an_excluded_customer_raises_no_alert_and_her_visits_stay_owed(
    company_a: Company, contract: Contract
) -> None:
    with acting_for(company_a):
        contract.customer.excluded = True
        contract.customer.excluded_until = date(2026, 6, 30)
        contract.customer.save()
    assert opened(company_a, "visit_unplanned", date(2026, 6, 30)) == []
    assert len(opened(company_a, "visit_unplanned", date(2026, 7, 1))) == 1
    with acting_for(company_a):
        assert OwedVisit.objects.open().count() == 1


def test_a_line_whose_machines_are_all_excluded_raises_no_alert(
    company_a: Company, contract: Contract
) -> None:
    with acting_for(company_a):
        line = contract.lines.get()
        machines = [EquipmentFactory(customer=contract.customer, excluded=True) for _ in range(2)]
        for machine in machines:
            LineEquipment.objects.create(line=line, equipment=machine)
    assert opened(company_a, "visit_unplanned", date(2026, 3, 4)) == []
    with acting_for(company_a):
        machines[0].excluded = False
        machines[0].save()
    assert len(opened(company_a, "visit_unplanned", date(2026, 3, 5))) == 1


def test_a_prepared_notice_is_an_alert_until_it_is_sent(company_a: Company, contract: Contract) -> None:
    assert opened(company_a, "notice_to_send", date(2026, 10, 4)) == []
    assert opened(company_a, "notice_to_send", date(2026, 10, 5)) == [
        (contract.number, date(2026, 12, 3), Decimal("120.00"))
    ]
    with acting_for(company_a):
        Notice.objects.get().mark_sent(on=date(2026, 10, 6), channel=Notice.Channel.LETTER, to="3, rue Haute")
    assert opened(company_a, "notice_to_send", date(2026, 10, 6)) == []
    assert opened(company_a, "notice_missed", date(2026, 12, 4)) == []


def test_a_notice_that_did_not_leave_is_missed_the_day_after_its_window_closed(
    company_a: Company, contract: Contract
) -> None:
    assert opened(company_a, "notice_missed", date(2026, 12, 3)) == []
    assert opened(company_a, "notice_missed", date(2026, 12, 4)) == [
        (contract.number, date(2027, 3, 3), Decimal("120.00"))
    ]


def test_a_refused_contract_that_owes_a_visit_is_an_alert_before_it_ends(
    company_a: Company, contract: Contract
) -> None:
    with acting_for(company_a):
        refuse(contract, date(2026, 12, 1), on=date(2026, 12, 1), channel="letter")
    assert opened(company_a, "visit_before_end", date(2026, 12, 1)) == [
        (contract.number, date(2027, 3, 3), None)
    ]
    assert opened(company_a, "visit_before_end", date(2027, 3, 4)) == []


@pytest.mark.parametrize("renewal", ["express", "none"])
def test_a_contract_nothing_renews_is_an_alert_from_the_renewal_open_day(
    company_a: Company, renewal: str
) -> None:
    with acting_for(company_a):
        contract = sign(ContractFactory(renewal=renewal), SIGNED, on=SIGNED)
    assert opened(company_a, "end_to_confirm", date(2027, 1, 1)) == []
    assert opened(company_a, "end_to_confirm", date(2027, 1, 2)) == [
        (contract.number, date(2027, 3, 3), Decimal("120.00"))
    ]
    assert opened(company_a, "end_to_confirm", date(2027, 3, 4)) == []


def test_a_blocked_contract_is_an_alert_from_the_moment_it_is_blocked_until_it_is_free(
    company_a: Company, contract: Contract
) -> None:
    with acting_for(company_a):
        block(contract, date(2026, 6, 1), reason="Unpaid", by=None)
        alert = Alert.objects.open().get(kind="contract_blocked")
        assert (alert.subject_label, alert.due_on, alert.facts) == (
            contract.number, date(2026, 6, 1), {"reason": "Unpaid"},
        )  # fmt: skip
    assert len(opened(company_a, "contract_blocked", date(2026, 7, 1))) == 1
    with acting_for(company_a):
        lift(contract, date(2026, 7, 2), reason="Paid", by=None)
        assert not Alert.objects.open().filter(kind="contract_blocked").exists()


def test_a_last_day_to_refuse_is_an_alert_for_fifteen_days_and_goes_with_a_refusal(
    company_a: Company, contract: Contract
) -> None:
    assert opened(company_a, "last_day_to_refuse", date(2026, 12, 18)) == []
    assert opened(company_a, "last_day_to_refuse", date(2026, 12, 19)) == [
        (contract.number, date(2027, 1, 3), Decimal("120.00"))
    ]
    with acting_for(company_a):
        refuse(contract, date(2026, 12, 20), on=date(2026, 12, 20), channel="letter")
        assert not Alert.objects.open().filter(kind="last_day_to_refuse").exists()


def test_a_fee_due_says_how_long_it_waits_and_who_signed(company_a: Company, ana: User) -> None:
    with acting_for(company_a, actor=ana):
        sign(ContractFactory(), SIGNED, on=SIGNED, by=ana)
    nightly.run(company_a, date(2026, 3, 4))
    with acting_for(company_a), time_machine.travel("2026-03-14T10:00:00Z"):
        alert = Alert.objects.open().get(kind="fee_due")
        assert kinds()["fee_due"].describe(alert) == (
            "1 billing period is due and not billed. The oldest has waited for 10 days. "
            f"Signed on {formats.day(SIGNED)}. Signature or renewal entered by Ana."
        )


def test_no_contract_has_two_alerts_of_one_cause_however_often_the_night_runs(
    company_a: Company, contract: Contract
) -> None:
    for _ in range(2):
        nightly.run(company_a, date(2026, 12, 4))
    with acting_for(company_a):
        found = list(Alert.objects.open().values_list("kind", "subject_id"))
        assert sorted(kind for kind, _subject in found) == ["fee_due", "notice_missed", "visit_unplanned"]
