from pathlib import Path

import pytest
from django.test import Client, override_settings

from config.exporting import carry_out
from tenancy.acting import acting_for
from tenancy.models import Company, JobRun, Membership
from tests.factories.customers import CustomerFactory


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> object:
    """Exports above two rows are long; what would have gone to the worker is kept."""
    queue: list[dict[str, object]] = []
    monkeypatch.setattr("ui.views.export.ROWS_IN_REQUEST", 2)
    monkeypatch.setattr("config.tasks.export.send", lambda company, **kwargs: queue.append(kwargs))
    with override_settings(MEDIA_ROOT=tmp_path):
        yield queue


def test_a_long_list_is_written_by_a_worker_as_the_person_sees_it(
    company_a: Company, client_ana: Client, sent: list[dict[str, object]]
) -> None:
    with acting_for(company_a):
        for name in ("Dupont", "Durand", "Duval", "Martin"):
            CustomerFactory(last_name=name, first_name="", city="=1+1")
    response = client_ana.get("/t/alpha/customers/?export=csv&q=du&sort=-name")
    with acting_for(company_a):
        run = JobRun.objects.get(kind="export")
    assert response["Location"] == f"/t/alpha/jobs/{run.pk}/"
    carry_out(company_a, **sent[0])  # type: ignore[arg-type]
    with acting_for(company_a):
        run.refresh_from_db()
    assert (run.state, run.result_url) == ("done", f"/t/alpha/exports/{run.pk}.csv")
    file = client_ana.get(run.result_url)
    text = file.getvalue().decode("utf-8-sig")
    assert [line for line in text.splitlines()[1:] if "Martin" in line] == []
    assert len(text.splitlines()) == 4
    assert "'=1+1" in text


def test_somebody_else_does_not_get_the_file(
    company_a: Company,
    client_ana: Client,
    client_chloe: Client,
    client_ben: Client,
    sent: list[dict[str, object]],
) -> None:
    with acting_for(company_a):
        for _ in range(3):
            CustomerFactory()
    client_ana.get("/t/alpha/customers/?export=xlsx")
    carry_out(company_a, **sent[0])  # type: ignore[arg-type]
    with acting_for(company_a):
        url = JobRun.objects.get(kind="export").result_url
    mine = client_ana.get(url)
    assert mine.status_code == 200
    assert mine.getvalue().startswith(b"PK")  # read to its end, so that the client closes the file
    assert client_ben.get(url).status_code in (403, 404)
    assert client_chloe.get(url).status_code == 404
    assert client_chloe.get(url.replace("alpha", "beta")).status_code == 404


def test_a_member_who_left_meanwhile_gets_nothing(
    company_a: Company, client_ana: Client, sent: list[dict[str, object]]
) -> None:
    with acting_for(company_a):
        for _ in range(3):
            CustomerFactory()
    client_ana.get("/t/alpha/customers/?export=csv")
    Membership.objects.update(left_on=company_a.today())
    with pytest.raises(Membership.DoesNotExist):
        carry_out(company_a, **sent[0])  # type: ignore[arg-type]
