"""The archive of a whole company: every table and file is in it, for those who may see it, and nobody else's."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client, override_settings
from django.utils import timezone

from config import purging
from config.company_export import running
from config.company_export.files import path_to_customer
from config.company_export.tables import INTERNAL, owned_models, tables
from contracts.models import Notice
from customers.merging import merge
from customers.models import Customer
from customers.trash import throw_away
from tenancy.acting import acting_for
from tenancy.models import Change, Company, Document, JobRun, Membership, User
from tenancy.night import Work
from tests.factories.contracts import ContractFactory, NoticeFactory, TermFactory
from tests.factories.customers import (
    AllowedTechnicianFactory,
    CommunicationFactory,
    CustomerFactory,
    SiteFactory,
)
from tests.factories.installed_base import AttributeFactory, AttributeValueFactory

PAGE = "/t/alpha/settings/export/"
Queue = list[dict[str, Any]]


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Queue]:
    sent: Queue = []
    monkeypatch.setattr("config.tasks.company_export.send", lambda company, **kwargs: sent.append(kwargs))
    with override_settings(MEDIA_ROOT=tmp_path):
        yield sent


def taken(client: Client, company: Company, queue: Queue) -> tuple[JobRun, zipfile.ZipFile]:
    """An archive asked for on the page, written, and fetched."""
    assert client.post(PAGE).status_code == 302
    running.carry_out(company, **queue[-1])
    with acting_for(company):
        run = JobRun.objects.filter(kind=running.KIND).latest("pk")
    assert (run.state, run.error) == ("done", "")
    return run, zipfile.ZipFile(io.BytesIO(client.get(run.result_url).getvalue()))


def rows(archive: zipfile.ZipFile, table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(f"tables/{table}.csv").decode("utf-8-sig"))))


def test_every_model_is_in_the_archive_or_named_with_a_reason() -> None:
    labels = {model._meta.label for model in owned_models()}
    assert set(INTERNAL) <= labels and all(INTERNAL.values())
    assert {table.model._meta.label for table in tables(private=True)} == labels - set(INTERNAL)
    assert len({table.name for table in tables(private=True)}) == len(labels) - len(INTERNAL)


def test_the_archive_holds_rows_by_number_files_by_customer_and_an_index(
    client_ana: Client, company_a: Company, queue: Queue, ana: User
) -> None:
    with acting_for(company_a, actor=ana):
        zoe = CustomerFactory.create(number="C/7", last_name="=1+1", private_notes="whisper")
        SiteFactory.create(customer=zoe)
        contract = ContractFactory.create(customer=zoe, number="K7")
        notice: Notice = NoticeFactory.create(contract=contract, term=TermFactory.create(contract=contract))
        letter = Document.freeze(b"%PDF-letter", kind="renewal_notice", subject=notice, name="letter.pdf")
    run, archive = taken(client_ana, company_a, queue)
    (customer,) = rows(archive, "customers")
    assert (customer["number"], customer["last_name"], customer["excluded"]) == ("C/7", "'=1+1", "false")
    assert customer["private_notes"] == "whisper"
    assert [site["customer"] for site in rows(archive, "sites")] == ["C/7"]
    (written,) = rows(archive, "contracts")
    assert (written["number"], written["customer"]) == ("K7", "C/7")
    assert written["start_on"] == contract.start_on.isoformat()
    (document,) = rows(archive, "documents")
    path = document["file_in_archive"]
    assert path == f"files/C7/documents/{letter.pk}-letter.pdf" and archive.read(path) == b"%PDF-letter"
    listed = list(csv.DictReader(io.StringIO(archive.read("files.csv").decode("utf-8-sig"))))
    assert listed == [{"path": path, "bytes": "11", "sha256": sha256(b"%PDF-letter").hexdigest()}]
    index = json.loads(archive.read("index.json"))
    for table in index["tables"]:
        content = archive.read(table["file"])
        assert sha256(content).hexdigest() == table["sha256"], table["table"]
        assert len(rows(archive, table["table"])) == table["rows"]
        assert content.decode("utf-8-sig").splitlines()[0].split(",") == table["columns"]
    assert [member["email"] for member in rows(archive, "members")] == [ana.email]
    assert rows(archive, "company")[0]["name"] == company_a.name
    assert {entry["operation"] for entry in rows(archive, "changes")} == {"created"}
    assert b"Everything Alpha Chauffage has" in archive.read("README.txt")
    assert run.counts["files"] == 1 and run.counts["missing"] == 0


def test_private_notes_are_in_it_only_for_those_who_may_read_them(
    client_ana: Client, company_a: Company, queue: Queue, ana: User
) -> None:
    with acting_for(company_a, actor=ana):
        zoe = CustomerFactory.create(private_notes="whisper")
        CommunicationFactory.create(customer=zoe, summary="hush", private=True)
        throw_away(CustomerFactory.create(private_notes="whisper from the trash"))
        keeper, other = CustomerFactory.create_batch(2, private_notes="whisper of two")
        merge(keeper, other, {})
    whole, everything = taken(client_ana, company_a, queue)
    said = b"".join(everything.read(name) for name in everything.namelist())
    assert b"whisper from the trash" in said and b"whisper of two" in said and b"hush" in said
    Membership.objects.filter(user=ana).update(denied=["notes.private"])
    assert client_ana.get(whole.result_url).status_code == 403
    _run, archive = taken(client_ana, company_a, queue)
    text = b"".join(archive.read(name) for name in archive.namelist())
    assert b"whisper" not in text and b"hush" not in text
    assert b"Private notes are left out" in archive.read("README.txt")


def test_only_administrators_take_everything_away(
    client_ana: Client, client_ben: Client, client_chloe: Client, company_a: Company, queue: Queue, ana: User
) -> None:
    run, archive = taken(client_ana, company_a, queue)
    archive.close()
    for client, status in ((client_ben, 403), (client_chloe, 404)):
        assert {client.get(PAGE).status_code, client.post(PAGE).status_code} == {status}
        assert client.get(run.result_url).status_code == status
    assert client_chloe.get(run.result_url.replace("alpha", "beta")).status_code == 404
    Membership.objects.filter(user=ana).update(denied=["fees.view"])
    assert client_ana.get(PAGE).status_code == 200
    assert client_ana.post(PAGE).status_code == client_ana.get(run.result_url).status_code == 403


def test_a_double_click_and_a_task_that_comes_twice_write_one_archive(
    client_ana: Client, company_a: Company, queue: Queue
) -> None:
    first, second = (client_ana.post(PAGE)["Location"] for _time in range(2))
    assert first == second and len(queue) == 1
    for _time in range(2):
        running.carry_out(company_a, **queue[0])
    with acting_for(company_a):
        (run,) = JobRun.objects.filter(kind=running.KIND)
    assert run.state == "done"
    assert len(default_storage.listdir("alpha/exports")[1]) == 1


def test_a_member_who_may_no_longer_gets_none(
    client_ana: Client, company_a: Company, queue: Queue, ana: User
) -> None:
    client_ana.post(PAGE)
    Membership.objects.filter(user=ana).update(denied=["company.export"])
    running.carry_out(company_a, **queue[0])
    with acting_for(company_a):
        run = JobRun.objects.get(kind=running.KIND)
    assert (run.state, run.result_url) == ("failed", "")
    assert not default_storage.exists(running.path_of(company_a, run.pk))


def test_a_file_that_is_lost_is_named_and_stops_nothing(
    client_ana: Client, company_a: Company, queue: Queue, ana: User
) -> None:
    with acting_for(company_a, actor=ana):
        document = Document.freeze(b"gone", kind="other", subject=company_a, name="gone.pdf")
        default_storage.delete(str(document.file.name))
    run, archive = taken(client_ana, company_a, queue)
    assert json.loads(archive.read("index.json"))["files"]["missing"] == [
        f"files/_without-customer/documents/{document.pk}-gone.pdf"
    ]
    assert run.counts["missing"] == 1


def test_rows_are_read_in_pieces_and_those_made_meanwhile_stay_out(
    client_ana: Client, company_a: Company, queue: Queue, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.company_export.archive.ROWS_AT_ONCE", 2)
    with acting_for(company_a, actor=ana):
        for number in range(5):
            CustomerFactory.create(number=f"N{number}")
    from config.company_export.archive import Archive

    def late(step: str, _done: int, _total: int) -> None:
        if step == "customers":
            with acting_for(company_a):
                Customer.objects.get_or_create(number="late", last_name="Late", country="FR")

    archive = Archive(company_a, True, "fr", timezone.now(), late)
    file = io.BytesIO()
    archive.write(file)
    found = rows(zipfile.ZipFile(file), "customers")
    assert [customer["number"] for customer in found] == ["N0", "N1", "N2", "N3", "N4"]


def test_the_archive_names_what_machines_answer_and_which_technicians_are_allowed(
    client_ana: Client, company_a: Company, queue: Queue
) -> None:
    with acting_for(company_a):
        value = AttributeValueFactory.create(attribute=AttributeFactory.create(name="Burner"), text="Forced")
        value.machine.type = value.attribute.type
        value.machine.save()
        named = AllowedTechnicianFactory.create()
    _run, archive = taken(client_ana, company_a, queue)
    machines = {row["number"]: row["Attribute: Burner"] for row in rows(archive, "equipment")}
    assert machines == {value.machine.number: "Forced"}
    assert [(row["customer"], row["technician"]) for row in rows(archive, "technicians-allowed")] == [
        (named.customer.number, named.technician.name)
    ]


def test_archives_are_thrown_away_after_thirty_days(
    client_ana: Client, company_a: Company, queue: Queue
) -> None:
    run, _archive = taken(client_ana, company_a, queue)
    purging.purge(Work(company_a, company_a.today() + timedelta(days=30), "nightly"))
    kept = client_ana.get(run.result_url)
    assert kept.status_code == 200 and kept.getvalue()  # read to its end, so that the client closes the file
    purging.purge(Work(company_a, company_a.today() + timedelta(days=31), "nightly"))
    assert client_ana.get(run.result_url).status_code == 404
    assert not default_storage.exists(running.path_of(company_a, run.pk))


def test_the_way_to_the_customer_is_found_by_the_references() -> None:
    assert path_to_customer(Notice) == "contract__customer"
    assert path_to_customer(Change) == ""
