"""A contract rests and goes on: what moves, what waits, what is not charged, and every row back by undoing."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from config import nightly
from contracts.models import (
    BillingPeriod,
    Contract,
    Credit,
    Notice,
    OnSuspension,
    OwedVisit,
    Suspension,
    SuspensionChange,
    Term,
)
from contracts.signing import sign
from contracts.suspending.suspending import Asked, CannotSuspend, resume, suspend, undo
from tenancy.acting import acting_for
from tenancy.models import Alert, Company, User
from tests.factories.contracts import ContractFactory

BASE = "/t/alpha/contracts/"
TODAY = date(2026, 6, 10)
ASKED: dict[str, Any] = {
    "side": "customer",
    "told_on": "2026-06-09",
    "channel": "letter",
    "reason": "House empty",
}
KINDS = (Contract, Term, BillingPeriod, OwedVisit, Notice, Credit)
State = BillingPeriod.State


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-06-10T10:00:00Z", tick=False):
        yield


def made(rule: str = OnSuspension.MOVE, **values: Any) -> Contract:
    """From 4 March 2026, 120.00 a year by quarters, two visits a year: slices from 4 March and 4 September."""
    contract = ContractFactory(on_suspension=rule, **{"billing_step": 3, **values})
    contract.lines.update(visits_per_year=2)
    return sign(contract, date(2026, 3, 1), on=TODAY)


@pytest.fixture
def contract(company_a: Company) -> Contract:
    with acting_for(company_a):
        return made(number="K1")


def words(client: Client, path: str, **data: Any) -> str:
    response = client.post(BASE + path, data, follow=True) if data else client.get(BASE + path)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def asked(starts: date, ends: date | None = None) -> Asked:
    return Asked("customer", TODAY, "letter", "House empty", starts, ends)


def rows(contract: Contract) -> list[Any]:
    """Every column of the contract and what hangs on it, but when it was last touched."""
    return [
        [
            {key: value for key, value in row.items() if key != "updated_at"}
            for row in found.order_by("pk").values()
        ]
        for kind in KINDS
        for found in [kind.objects.filter(**{"pk" if kind is Contract else "contract": contract.pk})]
    ]


def days(contract: Contract) -> list[tuple[date, date, date, Decimal, str]]:
    found = contract.billing_periods.order_by("starts_on", "pk")
    return list(found.values_list("starts_on", "ends_on", "due_on", "amount", "state"))


def test_all_dates_move_by_the_days_told_and_come_back_by_undoing(
    client_ana: Client, company_a: Company, contract: Contract
) -> None:
    with acting_for(company_a):
        before = rows(contract)
    told = words(client_ana, f"{contract.pk}/suspend/?starts_on=2026-07-01&ends_on=2026-08-30")
    for said in (
        "The contract rests for 61 days and runs again from 08/31/2026.",
        "Term 1 ends on 05/03/2027 instead of 03/03/2027.",
        "2 open billing periods fall due later.",
        "2 owed visits come later.",
        "The renewal notice may leave from 12/03/2026 to 02/03/2027; last day to refuse 03/03/2027.",
    ):
        assert said in told, said
    with acting_for(company_a):
        assert rows(contract) == before
    answer = words(
        client_ana, f"{contract.pk}/suspend/", **ASKED, starts_on="2026-07-01", ends_on="2026-08-30"
    )
    assert "The suspension is recorded." in answer
    assert "suspended in these days already" in words(
        client_ana, f"{contract.pk}/suspend/", **ASKED, starts_on="2026-08-01", ends_on=""
    )
    with acting_for(company_a):
        contract.refresh_from_db()
        assert contract.terms.get().ends_on == contract.runs_until == date(2027, 5, 3)
        assert [(row[0], row[1], row[2]) for row in days(contract)] == [
            (date(2026, 3, 4), date(2026, 6, 3), date(2026, 3, 4)),
            (date(2026, 6, 4), date(2026, 11, 3), date(2026, 6, 4)),
            (date(2026, 11, 4), date(2027, 2, 2), date(2026, 11, 4)),
            (date(2027, 2, 3), date(2027, 5, 3), date(2027, 2, 3)),
        ]
        assert list(contract.owed_visits.values_list("window_starts_on", "window_ends_on")) == [
            (date(2026, 3, 4), date(2026, 11, 3)),
            (date(2026, 11, 4), date(2027, 5, 3)),
        ]
    assert "Suspended" in words(client_ana, f"{contract.pk}/")
    assert "Terms, fees, visits and notice dates" in words(client_ana, f"{contract.pk}/suspension/undo/")
    assert "is undone" in words(client_ana, f"{contract.pk}/suspension/undo/", reason="Error")
    with acting_for(company_a):
        assert rows(contract) == before
        assert Suspension.objects.get().undone_reason == "Error"
    assert "is not suspended" in words(client_ana, f"{contract.pk}/suspension/undo/")


def test_until_further_notice_nothing_falls_due_and_no_night_ends_the_term(
    client_ana: Client, company_a: Company, ana: User, contract: Contract
) -> None:
    assert "until the contract is resumed" in words(
        client_ana, f"{contract.pk}/suspend/?starts_on=2026-06-10"
    )
    words(client_ana, f"{contract.pk}/suspend/", **ASKED, starts_on="2026-06-10", ends_on="")
    for query, found in (("suspended=yes", True), ("suspended=no", False)):
        assert ("K1" in words(client_ana, f"?{query}")) is found
    late = date(2027, 4, 10)
    with time_machine.travel("2027-04-10T10:00:00Z", tick=False):
        nightly.run(company_a, late)
        client_ana.force_login(ana)
        with acting_for(company_a):
            assert contract.terms.count() == 1
            assert not BillingPeriod.objects.due(late).exists() and not OwedVisit.objects.late(late).exists()
            kinds = set(Alert.objects.open().filter(subject_id=contract.pk).values_list("kind", flat=True))
            assert kinds == {"contract_suspended"}
        assert "Suspended" in words(client_ana, "renewals/?month=2027-03")
        assert "runs again from 04/10/2027" in words(client_ana, f"{contract.pk}/resume/?on=2027-04-10")
        assert "The contract goes on." in words(client_ana, f"{contract.pk}/resume/", on="2027-04-10")
        assert "is not suspended" in words(client_ana, f"{contract.pk}/resume/", on="2027-04-11")
        with acting_for(company_a):
            assert contract.terms.get().ends_on == date(2027, 3, 3) + timedelta(304)
            assert not Alert.objects.open().filter(kind="contract_suspended").exists()
    nightly.run(company_a, date(2028, 1, 10))
    nightly.run(company_a, date(2028, 1, 10))
    with acting_for(company_a):
        assert list(contract.terms.order_by("number").values_list("starts_on", "ends_on")) == [
            (date(2026, 3, 4), date(2028, 1, 1)),
            (date(2028, 1, 2), date(2029, 1, 1)),
        ]


def test_days_suspended_are_not_charged_where_dates_stay(
    client_ana: Client, company_a: Company, contract: Contract
) -> None:
    with acting_for(company_a):
        Contract.objects.filter(pk=contract.pk).update(on_suspension=OnSuspension.CREDIT)
        first = contract.billing_periods.order_by("starts_on")[0]
        first.close(State.ELSEWHERE, on=TODAY, by=None, reason="Old software")
        before = rows(contract)
    span = "starts_on=2026-05-20&ends_on=2026-12-10"
    told = words(client_ana, f"{contract.pk}/suspend/?{span}")
    for said in ("€62.33 net is no longer charged.", "€4.89 net was charged for these days",
                 "1 open billing period falls due later.", "12/03/2026, falls inside"):  # fmt: skip
        assert said in told, said
    words(client_ana, f"{contract.pk}/suspend/", **ASKED, **dict(pair.split("=") for pair in span.split("&")))
    with acting_for(company_a):
        assert contract.terms.get().ends_on == date(2027, 3, 3)
        assert days(contract) == [
            (date(2026, 3, 4), date(2026, 6, 3), date(2026, 3, 4), Decimal("30.00"), State.ELSEWHERE),
            (date(2026, 6, 4), date(2026, 9, 3), date(2026, 6, 4), Decimal("30.00"), State.WAIVED),
            (date(2026, 9, 4), date(2026, 12, 3), date(2026, 9, 4), Decimal("30.00"), State.WAIVED),
            (date(2026, 12, 4), date(2027, 3, 3), date(2026, 12, 11), Decimal("27.67"), State.OPEN),
            (date(2026, 12, 4), date(2026, 12, 10), date(2026, 12, 4), Decimal("2.33"), State.WAIVED),
        ]
        assert Credit.objects.get().amount == Decimal("4.89")
    assert "Suspension 05/20/2026" in words(client_ana, f"{contract.pk}/?tab=billing")
    with acting_for(company_a):
        contract.billing_periods.filter(amount=Decimal("27.67")).update(state=State.BILLED, settled_on=TODAY)
    assert "was billed or closed since" in words(client_ana, f"{contract.pk}/suspension/undo/", reason="x")
    with acting_for(company_a):
        contract.billing_periods.filter(amount=Decimal("27.67")).update(state=State.OPEN, settled_on=None)
    words(client_ana, f"{contract.pk}/suspension/undo/", reason="Error")
    with acting_for(company_a):
        assert rows(contract) == before


def test_a_letter_sent_for_the_former_end_no_longer_counts(company_a: Company, contract: Contract) -> None:
    with acting_for(company_a):
        term = contract.terms.get()
        letter = Notice.objects.create(contract=contract, term=term, prepared_on=date(2026, 10, 5))
        letter.mark_sent(on=date(2026, 11, 1), channel="letter", to="Mâcon")
        counts = [Notice.objects.get().cures]
        resting = suspend(contract, asked(date(2027, 1, 1), date(2027, 3, 31)), on=TODAY)
        counts.append(Notice.objects.get().cures)
        undo(resting, on=TODAY, by=None, reason="Error")
        counts.append(Notice.objects.get().cures)
        assert counts == [True, False, True]


@pytest.mark.parametrize("rule", OnSuspension.values)
def test_suspended_resumed_and_undone_every_row_is_what_it_was(company_a: Company, rule: str) -> None:
    shapes: tuple[dict[str, Any], ...] = (
        {"billing_step": 1},
        {"billing_step": None, "billing_due": "arrears", "term_months": 24},
        {"billing_step": 6, "final_end_on": date(2027, 1, 31), "anchor_rule": "calendar"},
    )
    with acting_for(company_a):
        for shape in shapes:
            contract = made(rule, **shape)
            before = rows(contract)
            last = contract.runs_until
            assert last is not None
            for starts, length in ((contract.start_on, 1), (date(2026, 5, 17), 45), (date(2026, 8, 1), 92)):
                with transaction.atomic():
                    resting = suspend(contract, asked(starts), on=TODAY)
                    assert rows(contract) == before
                    ends = starts + timedelta(length - 1)
                    resume(resting, ends + timedelta(1), on=TODAY)
                    opened = contract.billing_periods.open()
                    assert not opened.filter(due_on__range=(starts, ends)).exists()
                    assert not contract.owed_visits.filter(window_starts_on__range=(starts, ends)).exists()
                    for term in contract.terms.all():
                        assert sum(each.amount for each in term.billing_periods.all()) == term.fee
                    moved = timedelta(length if rule == OnSuspension.MOVE else 0)
                    assert contract.terms.order_by("-number")[0].ends_on == last + moved
                    with pytest.raises(CannotSuspend):
                        suspend(contract, asked(ends), on=TODAY)
                    undo(resting, on=TODAY, by=None, reason="Error")
                assert rows(contract) == before
        assert SuspensionChange.objects.exists()


def test_days_far_from_any_calendar_are_told_and_write_nothing(
    client_ana: Client, company_a: Company, contract: Contract
) -> None:
    with acting_for(company_a):
        before = rows(contract)
    path = f"{contract.pk}/suspend/"
    for told, sentence in (
        ({"starts_on": "2026-07-01", "ends_on": "9999-12-31"}, "A suspension lasts ten years at most."),
        ({"starts_on": "2026-07-01", "told_on": "0001-01-01"}, "This day lies too far back."),
    ):
        assert sentence in words(client_ana, path, **ASKED | told)
    assert "A suspension lasts ten years" in words(
        client_ana, f"{path}?starts_on=2026-07-01&ends_on=9999-12-31"
    )
    refused = words(client_ana, f"{contract.pk}/refuse/", received_on="0001-01-01", channel="letter")
    assert "This day lies too far back." in refused
    with acting_for(company_a):
        contract.refresh_from_db()
        assert rows(contract) == before
