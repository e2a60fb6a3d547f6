"""Each company's night is sent at its own hour, once, and late rather than never."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from config import nightly, tasks
from tenancy.acting import acting_for
from tenancy.models import Company, JobRun, Membership, User
from tests.plugins.cast import make_company

pytestmark = pytest.mark.django_db
Sent = list[tuple[str, str]]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """The nights sent: company and day."""
    nights: Sent = []

    def send(company: Company, **kwargs: Any) -> None:
        nights.append((company.slug, kwargs["on"]))

    monkeypatch.setattr(tasks.night, "send", send)
    return nights


def firm(slug: str, zone: str, hour: int = 3, last_night: date | None = None) -> Company:
    company = make_company(slug, slug.title(), "FR")
    company.time_zone, company.night_hour, company.last_night = zone, hour, last_night
    company.save()
    return company


def at(moment: datetime) -> None:
    """Beat's turn at a moment."""
    with time_machine.travel(moment, tick=False):
        tasks.start_due_nights()


def test_companies_are_chosen_by_the_hour_and_the_day_where_they_are(sent: Sent) -> None:
    yesterday = date(2026, 11, 22)
    for slug, zone in (("auckland", "Pacific/Auckland"), ("paris", "Europe/Paris"), ("reunion", "Indian/Reunion"),
                       ("cayenne", "America/Cayenne"), ("papeete", "Pacific/Tahiti")):  # fmt: skip
        firm(slug, zone, last_night=yesterday)
    at(datetime(2026, 11, 22, 14, 5, tzinfo=UTC))
    assert sent == [("auckland", "2026-11-23")]
    at(datetime(2026, 11, 23, 1, 30, tzinfo=UTC))
    assert sorted(sent[1:]) == [("auckland", "2026-11-23"), ("reunion", "2026-11-23")]
    del sent[:]
    at(datetime(2026, 11, 23, 14, 5, tzinfo=UTC))
    assert sorted(sent) == [
        ("auckland", "2026-11-24"), ("cayenne", "2026-11-23"), ("papeete", "2026-11-23"),
        ("paris", "2026-11-23"), ("reunion", "2026-11-23")]  # fmt: skip


def test_a_night_is_sent_once_though_beat_comes_every_five_minutes(sent: Sent) -> None:
    company = firm("paris", "Europe/Paris", last_night=date(2026, 11, 22))
    start = datetime(2026, 11, 23, 1, 55, tzinfo=UTC)
    for number in range(6):
        at(start + timedelta(minutes=5 * number))
    assert sent == [("paris", "2026-11-23")]
    Company.objects.filter(pk=company.pk).update(last_night=date(2026, 11, 23))
    for number in range(6, 24):
        at(start + timedelta(minutes=5 * number))
    assert sent == [("paris", "2026-11-23")]


def test_a_night_whose_worker_died_is_sent_again_after_half_an_hour(sent: Sent) -> None:
    firm("paris", "Europe/Paris", last_night=date(2026, 11, 22))
    start = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    for number in range(13):
        at(start + timedelta(minutes=5 * number))
    assert sent == [("paris", "2026-11-23")] * 3


def test_a_server_that_was_down_at_the_hour_or_for_days_sends_the_night_when_it_is_back(sent: Sent) -> None:
    firm("paris", "Europe/Paris", last_night=date(2026, 10, 14))
    firm("new", "Europe/Rome", last_night=None)
    at(datetime(2026, 11, 23, 17, 0, tzinfo=UTC))
    assert sorted(sent) == [("new", "2026-11-23"), ("paris", "2026-11-23")]


def test_a_closed_company_has_no_nights(sent: Sent) -> None:
    company = firm("closed", "Europe/Paris")
    Company.objects.filter(pk=company.pk).update(closed_on=date(2026, 11, 1))
    at(datetime(2026, 11, 23, 12, 0, tzinfo=UTC))
    assert sent == []


@pytest.mark.parametrize(
    ("day", "first_hour"),
    [
        (date(2027, 3, 28), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 0, 0, tzinfo=UTC)),
    ],
)
def test_the_night_the_clocks_change_is_one_night(sent: Sent, day: date, first_hour: datetime) -> None:
    company = firm("paris", "Europe/Paris", hour=2, last_night=day - timedelta(1))
    at(first_hour - timedelta(minutes=1))
    assert sent == []
    at(first_hour)
    assert sent == [("paris", day.isoformat())]
    Company.objects.filter(pk=company.pk).update(last_night=day)
    at(first_hour + timedelta(hours=1, minutes=30))
    assert sent == [("paris", day.isoformat())]


def test_a_night_tried_for_a_day_to_come_leaves_tonight_owed(company_a: Company) -> None:
    nightly.run(company_a, company_a.today() + timedelta(days=90))
    company_a.refresh_from_db()
    assert company_a.last_night is None
    nightly.run(company_a, company_a.today())
    company_a.refresh_from_db()
    assert company_a.last_night == company_a.today()


def test_a_night_somebody_asks_for_says_who(company_a: Company, company_b: Company, ana: User) -> None:
    asker = Membership.objects.get(user=ana, company=company_a)
    tasks.night(company_id=company_a.pk, on="2026-03-10", membership_id=asker.pk)
    tasks.night(company_id=company_b.pk, on="2026-03-10", membership_id=asker.pk)  # forged
    found = []
    for company in (company_a, company_b):
        with acting_for(company):
            found.append(JobRun.objects.get(kind=nightly.KIND).started_by)
    assert found == [ana, None]
