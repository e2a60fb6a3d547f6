"""Privacy requests: written down, watched for a month, answered once, never forgotten; and what time deletes."""

from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from config.privacy import retention
from config.privacy.alerting import unanswered
from contracts.models import Contract
from customers.erasing import erase
from customers.models import Customer, PrivacyAnswer, PrivacyRequest
from letters.models import Letter
from tenancy.acting import acting_for
from tenancy.models import Company, Document, User
from tenancy.night import Work
from tests.factories.contracts import ContractFactory, NoticeFactory, TermFactory
from tests.factories.customers import CommunicationFactory, CustomerFactory, PrivacyRequestFactory
from tests.factories.letters import LetterFactory

LIST = "/t/alpha/privacy/"


@pytest.fixture
def zoe(acting_a: Company) -> Customer:
    made: Customer = CustomerFactory.create(number="000123", language="fr")
    return made


def test_a_request_is_written_down_once_and_its_day_checked(client_ana: Client, zoe: Customer) -> None:
    page = f"/t/alpha/customers/{zoe.pk}/privacy/record/"
    asked = {"kind": "access", "asker": "self", "channel": "letter", "received_on": "2026-03-04"}
    late = client_ana.post(page, {**asked, "received_on": "2999-01-01"})
    assert list(late.context["form"].errors) == ["received_on"]
    for _twice in range(2):
        assert client_ana.post(page, asked).status_code == 302
    made = PrivacyRequest.objects.get()
    assert (made.customer, made.due_on) == (zoe, date(2026, 4, 4))
    assert "000123" in client_ana.get(LIST).content.decode()


def test_a_file_given_answers_the_oldest_open_request_without_keeping_what_was_given(
    client_ana: Client, zoe: Customer, ana: User
) -> None:
    newer = PrivacyRequestFactory.create(customer=zoe, kind="access", received_on=date(2026, 3, 9))
    older = PrivacyRequestFactory.create(customer=zoe, kind="access", received_on=date(2026, 3, 4))
    page = f"/t/alpha/customers/{zoe.pk}/privacy/data.json"
    assert client_ana.get(page).status_code == 405
    client_ana.post(page)
    answer = PrivacyAnswer.objects.get()
    assert (answer.request, answer.kind, answer.by) == (older, "data_file", ana)
    assert answer.counts["customers.customer"] == 1 and "Dupont" not in str(answer.counts)
    assert list(PrivacyRequest.objects.open()) == [newer]


def test_two_files_of_one_day_answer_one_request_that_nobody_had_written_down(
    client_ana: Client, zoe: Customer
) -> None:
    for _twice in range(2):
        client_ana.post(f"/t/alpha/customers/{zoe.pk}/privacy/data.json")
    client_ana.post(f"/t/alpha/customers/{zoe.pk}/privacy/answer.pdf")
    assert PrivacyRequest.objects.count() == 1
    assert sorted(PrivacyAnswer.objects.values_list("kind", flat=True)) == ["data_file", "paper"]


def test_an_alert_comes_five_days_before_the_month_is_over_and_goes_with_the_answer(
    acting_a: Company, zoe: Customer, client_ana: Client
) -> None:
    made = PrivacyRequestFactory.create(customer=zoe, received_on=date(2026, 3, 4))

    def found(on: date) -> list[int]:
        return [cause.subject_id for cause in unanswered(Work(acting_a, on, "nightly"))]

    assert (found(date(2026, 3, 29)), found(date(2026, 3, 30))) == ([], [made.pk])
    assert client_ana.post(f"{LIST}{made.pk}/note/").status_code == 302
    assert client_ana.post(f"{LIST}{made.pk}/note/").status_code == 200
    assert found(date(2026, 3, 30)) == [] and PrivacyAnswer.objects.get().kind == "noted"


def test_the_list_costs_no_more_with_more_rows(
    client_ana: Client, zoe: Customer, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    PrivacyRequestFactory.create(customer=zoe)
    client_ana.get(LIST)
    with django_assert_max_num_queries(200) as few:
        client_ana.get(LIST)
    PrivacyRequestFactory.create_batch(8)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client_ana.get(LIST)


def test_a_customer_who_asked_cannot_be_thrown_away(client_ana: Client, zoe: Customer) -> None:
    PrivacyRequestFactory.create(customer=zoe)
    client_ana.post(f"/t/alpha/customers/{zoe.pk}/delete/")
    assert Customer.objects.filter(pk=zoe.pk).exists()


def test_what_the_law_kept_of_an_erased_person_goes_when_its_day_comes(
    acting_a: Company, zoe: Customer, ana: User
) -> None:
    contract = ContractFactory.create(
        customer=zoe, runs_until=date(2025, 12, 31), ended_on=date(2026, 1, 1), end_reason="expired"
    )
    LetterFactory.create(
        notice=NoticeFactory.create(term=TermFactory.create(contract=contract)), document__subject_id=2**40
    )
    other = LetterFactory.create(document__subject_id=2**41)
    erase(zoe, date(2026, 3, 4))
    assert (Contract.objects.filter(customer=zoe.pk).count(), Letter.objects.count()) == (1, 2)
    for on, left in ((date(2030, 12, 31), 1), (date(2031, 1, 1), 0), (date(2031, 1, 2), 0)):
        work = Work(acting_a, on, "nightly")
        retention.expire(work)
        assert Contract.objects.filter(customer=zoe.pk).count() == left
        assert bool(work.counts["expired"]) == (on == date(2031, 1, 1))
    assert list(Letter.objects.all()) == [other] and list(Document.objects.all()) == [other.document]


def test_prospects_without_a_sign_for_three_years_are_named_and_erased_in_bulk(
    client_ana: Client, acting_a: Company
) -> None:
    on = acting_a.today()
    old = CustomerFactory.create(standing="prospect", last_name="Silent")
    spoke = CustomerFactory.create(standing="prospect", last_name="Spoke", last_contact_on=on - timedelta(90))
    wrote = CustomerFactory.create(standing="prospect", last_name="Wrote")
    buys = CustomerFactory.create(last_name="Buys")
    Customer.objects.update(created_at="2020-01-01T00:00:00Z")
    CommunicationFactory.create(customer=wrote, direction="in")
    assert list(retention.prospects_to_delete(on)) == [old]
    (cause,) = retention._causes(Work(acting_a, on, "nightly"))
    assert cause.facts == {"count": 1}
    page = f"{LIST}prospects/"
    assert "Silent" in client_ana.get(page).content.decode()
    client_ana.post(page, {"action": "erase", "pk": [old.pk], "confirm": "1", "expected": "1"})
    assert set(Customer.objects.all()) == {spoke, wrote, buys}
    assert PrivacyRequest.objects.get().kind == "retention"


def test_requests_are_for_who_answers_them(
    client_ben: Client, client_chloe: Client, company_a: Company, zoe: Customer
) -> None:
    with acting_for(company_a):
        made = PrivacyRequestFactory.create(customer=zoe)
    for rest in ("", "prospects/", f"{made.pk}/"):
        assert client_ben.get(LIST + rest).status_code == 403
    assert client_chloe.get(f"/t/beta/privacy/{made.pk}/").status_code == 404
