from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from config.importing import carry_out
from config.models import PortfolioImport
from contracts.models import Contract
from customers.models import Customer
from tenancy.acting import acting_for
from tenancy.models import Company, JobRun

PORTFOLIO = Path(__file__).resolve().parent.parent / "data" / "portfolio-fr"
CUSTOMERS = "Code client;Type;Nom;Société;SIRET\nC1;Particulier;Dupont;;\nC2;Particulier;;;\n"


@pytest.fixture(autouse=True)
def files_go_to_a_folder_of_the_test(tmp_path: Path) -> object:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What would have gone to the worker."""
    queue: list[dict[str, object]] = []
    monkeypatch.setattr("config.tasks.portfolio.send", lambda company, **kwargs: queue.append(kwargs))
    return queue


def upload(client: Client, *contents: bytes, on: str = "2026-11-22", name: str = "clients.csv") -> Any:
    files = [SimpleUploadedFile(name, content) for content in contents]
    return client.post("/t/alpha/imports/new/", {"files": files, "on": on})


def checked(company: Company, client: Client, pk: int) -> None:
    """Read the files, accept the columns as they were recognised, and try the rows."""
    carry_out(company, pk)
    with acting_for(company):
        sheets = PortfolioImport.objects.get(pk=pk).sheets
    client.post(f"/t/{company.slug}/imports/{pk}/columns/", accepted(sheets))
    carry_out(company, pk)


def accepted(sheets: list[dict[str, Any]]) -> dict[str, str]:
    """What the page of the columns sends when nothing is changed on it."""
    data = {}
    for place, sheet in enumerate(sheets):
        data[f"s{place}-noun"] = sheet["noun"]
        for column, header in enumerate(sheet["headers"]):
            data[f"s{place}-c{column}"] = sheet["columns"].get(header, "")
    return data


def test_files_are_checked_first_and_written_when_somebody_says_so(
    company_a: Company, client_ana: Client, sent: list[dict[str, object]]
) -> None:
    response = upload(client_ana, CUSTOMERS.encode())
    with acting_for(company_a):
        job = PortfolioImport.objects.get()
    assert response.url == f"/t/alpha/imports/{job.pk}/"
    assert sent == [{"import_id": job.pk}]

    checked(company_a, client_ana, job.pk)
    page = client_ana.get(response.url).content.decode()
    assert "no name" in page
    assert "Import now" in page
    with acting_for(company_a):
        assert Customer.objects.count() == 0

    client_ana.post(f"/t/alpha/imports/{job.pk}/run/")
    assert sent == [{"import_id": job.pk}] * 3
    carry_out(company_a, job.pk)
    with acting_for(company_a):
        assert [customer.number for customer in Customer.objects.all()] == ["C1"]
        assert JobRun.objects.filter(kind="import", state="done").count() == 3


def test_a_double_click_and_a_task_delivered_twice_import_once(
    company_a: Company, client_ana: Client, sent: list[dict[str, object]]
) -> None:
    upload(client_ana, CUSTOMERS.encode())
    with acting_for(company_a):
        pk = PortfolioImport.objects.get().pk
    checked(company_a, client_ana, pk)
    client_ana.post(f"/t/alpha/imports/{pk}/run/")
    client_ana.post(f"/t/alpha/imports/{pk}/run/")
    assert len(sent) == 3
    carry_out(company_a, pk)
    carry_out(company_a, pk)
    with acting_for(company_a):
        assert Customer.objects.count() == 1
        assert JobRun.objects.filter(kind="import").count() == 3


def test_a_whole_portfolio_goes_in_by_the_page(
    company_a: Company, client_ana: Client, sent: list[dict[str, object]]
) -> None:
    upload(
        client_ana,
        *[(PORTFOLIO / f"{name}.csv").read_bytes() for name in ("contrats", "clients", "appareils")],
    )
    with acting_for(company_a):
        pk = PortfolioImport.objects.get().pk
    checked(company_a, client_ana, pk)
    client_ana.post(f"/t/alpha/imports/{pk}/run/")
    carry_out(company_a, pk)
    with acting_for(company_a):
        assert PortfolioImport.objects.get().refused == 14
        assert Contract.objects.count() == 1197


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"%PDF-1.7 nothing of use", "clients.csv"),
        (b"\x00\x01\x02\x03" * 50, "clients.csv"),
    ],
)
def test_a_file_that_is_no_portfolio_is_named_and_nothing_is_written(
    company_a: Company, client_ana: Client, sent: list[dict[str, object]], content: bytes, says: str
) -> None:
    response = upload(client_ana, content)
    with acting_for(company_a):
        pk = PortfolioImport.objects.get().pk
    carry_out(company_a, pk)
    page = client_ana.get(response.url).content.decode()
    assert "The files could not be read" in page
    assert says in page
    with acting_for(company_a):
        assert PortfolioImport.objects.get().state == "unreadable"


def test_a_file_of_fifty_megabytes_is_refused_at_the_field(
    company_a: Company, client_ana: Client, sent: list[dict[str, object]]
) -> None:
    page = upload(client_ana, b"x" * (50 * 1024 * 1024)).content.decode()
    assert "is too large" in page
    assert sent == []


@pytest.mark.parametrize(
    ("files", "on", "says"),
    [(0, "2026-11-22", "required"), (1, "2190-01-01", "future"), (1, "x", "valid date")],
)
def test_a_form_filled_in_badly_says_so_at_the_field(
    company_a: Company, client_ana: Client, sent: list[dict[str, object]], files: int, on: str, says: str
) -> None:
    assert says in upload(client_ana, *[CUSTOMERS.encode()] * files, on=on).content.decode()
    assert sent == []


def test_refused_rows_come_as_a_spreadsheet_without_formulas(
    company_a: Company, client_ana: Client, sent: list[dict[str, object]]
) -> None:
    upload(client_ana, b"Code client;Type;Nom\n=1+1;Particulier;\n")
    with acting_for(company_a):
        pk = PortfolioImport.objects.get().pk
    checked(company_a, client_ana, pk)
    text = client_ana.get(f"/t/alpha/imports/{pk}/refused/").content.decode("utf-8-sig")
    assert "'=1+1" in text
    assert "no name" in text


def test_a_technician_imports_nothing(client_ben: Client) -> None:
    assert client_ben.get("/t/alpha/imports/").status_code == 403
    assert client_ben.post("/t/alpha/imports/new/").status_code == 403


def test_the_list_shows_what_was_imported(company_a: Company, client_ana: Client) -> None:
    with acting_for(company_a):
        PortfolioImport.upload([SimpleUploadedFile("clients.csv", b"x")], date(2026, 11, 22))
    assert "clients.csv" in client_ana.get("/t/alpha/imports/").content.decode()
