"""A company that leaves: closed after an archive was taken and its name typed; opened again as it was."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from config import closing
from config.company_export import running
from config.tasks import start_due_nights
from tenancy import links
from tenancy.acting import acting_for
from tenancy.models import Company, JobRun
from tests.factories.tenancy import JobRunFactory

PAGE = "/t/alpha/settings/close/"


@pytest.fixture
def archive(acting_a: Company, ana: Any) -> JobRun:
    made: JobRun = JobRunFactory.create(
        kind=running.KIND,
        state="done",
        result_url="/x",
        started_at=timezone.now(),
        finished_at=timezone.now(),
    )
    return made


def test_without_an_archive_of_the_last_days_it_is_refused(
    client_ana: Client, archive: JobRun, company_a: Company
) -> None:
    JobRun.objects.filter(pk=archive.pk).update(started_at=timezone.now() - timedelta(days=8))
    assert "no archive" in client_ana.get(PAGE).content.decode()
    client_ana.post(PAGE, {"name": "Alpha Chauffage"})
    company_a.refresh_from_db()
    assert company_a.closed_on is None
    with pytest.raises(ValidationError, match="no archive"):
        closing.close(company_a, company_a.today())


def test_the_name_has_to_be_typed(client_ana: Client, archive: JobRun, company_a: Company) -> None:
    answer = client_ana.post(PAGE, {"name": "Alpha"})
    assert list(answer.context["form"].errors) == ["name"]
    company_a.refresh_from_db()
    assert company_a.closed_on is None


def test_a_job_at_work_is_waited_for(client_ana: Client, archive: JobRun, company_a: Company) -> None:
    JobRunFactory.create(kind="nightly", state="running", started_at=timezone.now(), finished_at=None)
    client_ana.post(PAGE, {"name": "Alpha Chauffage"})
    company_a.refresh_from_db()
    assert company_a.closed_on is None


def test_a_closed_company_is_shut_for_people_nights_links_and_tasks_and_comes_back_whole(
    client_ana: Client,
    client_ben: Client,
    client: Client,
    archive: JobRun,
    company_a: Company,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(links._views, "card", lambda request, link: None)
    address = links.make(company_a, "card", 1, company_a.today() + timedelta(days=3))
    assert client_ana.post(PAGE, {"name": "Alpha Chauffage"})["Location"] == "/"
    company_a.refresh_from_db()
    assert company_a.closed_on == company_a.today()
    assert [each.get("/t/alpha/").status_code for each in (client_ana, client_ben)] == [404, 404]
    assert client.get(address).status_code == 404
    sent: list[Any] = []
    monkeypatch.setattr("config.tasks.night.send", lambda company, **_kwargs: sent.append(company))
    start_due_nights()
    assert sent == []
    call_command("reopen_company", company="alpha", stdout=StringIO())
    assert client_ana.get("/t/alpha/").status_code == 200
    with pytest.raises(CommandError):
        call_command("reopen_company", company="alpha", stdout=StringIO())


def test_only_administrators_close_and_only_their_own(
    client_ben: Client, client_chloe: Client, archive: JobRun, company_a: Company
) -> None:
    form = {"name": "Alpha Chauffage"}
    assert (client_ben.get(PAGE).status_code, client_ben.post(PAGE, form).status_code) == (403, 403)
    assert (client_chloe.get(PAGE).status_code, client_chloe.post(PAGE, form).status_code) == (404, 404)
    with acting_for(company_a):
        assert Company.objects.get(pk=company_a.pk).closed_on is None
