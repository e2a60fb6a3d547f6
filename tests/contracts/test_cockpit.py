"""The renewal cockpit: each end at one stage, what will happen to it, and many done at once."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config import nightly
from contracts.answering import Given, answer
from contracts.cockpit import mass
from contracts.cockpit.board import board, worth_deciding
from contracts.cockpit.stages import Stage, with_stage
from contracts.models import BillingPeriod, Contract, Notice, Refusal, RenewalKind, Term
from contracts.refusal import refuse
from contracts.signing import sign
from contracts.tasks import answer_many
from customers.models import LegalClass
from tenancy.acting import acting_for
from tenancy.models import Company, JobRun, User
from tests.factories.contracts import ContractFactory
from tests.factories.customers import CustomerFactory

URL = "/t/alpha/contracts/renewals/"
TODAY = date(2027, 2, 1)
SIGNED = date(2026, 3, 4)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2027-02-01T10:00:00Z", tick=False):
        yield


def signed(number: str, **rules: Any) -> Contract:
    """Runs from 4 March 2026 to 3 March 2027: refuse by 3 January, notice wanted by 3 November, at last 3 December."""
    return sign(ContractFactory(number=number, **rules), SIGNED, on=SIGNED)


def a_business() -> Any:
    return CustomerFactory(legal_class=LegalClass.PROFESSIONAL)


def stages(on: date) -> dict[str, str]:
    return dict(with_stage(worth_deciding(), on).filter(number=1).values_list("contract__number", "stage"))


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What workers were asked to do, instead of workers."""
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(answer_many, "send", lambda company, **kwargs: asked.append(kwargs))
    return asked


@pytest.fixture
def house(company_a: Company, company_b: Company) -> Company:
    """One contract for each way an end can stand; another company with one of its own."""
    with acting_for(company_b):
        signed("B1")
    with acting_for(company_a):
        signed("TACIT")
        signed("BUSINESS", customer=a_business())
        signed("EXPRESS", renewal=RenewalKind.EXPRESS)
        signed("NONE", renewal=RenewalKind.NONE)
        refuse(signed("REFUSED"), date(2026, 12, 1), on=TODAY, channel="letter")
        answer(signed("EARLY", renewal=RenewalKind.EXPRESS), Given("renewed", TODAY, "office"), on=TODAY)
    return company_a


def test_each_end_stands_at_one_stage_as_the_days_go_by(house: Company) -> None:
    with acting_for(house):
        told = {day: stages(day) for day in (date(2026, 11, 1), date(2026, 11, 20), TODAY, date(2027, 3, 4))}
        others = {"BUSINESS": "by_itself", "EXPRESS": "to_confirm", "NONE": "ending", "REFUSED": "refused"}
        assert told[date(2026, 11, 1)] == others | {"TACIT": "to_notify", "EARLY": "renewed"}
        assert told[date(2026, 11, 20)]["TACIT"] == "closing"
        assert told[TODAY] == others | {"TACIT": "missed", "EARLY": "renewed"}
        assert told[date(2027, 3, 4)]["EARLY"] == "to_bill"
        BillingPeriod.objects.filter(term__number=2).update(state="billed", settled_on=date(2027, 3, 4))
        assert stages(date(2027, 3, 4))["EARLY"] == "billed"


def test_a_letter_that_left_in_its_window_makes_it_notified(house: Company, ana: User) -> None:
    nightly.run(house, date(2026, 10, 10))
    with acting_for(house):
        notice = Notice.objects.get(contract__number="TACIT")
        notice.mark_sent(on=date(2026, 10, 12), channel="letter", reference="", to="Lyon", by=ana)
        assert stages(date(2026, 10, 13))["TACIT"] == "notified"


def test_the_board_counts_each_end_in_its_month_with_its_fees(house: Company) -> None:
    with acting_for(house):
        shown = board(date(2027, 1, 1), TODAY)
        march = {row.stage: (row.cells[2].count, row.cells[2].fees) for row in shown.rows}
        stages_there = (
            Stage.MISSED,
            Stage.BY_ITSELF,
            Stage.TO_CONFIRM,
            Stage.REFUSED,
            Stage.ENDING,
            Stage.RENEWED,
        )
        assert march == dict.fromkeys(stages_there, (1, Decimal("120.00")))
        assert [cell.count for cell in shown.totals] == [0, 0, 6, 0, 0, 0]


def test_the_page_shows_the_board_and_what_happens_to_each(client_ana: Client, house: Company) -> None:
    page = client_ana.get(URL).content.decode()
    assert "Without an answer it ends after 03/03/2027." in page
    assert "Renews on 03/04/2027; the customer may then leave at any time." in page
    assert "B1" not in re.sub(r"<[^>]+>", " ", page)  # a key in a tag may hold it by chance
    page = client_ana.get(URL, {"month": "2027-03", "stage": "refused"}).content.decode()
    assert ("REFUSED" in page, "BUSINESS" in page) == (True, False)
    for asked in (
        {"from": "2027-13"},
        {"from": "0001-01"},
        {"from": "9999-12"},
        {"month": "x"},
        {"stage": "x"},
    ):
        assert client_ana.get(URL, asked).status_code == 200


