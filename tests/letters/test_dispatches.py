"""Letters after they left: registered numbers, mail that comes back, the letter sent anew, the file made anew."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from contracts.models import Contract, Notice
from contracts.refusal import refuse
from customers.erasing import erase
from customers.models import Customer
from letters import leaving, mailings, proof, remaking, tasks
from letters.dispatch_table import FATES, fate_of
from letters.models import Dispatch, Letter, Mailing, Receipt
from tenancy.alerts import settle
from tenancy.models import Alert, Company, Document, JobRun, User
from tenancy.night import Work
from tests.letters.conftest import ON, prepared
from tests.letters.test_pages import ALPHA, notice_url

FIRST, SECOND = "1A12345678901", "1A12345678902"


def sent(notice: Notice) -> Dispatch:
    """The notice, marked as sent by registered mail."""
    leaving.mark_sent({notice.pk: "3, rue Haute"}, on=date(2026, 11, 10), channel="registered")
    return notice.dispatches.get()


@pytest.fixture
def batch(acting_a: Company, ana: User, monkeypatch: pytest.MonkeyPatch) -> Mailing:
    """Three letters written to be printed; what is sent to a worker is done at once."""
    monkeypatch.setattr(tasks.write_part, "send", mailings.write_part)
    monkeypatch.setattr(tasks.remake, "send", remaking.remake)
    rows = [prepared(customer__postcode=code, customer__last_name=name) for code, name in
            (("01000", "Blanc"), ("71000", "Arnaud"), ("75000", "Zola"))]  # fmt: skip
    mailing = mailings.start_mailing(rows, ON)
    mailing.refresh_from_db()
    return mailing


def names_in(document: Document | None) -> list[str]:
    assert document is not None
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(document.read())).pages)
    return [name for name in ("Blanc", "Arnaud", "Zola") if name in text]


def test_a_batch_gets_its_registered_numbers_pasted_or_from_a_file(
    batch: Mailing, client_ana: Client
) -> None:
    url = f"{ALPHA}mailings/{batch.pk}/numbers/"
    wrong = client_ana.post(url, {"on": "2026-11-19", "numbers": f"{FIRST}\n{FIRST}"}).content.decode()
    assert "Line 2: 1A12345678901 stands twice in the list." in wrong
    assert FIRST in wrong
    assert not Dispatch.objects.exists()
    client_ana.post(url, {"on": "2026-11-19", "numbers": f"{FIRST}\n{SECOND}"})
    kept = Dispatch.objects.order_by("tracking").values_list(
        "tracking", "customer__last_name", "channel", "sent_on"
    )
    assert list(kept) == [(FIRST, "Blanc", "registered", date(2026, 11, 19)),
                          (SECOND, "Arnaud", "registered", date(2026, 11, 19))]  # fmt: skip
    last = batch.items.get(position=3).notice
    file = SimpleUploadedFile(
        "n.csv", f"Contrat;Numéro\n{last.contract.number};1A12345678903\n1;1A99345678901".encode("cp1252")
    )
    client_ana.post(url, {"on": "2026-11-20", "file": file})
    assert list(Notice.objects.order_by("mailing_items__position").values_list("sent_reference", flat=True)) == [
        FIRST, SECOND, "1A12345678903"]  # fmt: skip
    assert set(Dispatch.objects.values_list("tracking", flat=True)) == {
        "1A99345678901",
        SECOND,
        "1A12345678903",
    }
    other = sent(prepared())
    page = client_ana.post(f"{ALPHA}sent/{other.pk}/number/", {"tracking": SECOND}).content.decode()
    assert "Another letter has this registered mail number." in page


def test_a_letter_that_came_back_alerts_until_it_is_sent_anew(
    acting_a: Company, notice: Notice, client_ana: Client
) -> None:
    client_ana.post(notice_url(notice, "print/"))
    client_ana.post(
        notice_url(notice, "sent/"), {"on": "2026-11-19", "channel": "registered", "reference": FIRST}
    )
    first = Dispatch.objects.get()
    url = f"{ALPHA}sent/{first.pk}/"
    early = client_ana.post(f"{url}returned/", {"on": "2026-11-18", "reason": "moved"}).content.decode()
    assert "The letter had not left yet on this day." in early
    for _click in range(2):
        client_ana.post(f"{url}returned/", {"on": "2026-11-20", "reason": "moved", "text": "Lyon"})
    alert = Alert.objects.get(kind="letter_returned")
    assert (Receipt.objects.count(), alert.closed_on, alert.due_on) == (1, None, date(2026, 12, 3))
    assert "Lyon" in client_ana.get(url).content.decode()
    Customer.objects.filter(pk=notice.contract.customer_id).update(address="9, rue Neuve")
    assert "9, rue Neuve" in client_ana.get(notice_url(notice, "again/")).content.decode()
    client_ana.post(notice_url(notice, "again/"))
    old, new = Letter.objects.order_by("pk")
    assert ("9, rue Neuve" in old.addressed_to, "9, rue Neuve" in new.addressed_to) == (False, True)
    for _click in range(2):
        client_ana.post(
            notice_url(notice, "again/sent/"),
            {"on": "2026-11-20", "channel": "registered", "reference": SECOND},
        )
    alert.refresh_from_db()
    notice.refresh_from_db()
    assert alert.closed_on == ON
    assert (notice.sent_on, notice.sent_reference) == (date(2026, 11, 19), FIRST)
    assert list(Dispatch.objects.order_by("pk").values_list("letter", "tracking")) == [
        (old.pk, FIRST),
        (new.pk, SECOND),
    ]


def test_many_letters_come_back_or_are_handed_over_at_once_and_a_mistake_is_taken_back(
    acting_a: Company, client_ana: Client
) -> None:
    rows = [sent(prepared()) for _n in range(2)]
    chosen = {"pk": [row.pk for row in rows], "confirm": "1", "expected": "2", "on": "2026-11-20"}
    client_ana.post(f"{ALPHA}sent/", {**chosen, "action": "came_back", "reason": "unclaimed", "text": ""})
    assert Alert.objects.open().filter(kind="letter_returned").count() == 2
    preview = client_ana.post(f"{ALPHA}sent/", {"action": "handed_over", "pk": rows[0].pk}).content.decode()
    assert "Came back" in preview
    receipt = rows[0].receipts.get()
    client_ana.post(f"{ALPHA}receipts/{receipt.pk}/back/")
    assert list(Alert.objects.open().values_list("subject_id", flat=True)) == [rows[1].pk]
    client_ana.post(f"{ALPHA}sent/", {**chosen, "expected": "1", "pk": [rows[0].pk], "action": "handed_over"})
    assert [fate_of(row) for row in Dispatch.objects.with_fate().order_by("pk")] == [
        FATES["delivered"],
        FATES["returned"],
    ]


def test_the_list_is_narrowed_and_takes_as_many_queries_for_many_as_for_few(
    acting_a: Company, client_ana: Client
) -> None:
    row = sent(prepared())
    number = row.contract.number
    found = {query: number in client_ana.get(f"{ALPHA}sent/?{query}").content.decode() for query in
             ("", "channel=registered", "channel=email", "fate=sent", "fate=returned", "month=2026-11", "month=x",
              "q=Dupont", "q=Durand")}  # fmt: skip
    shown = [query for query, there in found.items() if there]
    assert shown == ["", "channel=registered", "fate=sent", "month=2026-11", "q=Dupont"]
    with CaptureQueriesContext(connection) as few:
        client_ana.get(f"{ALPHA}sent/")
    for _n in range(4):
        sent(prepared())
    with CaptureQueriesContext(connection) as many:
        client_ana.get(f"{ALPHA}sent/")
    assert len(many) == len(few)


def test_the_file_is_made_anew_without_letters_nobody_needs(batch: Mailing, client_ana: Client) -> None:
    assert names_in(batch.print_file) == ["Blanc", "Arnaud", "Zola"]
    contract = batch.items.get(position=2).notice.contract
    refuse(contract, ON, on=ON, channel="letter")
    page = client_ana.get(f"{ALPHA}mailings/{batch.pk}/remake/").content.decode()
    assert f"Left out, no longer needed: {contract.number}" in page
    answer = client_ana.post(f"{ALPHA}mailings/{batch.pk}/remake/")
    run = JobRun.objects.latest("pk")
    assert answer["Location"] == f"/t/alpha/jobs/{run.pk}/"
    batch.refresh_from_db()
    assert (run.state, names_in(batch.print_file), batch.printed) == ("done", ["Blanc", "Zola"], 2)


def test_the_file_goes_when_somebody_in_it_is_erased(
    batch: Mailing, acting_a: Company, django_capture_on_commit_callbacks: object
) -> None:
    notice = batch.items.get(position=2).notice
    contract, file = notice.contract, batch.print_file
    assert file is not None
    Contract.objects.filter(pk=contract.pk).update(ended_on=date(2010, 1, 1))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        erase(contract.customer, ON)
    batch.refresh_from_db()
    assert (batch.print_file, batch.printed, batch.items.count()) == (None, 0, 2)
    with pytest.raises(FileNotFoundError):
        file.read()


def test_the_proof_shows_everything_kept_and_says_when_the_file_changed(
    acting_a: Company, notice: Notice, client_ana: Client
) -> None:
    client_ana.post(notice_url(notice, "print/"))
    client_ana.post(
        notice_url(notice, "sent/"), {"on": "2026-11-19", "channel": "registered", "reference": FIRST}
    )
    row = Dispatch.objects.get()
    client_ana.post(f"{ALPHA}sent/{row.pk}/delivered/", {"on": "2026-11-20"})
    document = Document.objects.get()
    url = f"{ALPHA}sent/{row.pk}/"
    assert "byte for byte" in client_ana.get(url).content.decode()
    for address in (f"{url}proof.pdf", f"{ALPHA}contracts/{notice.contract_id}/proof.pdf"):
        pages = PdfReader(io.BytesIO(client_ana.get(address).content)).pages
        text = " ".join("".join(page.extract_text() for page in pages).split())
        for said in (FIRST, document.sha256, "Dupont", "20/11/2026", "3 janvier 2027"):
            assert said in text, said
    with document.file.storage.open(str(document.file.name), "wb") as file:
        file.write(b"%PDF forged")
    assert "not the one that was kept" in client_ana.get(url).content.decode()
    nights = [ON + timedelta(days=each) for each in range(proof.NIGHTS)]
    found = [sum(1 for _cause in proof.changed_files(Work(acting_a, night, "night"))) for night in nights]
    assert sum(found) == 1
    settle(proof.KIND, proof.changed_files(Work(acting_a, nights[found.index(1)], "night")), ON)
    assert Alert.objects.get(kind=proof.KIND).subject_id == document.pk
