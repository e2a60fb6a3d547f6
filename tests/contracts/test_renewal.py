from datetime import date
from decimal import Decimal

import pytest
import time_machine

from config import nightly
from contracts.models import BillingPeriod, Contract, Line, OwedVisit, State, Term
from contracts.refusal import refuse
from contracts.renewal import renew
from contracts.signing import CannotSign, sign
from tenancy.acting import acting_for
from tenancy.models import Alert, Company, JobFailure, JobRun
from tests.factories.contracts import ContractFactory, LineFactory


def rows() -> tuple[list[tuple[object, ...]], ...]:
    """All that a night writes for contracts, as plain tuples."""
    return (
        list(Term.objects.order_by("contract__number", "number").values_list(
            "contract__number", "number", "starts_on", "ends_on", "annual_fee", "fee", "refuse_by")),
        list(BillingPeriod.objects.order_by("contract__number", "due_on").values_list(
            "contract__number", "number", "starts_on", "ends_on", "due_on", "amount", "state")),
        list(OwedVisit.objects.order_by("contract__number", "window_starts_on").values_list(
            "contract__number", "number", "window_starts_on", "window_ends_on", "done_on")),
        list(Contract.objects.order_by("number").values_list("number", "runs_until", "ended_on", "end_reason")),
    )  # fmt: skip


@pytest.fixture
def signed(acting_a: Company) -> Contract:
    return sign(ContractFactory(), date(2026, 3, 1), on=date(2026, 3, 1))


def test_signature_writes_the_first_term_with_its_period_its_visit_and_its_notice_dates(
    signed: Contract,
) -> None:
    term = signed.terms.get()
    assert (term.number, term.starts_on, term.ends_on, term.fee) == (
        1,
        date(2026, 3, 4),
        date(2027, 3, 3),
        Decimal("120.00"),
    )
    assert (term.refuse_by, term.notice_opens_on, term.notice_closes_on) == (
        date(2027, 1, 3), date(2026, 10, 3), date(2026, 12, 3))  # fmt: skip
    assert list(signed.billing_periods.values_list("due_on", "amount")) == [
        (date(2026, 3, 4), Decimal("120.00"))
    ]
    assert list(signed.owed_visits.values_list("window_starts_on", "window_ends_on")) == [
        (date(2026, 3, 4), date(2027, 3, 3))]  # fmt: skip


def test_a_contract_is_signed_once(signed: Contract) -> None:
    with pytest.raises(CannotSign, match="signed"):
        sign(signed, date(2026, 3, 1), on=date(2026, 3, 1))
    assert signed.terms.count() == 1


