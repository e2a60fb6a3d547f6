from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from tenancy.models import Company, JobFailure, JobRun
from tests.factories.tenancy import JobRunFactory


@pytest.fixture
def run(acting_a: Company) -> JobRun:
    return JobRun.objects.create(kind="import", on=date(2026, 11, 22), done=3, total=12, step="writing")


def test_the_list_names_the_runs_with_their_failures(client_ana: Client, run: JobRun) -> None:
    JobFailure.objects.create(run=run, step="writing", subject_label="M2015-0001", reason="No line.")
    run.finish({"contracts": 2})
    page = client_ana.get("/t/alpha/jobs/")
    assert [(row.pk, row.failure_count) for row in page.context["table"].data.data] == [(run.pk, 1)]
    assert client_ana.get("/t/alpha/jobs/?state=done").context["table"].page.paginator.count == 0


def test_a_run_shows_counts_failures_with_reasons_and_its_way_to_the_thing(
    client_ana: Client, run: JobRun
) -> None:
    JobFailure.objects.create(
        run=run,
        step="writing",
        subject_kind="contract",
        subject_id=7,
        subject_label="M2015-0001",
        reason="No line.",
    )
    run.finish({"renew": {"renewed": 41}})
    page = client_ana.get(f"/t/alpha/jobs/{run.pk}/").content.decode()
    assert [words in page for words in ("M2015-0001", "No line.", "41")] == [True, True, True]
    assert "/t/alpha/contracts/7/" in page


def test_the_progress_survives_a_reload_and_ends_by_itself(client_ana: Client, run: JobRun) -> None:
    progress = f"/t/alpha/jobs/{run.pk}/progress/"
    page = client_ana.get(f"/t/alpha/jobs/{run.pk}/").content.decode()
    assert progress in page and 'value="25"' in page
    run.progress("writing", 6, 12)
    bar = client_ana.get(progress, headers={"HX-Request": "true"})
    assert 'value="50"' in bar.content.decode() and "HX-Refresh" not in bar
    run.finish({})
    assert client_ana.get(progress, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_a_run_that_stopped_says_why(client_ana: Client, run: JobRun) -> None:
    run.finish({}, error="The file <b>vanished</b>.")
    assert (
        "The file &lt;b&gt;vanished&lt;/b&gt;." in client_ana.get(f"/t/alpha/jobs/{run.pk}/").content.decode()
    )


def test_the_list_costs_the_same_for_one_run_and_for_thirty(
    client_ana: Client, acting_a: Company, django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in (1, 29):
        JobRunFactory.create_batch(number, finished_at=timezone.now())
        client_ana.get("/t/alpha/jobs/")
        with CaptureQueriesContext(connection) as queries:
            client_ana.get("/t/alpha/jobs/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_runs_of_another_company_are_not_found(client_chloe: Client, run: JobRun) -> None:
    assert client_chloe.get(f"/t/beta/jobs/{run.pk}/").status_code == 404


def test_technicians_see_no_runs(client_ben: Client, run: JobRun) -> None:
    assert [client_ben.get(f"/t/alpha/jobs/{path}").status_code for path in ("", f"{run.pk}/")] == [403, 403]