def test_fees_are_for_those_who_may_see_them(client_ben: Client, house: Company) -> None:
    page = client_ben.get(URL).content.decode()
    assert ("TACIT" in page, "€120" in page) == (True, False)


def test_the_page_costs_the_same_with_few_and_many(client_ana: Client, house: Company) -> None:
    client_ana.get(URL)
    with CaptureQueriesContext(connection) as few:
        client_ana.get(URL)
    with acting_for(house):
        for number in range(20):
            signed(f"MORE{number}", renewal=RenewalKind.EXPRESS)
    with CaptureQueriesContext(connection) as many:
        client_ana.get(URL)
    assert len(many) == len(few)


def chosen(*numbers: str) -> list[str]:
    return [
        str(pk)
        for pk in Term.objects.filter(contract__number__in=numbers, number=1).values_list("pk", flat=True)
    ]


def test_many_are_renewed_by_a_job_and_each_row_says_beforehand_what_happens(
    client_ana: Client, house: Company, jobs: list[dict[str, Any]]
) -> None:
    with acting_for(house):
        signed("SECOND", renewal=RenewalKind.EXPRESS)
        pks = chosen("EXPRESS", "SECOND", "TACIT", "REFUSED", "NONE", "EARLY")
    preview = client_ana.post(URL, {"action": "renew", "pk": pks}).content.decode()
    assert preview.count("Will be renewed after 03/03/2027.") == 2
    assert "Renews by itself: nothing is asked." in preview
    response = client_ana.post(URL, {"action": "renew", "pk": pks, "confirm": "1", "expected": "6"})
    mass.carry_out(house, **jobs.pop())
    with acting_for(house):
        run = JobRun.objects.get(kind=mass.KIND)
        assert response.headers["Location"].endswith(f"/jobs/{run.pk}/")
        assert (run.state, run.done, run.total, run.counts) == ("done", 2, 2, {"renewed": 2})
        assert set(Term.objects.filter(number=2).values_list("contract__number", flat=True)) == {
            "EARLY", "EXPRESS", "SECOND",
        }  # fmt: skip
        # A worker that died before it could say so does it again and finds the same rows.
        mass.carry_out(house, run.pk, mass.RENEW, [int(pk) for pk in chosen("EXPRESS", "SECOND")], {})
        run.refresh_from_db()
        assert (run.counts, Term.objects.filter(number=2).count()) == ({"renewed": 2}, 3)


def test_many_refusals_are_recorded_and_one_that_fails_is_named(
    client_ana: Client, house: Company, jobs: list[dict[str, Any]]
) -> None:
    with acting_for(house):
        pks = chosen("EXPRESS", "BUSINESS", "REFUSED", "TACIT")
        on = {"received_on": "2027-01-03", "channel": "letter", "reason": "Sold the house"}
    preview = client_ana.post(URL, {"action": "refuse", "pk": pks}).content.decode()
    assert "Late: the last day was 01/03/2027." in preview
    data = {"action": "refuse", "pk": pks, "confirm": "1", "expected": "4"} | on
    client_ana.post(URL, data)
    mass.carry_out(house, **jobs.pop())
    with acting_for(house):
        assert JobRun.objects.get(kind=mass.KIND).counts == {"refused": 1}
        assert Refusal.objects.get(contract__number="EXPRESS").reason == "Sold the house"
        terms = list(Term.objects.filter(contract__number="REFUSED"))
        run = mass.start(mass.REFUSE, terms, TODAY, **on)
        mass.carry_out(house, run.pk, mass.REFUSE, [terms[0].pk], on)
        run.refresh_from_db()
        assert (run.state, run.failures.get().subject_label) == ("partly", "REFUSED")


def test_notices_are_marked_as_sent_from_the_cockpit_where_they_are_prepared(
    client_ana: Client, ana: User, house: Company
) -> None:
    nightly.run(house, date(2026, 10, 10))
    url, action = f"{URL}?month=2027-03", {"action": "mark_notices_sent"}
    with time_machine.travel("2026-10-12T10:00:00Z", tick=False):
        client_ana.force_login(ana, "allauth.account.auth_backends.AuthenticationBackend")
        with acting_for(house):
            data = action | {"pk": chosen("TACIT", "BUSINESS")}
        preview = client_ana.post(url, data).content.decode()
        assert "Will be marked as sent; no file of it is kept here." in preview
        assert "No notice is prepared for it." in preview
        sent = {"on": "2026-10-12", "channel": "letter"}
        client_ana.post(url, data | sent | {"confirm": "1", "expected": "2"})
    with acting_for(house):
        assert Notice.objects.get().sent_on == date(2026, 10, 12)
        assert stages(date(2026, 10, 13))["TACIT"] == "notified"