def test_signing_a_contract_that_began_in_the_past_catches_up(acting_a: Company) -> None:
    contract = sign(ContractFactory(start_on=date(2023, 3, 4)), date(2023, 3, 1), on=date(2026, 3, 10))
    assert list(contract.terms.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_the_night_of_the_last_day_renews_nothing_and_the_next_night_does(signed: Contract) -> None:
    renew([signed.pk], date(2027, 3, 3), origin="nightly")
    assert signed.terms.count() == 1
    renew([signed.pk], date(2027, 3, 4), origin="nightly")
    assert list(signed.terms.values_list("number", "starts_on")) == [
        (1, date(2026, 3, 4)),
        (2, date(2027, 3, 4)),
    ]


def test_running_the_night_twice_writes_what_once_writes(signed: Contract) -> None:
    renew([signed.pk], date(2029, 1, 1), origin="nightly")
    once = rows()
    renew([signed.pk], date(2029, 1, 1), origin="nightly")
    assert rows() == once
    assert len(once[0]) == 3


def test_a_percent_raises_each_line_once_a_renewal(acting_a: Company) -> None:
    contract = ContractFactory(renewal_price="percent", revision_percent=Decimal("3.2"))
    LineFactory(contract=contract, annual_fee=Decimal("99.99"))
    sign(contract, date(2026, 3, 1), on=date(2028, 3, 4))
    assert list(contract.terms.values_list("annual_fee", flat=True)) == [
        Decimal("219.99"), Decimal("123.84") + Decimal("103.19"), Decimal("127.80") + Decimal("106.49")]  # fmt: skip
    assert sorted(Line.objects.values_list("annual_fee", flat=True)) == [Decimal("106.49"), Decimal("127.80")]


def test_a_refused_contract_ends_the_day_after_its_term(signed: Contract) -> None:
    with time_machine.travel("2026-12-01T10:00:00Z"):
        refusal = refuse(signed, date(2026, 12, 1), on=date(2026, 12, 1), channel="letter")
    signed.refresh_from_db()
    assert (refusal.late, signed.state_on(date(2026, 12, 2))) == (False, State.ENDING)
    renew([signed.pk], date(2027, 3, 4), origin="nightly")
    signed.refresh_from_db()
    assert (signed.ended_on, signed.end_reason, signed.terms.count()) == (date(2027, 3, 4), "refused", 1)


def test_a_refusal_after_the_last_day_to_refuse_is_late(signed: Contract) -> None:
    with time_machine.travel("2027-01-04T10:00:00Z"):
        assert refuse(signed, date(2027, 1, 4), on=date(2027, 1, 4), channel="phone").late is True


def test_an_express_contract_nobody_renewed_ends(acting_a: Company) -> None:
    contract = sign(ContractFactory(renewal="express"), date(2026, 3, 1), on=date(2026, 3, 1))
    renew([contract.pk], date(2027, 3, 4), origin="nightly")
    contract.refresh_from_db()
    assert (contract.ended_on, contract.end_reason) == (date(2027, 3, 4), "not_renewed")


def test_one_bad_contract_leaves_the_others_renewed_and_has_an_alert(company_a: Company) -> None:
    with acting_for(company_a):
        good = [sign(ContractFactory(), date(2026, 3, 1), on=date(2026, 3, 1)) for _ in range(4)]
        bad = sign(
            ContractFactory(renewal_price="percent", revision_percent=Decimal("50")),
            date(2026, 3, 1),
            on=date(2026, 3, 1),
        )
        Line.objects.filter(contract=bad).update(annual_fee=Decimal("99999999.99"))
    summary = nightly.run(company_a, date(2027, 3, 4))
    assert [failure.subject_label for failure in summary.failures] == [bad.number]
    assert summary.counts["renew"] == {"due": 5, "renewed": 4, "ended": 0, "failed": 1}
    with acting_for(company_a):
        assert {contract.terms.count() for contract in good} == {2}
        assert bad.terms.count() == 1
        assert Alert.objects.open().get(kind="night_failed").subject_id == bad.pk
        assert JobRun.objects.get().state == JobRun.State.PARTLY
        assert JobFailure.objects.get().subject_label == bad.number


def test_the_alert_of_a_failed_contract_closes_when_a_later_night_succeeds(company_a: Company) -> None:
    with acting_for(company_a):
        bad = sign(
            ContractFactory(renewal_price="percent", revision_percent=Decimal("50")),
            date(2026, 3, 1),
            on=date(2026, 3, 1),
        )
        Line.objects.filter(contract=bad).update(annual_fee=Decimal("99999999.99"))
    nightly.run(company_a, date(2027, 3, 4))
    with acting_for(company_a):
        Line.objects.filter(contract=bad).update(annual_fee=Decimal("100.00"))
    assert nightly.run(company_a, date(2027, 3, 5)).went_well
    with acting_for(company_a):
        assert not Alert.objects.open().filter(kind="night_failed").exists()


def test_a_preview_tells_what_the_night_does_and_writes_nothing(company_a: Company) -> None:
    with acting_for(company_a):
        sign(ContractFactory(), date(2026, 3, 1), on=date(2026, 3, 1))
        sign(ContractFactory(renewal="express"), date(2026, 3, 1), on=date(2026, 3, 1))
        before = rows()
    previewed = nightly.preview(company_a, date(2027, 3, 4))
    with acting_for(company_a):
        assert rows() == before
        assert not JobRun.objects.exists()
    real = nightly.run(company_a, date(2027, 3, 4), telling=True)
    assert previewed.rows == real.rows
    assert [(row.what, row.subject) for row in real.rows if row.step == "renew"] == [
        ("renewed", before[0][0][0]), ("ended", before[0][1][0])]  # fmt: skip


def test_the_night_asks_the_same_number_of_queries_for_one_contract_and_for_five(
    company_a: Company, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    for count in (1, 5):
        with acting_for(company_a):
            ids = [sign(ContractFactory(), date(2026, 3, 1), on=date(2026, 3, 1)).pk for _ in range(count)]
            with django_assert_num_queries(9):  # type: ignore[operator]
                renew(ids, date(2027, 3, 4), origin="nightly")
