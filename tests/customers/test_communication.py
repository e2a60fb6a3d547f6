"""The communication log: calls written down by people, entries told by the product, private ones for few."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from customers import communication
from customers.communication import About
from customers.models import Communication, Customer
from tenancy import links
from tenancy.models import Change, Company, Membership, User
from tests.factories.customers import CommunicationFactory, ContactFactory, CustomerFactory

LIST = "/t/alpha/customers/communications/"


@pytest.fixture
def zoe(acting_a: Company) -> Customer:
    made: Customer = CustomerFactory.create(number="Z1")
    return made


def said(response: Any) -> list[str]:
    assert response.status_code == 200
    return [row.record.summary for row in response.context["table"].paginated_rows]


def test_a_call_is_written_down_with_two_fields(client_ben: Client, ben: User, zoe: Customer) -> None:
    page = f"/t/alpha/customers/{zoe.pk}/communications/new/"
    form = client_ben.get(page).context["form"]
    assert form["channel"].value() == "telephone" and "private" not in form.fields
    answer = client_ben.post(
        page,
        {"channel": "telephone", "direction": "in", "summary": "No hot water", "at": _now()},
    )
    assert answer.headers["Location"] == f"/t/alpha/customers/{zoe.pk}/?tab=log"
    (entry,) = zoe.communications.all()
    assert (entry.summary, entry.by, entry.key, entry.private) == ("No hot water", ben, "", False)


def test_what_is_missing_or_wrong_is_said_at_its_field(client_ana: Client, zoe: Customer) -> None:
    stranger = ContactFactory.create(customer=CustomerFactory.create(number="Z2"))
    ContactFactory.create(customer=zoe)
    answer = client_ana.post(
        f"/t/alpha/customers/{zoe.pk}/communications/new/",
        {
            "channel": "smoke",
            "direction": "in",
            "summary": "",
            "at": (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M"),
            "contact": stranger.pk,
            "text": "kept",
        },
    )
    form = answer.context["form"]
    assert set(form.errors) == {"channel", "summary", "at", "contact"}
    assert form["text"].value() == "kept" and not Communication.objects.exists()


@pytest.mark.parametrize("days", [-20_000, 2])
def test_the_database_takes_no_day_nobody_meant(zoe: Customer, days: int) -> None:
    with pytest.raises(IntegrityError, match="communication_at_a_day_people_mean"), transaction.atomic():
        communication.log(
            zoe, channel="letter", summary="A", key="a", at=timezone.now() + timedelta(days=days)
        )


def test_a_year_nobody_meant_is_refused(client_ana: Client, zoe: Customer) -> None:
    answer = client_ana.post(
        f"/t/alpha/customers/{zoe.pk}/communications/new/",
        {"channel": "telephone", "direction": "in", "summary": "Rang", "at": "0001-01-01T00:00"},
    )
    assert answer.context["form"].errors == {"at": ["This day lies too far back."]}


@pytest.mark.parametrize("hour", ["2025-10-26T02:30", "2026-03-29T02:30"])
def test_an_hour_that_comes_twice_or_never_is_asked_again(
    client_ana: Client, zoe: Customer, hour: str
) -> None:
    answer = client_ana.post(
        f"/t/alpha/customers/{zoe.pk}/communications/new/",
        {"channel": "telephone", "direction": "in", "summary": "Rang", "at": hour},
    )
    (said,) = answer.context["form"].errors["at"]
    assert said.startswith("On this day the clocks are changed")
    assert not Communication.objects.exists()


def test_the_log_shows_the_latest_first_and_is_filtered_searched_and_taken_away(
    client_ana: Client, zoe: Customer
) -> None:
    now = timezone.now()
    CommunicationFactory.create(customer=zoe, summary="Called", at=now - timedelta(days=1))
    CommunicationFactory.create(
        customer=zoe, summary="Wrote", text="Chaudière arrêtée", channel="email", direction="out", at=now
    )
    CommunicationFactory.create(summary="Somebody else", at=now - timedelta(days=2))
    of_zoe: dict[str, Any] = {"customer": zoe.pk, "panel": "customer"}
    assert said(client_ana.get(LIST)) == ["Wrote", "Called", "Somebody else"]
    assert said(client_ana.get(LIST, of_zoe)) == ["Wrote", "Called"]
    assert said(client_ana.get(LIST, {**of_zoe, "channel": "email"})) == ["Wrote"]
    assert said(client_ana.get(LIST, {**of_zoe, "direction": "in"})) == ["Called"]
    assert said(client_ana.get(LIST, {**of_zoe, "q": "chaudiere"})) == ["Wrote"]
    assert said(client_ana.get(LIST, {**of_zoe, "q": "nothing"})) == []
    rows = client_ana.get(LIST, {**of_zoe, "export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert rows[0] == "When,Channel,Direction,What was said,In full,Spoke with,About,Written by"
    assert [row.split(",")[1:5] for row in rows[1:]] == [
        ["E-mail", "To the customer", "Wrote", "Chaudière arrêtée"],
        ["Telephone", "From the customer", "Called", ""],
    ]


def test_private_entries_are_for_those_with_the_right_everywhere(
    client_ana: Client, client_ben: Client, zoe: Customer, ana: User
) -> None:
    open_entry = CommunicationFactory.create(customer=zoe, summary="Called", by=ana)
    answer = client_ana.post(
        f"/t/alpha/customers/{zoe.pk}/communications/new/",
        {
            "channel": "visit",
            "direction": "in",
            "summary": "Divorce",
            "text": "whisper",
            "at": _now(),
            "private": "on",
        },
    )
    assert answer.status_code == 302
    secret = Communication.objects.get(private=True)
    assert said(client_ana.get(LIST, {"q": "whisper"})) == ["Divorce"]
    assert said(client_ben.get(LIST)) == ["Called"] and said(client_ben.get(LIST, {"q": "whisper"})) == []
    assert client_ben.get(f"{LIST}{open_entry.pk}/").status_code == 200
    assert client_ben.get(f"{LIST}{secret.pk}/").status_code == 404
    client_ana.post(f"{LIST}{secret.pk}/edit/", _form(secret, text="shout", private="on"))
    secret.refresh_from_db()
    assert secret.text == "shout" and secret.edited_at is not None
    client_ana.post(f"{LIST}{secret.pk}/delete/")
    told = " ".join(str((change.before, change.after)) for change in Change.objects.all())
    assert not any(word in told for word in ("Divorce", "whisper", "shout"))
    assert client_ana.get("/t/alpha/search/", {"q": "whisper"}).context.get("results") in ([], None)
    changes = Change.objects.filter(row_id=secret.pk, noun="customers_communication").order_by("pk")
    assert [change.operation for change in changes] == ["created", "changed", "deleted"]


def test_only_the_author_changes_and_deletes_an_entry(
    client_ana: Client, client_ben: Client, zoe: Customer, ben: User
) -> None:
    mine = CommunicationFactory.create(customer=zoe, by=ben)
    told = CommunicationFactory.create(customer=zoe, by=ben, key="notice:1")
    for client, entry, status in ((client_ben, mine, 200), (client_ana, mine, 404), (client_ben, told, 404)):
        for what in ("edit", "delete"):
            assert client.get(f"{LIST}{entry.pk}/{what}/").status_code == status
    assert client_ana.post(f"{LIST}{mine.pk}/delete/").status_code == 404
    assert client_ben.post(f"{LIST}{mine.pk}/delete/").headers["Location"].endswith("?tab=log")
    assert list(Communication.objects.all()) == [told]


def test_who_may_not_write_reads_only(client_ben: Client, ben: User, zoe: Customer) -> None:
    Membership.objects.filter(user=ben).update(denied=["customers.log"])
    mine = CommunicationFactory.create(customer=zoe, by=ben)
    assert client_ben.get(LIST).status_code == 200
    assert b"/communications/new/" not in client_ben.get(f"/t/alpha/customers/{zoe.pk}/").content
    assert client_ben.get(f"{LIST}{mine.pk}/edit/").status_code == 403
    assert client_ben.post(f"/t/alpha/customers/{zoe.pk}/communications/new/", {}).status_code == 403


def test_an_entry_with_a_key_is_written_once(zoe: Customer, ana: User) -> None:
    for _time in range(2):
        communication.log(
            zoe,
            channel="letter",
            summary="x" * 300,
            key="notice:7",
            about=About("customer", zoe.pk, "Zoé"),
        )
    (entry,) = Communication.objects.all()
    assert (entry.by, entry.direction, len(entry.summary)) == (ana, "out", 200)
    assert (entry.subject_kind, entry.subject_id, entry.subject_label) == ("customer", zoe.pk, "Zoé")
    rows = [communication.entry(zoe, channel="sms", summary=f"n{n}", key=f"k{n % 2}") for n in range(4)]
    assert communication.log_all(rows) == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        CommunicationFactory.create(customer=zoe, key="notice:7")


@pytest.fixture
def purpose(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setitem(links._views, "card", lambda request, link: HttpResponse("hello"))
    monkeypatch.setitem(communication._links, "card", lambda link: (link.object_id, None, "my card"))
    return "card"


def test_a_link_opened_stands_in_the_log_once_a_day(
    client: Client, zoe: Customer, company_a: Company, purpose: str
) -> None:
    address = links.make(company_a, purpose, zoe.pk, company_a.today() + timedelta(days=3))
    for _time in range(2):
        assert client.get(address).status_code == 200
    (entry,) = Communication.objects.all()
    assert (entry.channel, entry.direction, entry.by, entry.customer) == ("link", "in", None, zoe)
    assert "my card" in entry.summary


def test_the_log_asks_the_same_few_queries(
    client_ana: Client, zoe: Customer, ana: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    CommunicationFactory.create(customer=zoe, by=ana)
    client_ana.get(LIST)  # the sign-in is noted once
    with django_assert_num_queries(11) as few:
        client_ana.get(LIST)
    for _n in range(20):
        contact = ContactFactory.create(customer=zoe)
        CommunicationFactory.create(customer=zoe, by=ana, contact=contact)
    with django_assert_num_queries(len(few)):
        client_ana.get(LIST)


def test_a_day_past_is_told_at_its_noon(acting_a: Company) -> None:
    assert communication.moment_of(date(2026, 3, 2)).isoformat() == "2026-03-02T12:00:00+01:00"
    assert (timezone.now() - communication.moment_of(acting_a.today())).total_seconds() < 5


def _now() -> str:
    return timezone.localtime().strftime("%Y-%m-%dT%H:%M")


def _form(entry: Communication, **changed: Any) -> dict[str, Any]:
    values = {name: getattr(entry, name) for name in ("channel", "direction", "summary", "text")}
    return {**values, "at": _now(), **changed}
