from datetime import timedelta
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.utils import timezone

from config import exporting, nightly
from config.models import ImportedFile, PortfolioImport
from tenancy.acting import acting_for
from tenancy.models import Company, JobRun


def make_files(company: Company, days_ago: int) -> tuple[str, str]:
    with acting_for(company):
        job = PortfolioImport.upload([SimpleUploadedFile("clients.csv", b"x")], company.today())
        then = timezone.now() - timedelta(days=days_ago)
        PortfolioImport.objects.filter(pk=job.pk).update(created_at=then)
        run = JobRun.objects.create(kind="export", on=company.today(), started_at=then, result_url="/x")
        path = exporting.path_of(company, run.pk, "csv")
        default_storage.save(path, ContentFile(b"x"))
        return str(job.files.get().content.name), path


def test_files_older_than_thirty_days_go_and_younger_ones_stay(company_a: Company, tmp_path: Path) -> None:
    with override_settings(MEDIA_ROOT=tmp_path):
        old, young = make_files(company_a, 32), make_files(company_a, 5)
        previewed = nightly.preview(company_a, company_a.today())
        assert [default_storage.exists(path) for path in (*old, *young)] == [True, True, True, True]
        summary = nightly.run(company_a, company_a.today(), telling=True)
        assert [default_storage.exists(path) for path in (*old, *young)] == [False, False, True, True]
    assert previewed.counts["purge"] == summary.counts["purge"] == {"purged": 2}
    with acting_for(company_a):
        assert ImportedFile.objects.count() == 1
        assert sorted(JobRun.objects.filter(kind="export").values_list("result_url", flat=True)) == ["", "/x"]


def test_a_run_whose_worker_was_killed_does_not_say_running_for_ever(company_a: Company) -> None:
    with acting_for(company_a):
        then = timezone.now() - timedelta(hours=7)
        dead = JobRun.objects.create(kind="nightly", on=company_a.today(), started_at=then)
        alive = JobRun.objects.create(kind="letters", on=company_a.today())
    nightly.run(company_a, company_a.today())
    with acting_for(company_a):
        dead.refresh_from_db()
        alive.refresh_from_db()
    assert (dead.state, alive.state) == ("failed", "running")
    assert dead.error.startswith("Le programme de traitement s'est arrêté")


def test_an_import_whose_worker_and_queue_are_gone_may_be_started_again(company_a: Company) -> None:
    state = PortfolioImport.State
    with acting_for(company_a):
        then = timezone.now() - timedelta(hours=7)
        dead = JobRun.objects.create(kind="import", on=company_a.today(), started_at=then)
        alive = JobRun.objects.create(kind="import", on=company_a.today())
        made = [
            PortfolioImport.objects.create(on=company_a.today(), state=begun, run=run)
            for begun, run in ((state.TRYING, None), (state.IMPORTING, dead), (state.IMPORTING, alive))
        ]
        PortfolioImport.objects.update(created_at=then)
    nightly.run(company_a, company_a.today())
    with acting_for(company_a):
        for each in made:
            each.refresh_from_db()
    assert [each.state for each in made] == [state.MAPPING, state.TRIED, state.IMPORTING]
