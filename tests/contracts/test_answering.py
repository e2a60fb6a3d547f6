"""Answers to renewals: the report and the office ask, one term follows, and nothing said is lost."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from config import nightly
from contracts.answering import CannotAnswer, Given, answer, decide
from contracts.models import Contract, EndReason, Refusal, RenewalAnswer, RenewalKind, State, Term
from contracts.noticing import owing_notice
from contracts.refusal import refuse
from contracts.register import rows
from contracts.renewal import renew
from contracts.signing import sign
from tenancy.acting import acting_for
from tenancy.models import Alert, Company, User
from tests.factories.contracts import ContractFactory

Outcome = RenewalAnswer.Outcome
SIGNED = date(2026, 3, 4)
IN_TIME = date(2027, 2, 1)  # within sixty days of the end, 3 March 2027
YES = Given("renewed", IN_TIME, "report", reference="R-17")
NO = replace(YES, answer="refused")


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2027-02-01T10:00:00Z", tick=False):
        yield


def signed(**rules: Any) -> Contract:
    """Runs from 4 March 2026 to 3 March 2027, answered by the technician; raised by 10 % at each renewal."""
    rules = {"renewal": RenewalKind.EXPRESS, "renewal_control": "technician"} | rules
    contract = ContractFactory(renewal_price="percent", revision_percent=Decimal(10), **rules)
    return sign(contract, SIGNED, on=date(2026, 11, 23))


def course(contract: Contract) -> list[tuple[int, date, str, str]]:
    """The terms: number, last day, how it began, from which report."""
    return [
        (term.number, term.ends_on, term.origin, term.origin_reference)
        for term in Term.objects.filter(contract=contract).order_by("number")
    ]


FIRST = (1, date(2027, 3, 3), "signature", "")
SECOND = (2, date(2028, 3, 3), "report", "R-17")


@pytest.mark.parametrize("kind", [RenewalKind.TACIT, RenewalKind.EXPRESS])
def test_a_yes_on_the_report_writes_the_next_term_with_what_it_brings(
    company_a: Company, ben: User, kind: str
) -> None:
    with acting_for(company_a):
        contract = signed(renewal=kind)
        row = answer(contract, YES, on=IN_TIME, by=ben)
        assert (row.outcome, row.recorded_by) == (Outcome.APPLIED, ben)
        assert course(contract) == [FIRST, SECOND]
        term = contract.terms.get(number=2)
        assert term.annual_fee == Decimal("132.00")
        assert [period.due_on for period in term.billing_periods.all()] == [date(2027, 3, 4)]
        assert term.owed_visits.count() == 1
        # The night that would have renewed it finds nothing to do.
        renew([contract.pk], date(2027, 3, 4), origin=Term.Origin.NIGHTLY)
        assert course(contract) == [FIRST, SECOND]


def test_a_term_renewed_by_an_answer_needs_no_notice_any_more(company_a: Company) -> None:
    with acting_for(company_a):
        contract = signed(renewal=RenewalKind.TACIT)
        assert owing_notice(IN_TIME).filter(contract=contract).count() == 1
        answer(contract, YES, on=IN_TIME)
        assert owing_notice(IN_TIME).filter(contract=contract, number=1).count() == 0
        # As the register knew it the day before.
        assert [row.notice for row in rows(date(2027, 1, 31))] == ["missed"]
        assert [row.notice for row in rows(IN_TIME)] == ["not_required"]


def test_the_same_answer_sent_again_is_the_same_row(company_a: Company) -> None:
    with acting_for(company_a):
        contract, key = signed(), uuid.uuid4()
        first = answer(contract, replace(YES, key=key), on=IN_TIME)
        again = answer(contract, replace(YES, key=key), on=date(2027, 3, 20))
        assert first == again
        by_hand = [answer(contract, replace(YES, source="office"), on=IN_TIME).pk for _ in range(2)]
        assert by_hand[0] == by_hand[1]
        assert course(contract) == [FIRST, SECOND]


def test_a_key_of_another_company_is_another_answer(company_a: Company, company_b: Company) -> None:
    key = uuid.uuid4()
    with acting_for(company_a):
        theirs = answer(signed(), replace(YES, key=key), on=IN_TIME)
    with acting_for(company_b):
        ours = answer(signed(), replace(YES, key=key), on=IN_TIME)
        assert RenewalAnswer.objects.get() == ours
    assert theirs.pk != ours.pk


def test_two_answers_that_meet_make_one_term_and_both_are_kept(company_a: Company) -> None:
    with acting_for(company_a):
        contract = signed()
        office = answer(contract, replace(YES, source="office", reference=""), on=IN_TIME)
        tablet = answer(contract, replace(YES, on=date(2027, 1, 20), key=uuid.uuid4()), on=date(2027, 2, 10))
        assert (office.outcome, tablet.outcome) == (Outcome.APPLIED, Outcome.NOTED)
        assert course(contract) == [FIRST, (2, date(2028, 3, 3), "office", "")]


def test_a_yes_signed_before_the_end_and_synced_after_it_revives_the_contract(company_a: Company) -> None:
    late = date(2027, 3, 20)
    with acting_for(company_a):
        contract = signed()
        renew([contract.pk], date(2027, 3, 4), origin=Term.Origin.NIGHTLY)
        contract.refresh_from_db()
        assert (contract.ended_on, contract.end_reason) == (date(2027, 3, 4), EndReason.NOT_RENEWED)
        with time_machine.travel("2027-03-20T10:00:00Z", tick=False):
            row = answer(contract, YES, on=late)
        contract.refresh_from_db()
        assert (row.outcome, contract.state_on(late)) == (Outcome.APPLIED, State.ACTIVE)
        assert course(contract) == [FIRST, SECOND]
    nightly.run(company_a, late)
    with acting_for(company_a):
        assert Alert.objects.open().filter(kind="contract_revived", subject_id=contract.pk).exists()
    nightly.run(company_a, date(2027, 4, 20))
    with acting_for(company_a):
        assert not Alert.objects.open().filter(kind="contract_revived").exists()


def test_a_no_ends_the_contract_with_its_term_and_keeps_what_it_owes(company_a: Company, ben: User) -> None:
    with acting_for(company_a):
        contract = signed()
        row = answer(contract, replace(NO, on=date(2026, 12, 1), note="Moves away"), on=IN_TIME, by=ben)
        refusal = Refusal.objects.get()
        assert (row.outcome, refusal.channel, refusal.received_on, refusal.reason, refusal.late) == (
            Outcome.APPLIED, "report", date(2026, 12, 1), "Moves away", False,
        )  # fmt: skip
        contract.refresh_from_db()
        assert (contract.ends_after, contract.owed_visits.open().count()) == (date(2027, 3, 3), 1)
        assert answer(contract, replace(NO, reference="R-18"), on=IN_TIME).outcome == Outcome.NOTED


def test_a_late_no_to_a_tacit_renewal_waits_for_the_office(company_a: Company, ana: User) -> None:
    with acting_for(company_a):
        contract = signed(renewal=RenewalKind.TACIT)
        row = answer(contract, NO, on=IN_TIME)
        assert (row.outcome, Refusal.objects.count()) == (Outcome.WAITING, 0)
        decided = decide(row, accept=True, on=IN_TIME, by=ana)
        assert (decided.outcome, decided.decided_by, Refusal.objects.get().late) == (
            Outcome.APPLIED,
            ana,
            True,
        )


def test_a_no_after_the_next_term_was_written_is_for_the_office_to_settle(
    company_a: Company, ana: User
) -> None:
    with acting_for(company_a):
        contract = signed()
        answer(contract, YES, on=IN_TIME)
        row = answer(contract, replace(NO, reference="R-18"), on=IN_TIME)
        assert (row.outcome, Refusal.objects.count()) == (Outcome.CONFLICT, 0)
        with pytest.raises(CannotAnswer, match="conflict"):
            decide(row, accept=True, on=IN_TIME, by=ana)
        assert (
            decide(row, accept=False, on=IN_TIME, by=ana, reason="Agreed by telephone").outcome
            == Outcome.SET_ASIDE
        )
        # Decided twice stays decided.
        assert decide(row, accept=True, on=IN_TIME, by=ana).outcome == Outcome.SET_ASIDE


def test_a_yes_against_a_refusal_is_for_the_office_to_settle(company_a: Company) -> None:
    with acting_for(company_a):
        contract = signed()
        refuse(contract, date(2026, 12, 1), on=IN_TIME, channel="letter")
        assert answer(contract, YES, on=IN_TIME).outcome == Outcome.CONFLICT
        assert course(contract) == [FIRST]


def test_where_the_office_approves_a_technicians_yes_waits_and_nothing_is_written(
    company_a: Company, ana: User
) -> None:
    Company.objects.filter(pk=company_a.pk).update(approve_answers=True)
    company_a.refresh_from_db()
    with acting_for(company_a):
        contract = signed()
        row = answer(contract, YES, on=IN_TIME)
        assert (row.outcome, course(contract)) == (Outcome.WAITING, [FIRST])
        # Approved after the contract was ended for want of an answer, it still counts by the day it was signed.
        renew([contract.pk], date(2027, 3, 4), origin=Term.Origin.NIGHTLY)
        assert decide(row, accept=True, on=date(2027, 3, 10), by=ana).outcome == Outcome.APPLIED
        assert course(contract) == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("rules", "given", "code"),
    [
        ({}, replace(YES, on=date(2027, 2, 2)), "future"),
        ({"renewal_control": ""}, YES, "office_only"),
        ({"renewal_control": "office"}, NO, "office_only"),
        ({}, replace(YES, on=date(2026, 3, 3)), "before"),
        ({}, replace(YES, on=date(2027, 1, 1)), "early"),
        ({"renewal": RenewalKind.NONE}, YES, "final"),
        ({"final_end_on": date(2027, 3, 3)}, YES, "final"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_its_reason(
    company_a: Company, rules: dict[str, Any], given: Given, code: str
) -> None:
    with acting_for(company_a):
        contract = signed(**rules)
        with pytest.raises(CannotAnswer, match=code):
            answer(contract, given, on=IN_TIME)
        assert (RenewalAnswer.objects.count(), course(contract)) == (0, [FIRST])


def test_the_first_day_on_which_it_may_be_answered_counts(company_a: Company) -> None:
    with acting_for(company_a):
        assert answer(signed(), replace(YES, on=date(2027, 1, 2)), on=IN_TIME).outcome == Outcome.APPLIED


def test_the_office_records_an_answer_and_is_told_what_it_brings(
    client_ana: Client, company_a: Company
) -> None:
    with acting_for(company_a):
        contract = signed()
    url = f"/t/alpha/contracts/{contract.pk}/answer/"
    told = client_ana.get(
        url, {"answer": "renewed", "answered_on": "2027-02-01", "source": "office"}
    ).content.decode()
    assert "The next term is written now, with its fees and visits; it follows 03/03/2027." in told
    told = client_ana.get(url, {"answer": "renewed", "answered_on": "2027-01-01"}).content.decode()
    assert "The renewal may be agreed from 01/02/2027 on." in told
    data = {"answer": "renewed", "answered_on": "2027-02-01", "source": "office", "reference": "", "note": ""}
    page = client_ana.post(url, data, follow=True).content.decode()
    assert "The answer is recorded: done as answered." in page
    page = client_ana.post(url, data | {"answer": "perhaps"}).content.decode()
    assert "Select a valid choice." in page
    with acting_for(company_a):
        assert [term[2] for term in course(contract)] == ["signature", "office"]


def test_answers_are_listed_and_decided_one_by_one_or_many_at_once(
    client_ana: Client, company_a: Company
) -> None:
    Company.objects.filter(pk=company_a.pk).update(approve_answers=True)
    company_a.refresh_from_db()
    with acting_for(company_a):
        one, *others = (answer(signed(), YES, on=IN_TIME) for _ in range(4))
    url = "/t/alpha/contracts/answers/"
    page = client_ana.post(f"{url}{one.pk}/decide/", {"decision": "set_aside", "reason": ""}).content.decode()
    assert "Say why the answer is set aside." in page
    client_ana.post(f"{url}{one.pk}/decide/", {"decision": "set_aside", "reason": "A child answered"})
    page = client_ana.post(f"{url}{one.pk}/decide/", {"decision": "accept"}).content.decode()
    assert "There is nothing left to decide" in page
    keys = [str(row.pk) for row in others]
    preview = client_ana.post(url, {"action": "accept", "pk": [str(one.pk), *keys]}).content.decode()
    assert "There is nothing left to decide." in preview
    client_ana.post(url, {"action": "accept", "pk": [str(one.pk), *keys], "confirm": "1", "expected": "4"})
    with acting_for(company_a):
        assert sorted(RenewalAnswer.objects.values_list("outcome", flat=True)) == ["applied"] * 3 + [
            "set_aside"
        ]
        assert Term.objects.filter(number=2).count() == 3


def test_without_the_right_nobody_answers_or_decides(client_ben: Client, company_a: Company) -> None:
    with acting_for(company_a):
        contract = signed()
        row = answer(contract, YES, on=IN_TIME)
    assert client_ben.get(f"/t/alpha/contracts/{contract.pk}/answer/").status_code == 403
    assert (
        client_ben.post(f"/t/alpha/contracts/answers/{row.pk}/decide/", {"decision": "accept"}).status_code
        == 403
    )
