import io
from typing import Any

import pytest
from pypdf import PdfReader

from contracts.models import Notice
from letters import mailings, notices, sheets, tasks
from letters.models import Letter, Mailing
from tenancy.models import Company, JobRun, OutboxMessage
from tests.letters.conftest import ON, prepared
from tests.letters.test_notices import words


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, int]]:
    """The parts a mailing was cut in, instead of a worker."""
    asked: list[dict[str, int]] = []
    monkeypatch.setattr(tasks.write_part, "send", lambda company, **kwargs: asked.append(kwargs))
    return asked


def work_off(company: Company, parts: list[dict[str, int]]) -> None:
    """Do what the workers would."""
    for part in parts:
        mailings.write_part(company, **part)


@pytest.fixture
def rows(acting_a: Company) -> list[Notice]:
    return [
        prepared(customer__postcode=postcode, customer__last_name=name)
        for postcode, name in (("71000", "Zola"), ("01000", "Blanc"), ("71000", "Arnaud"))
    ]


def test_a_batch_is_written_sorted_by_postcode_and_joined_behind_its_list(
    acting_a: Company, rows: list[Notice], parts: list[dict[str, int]]
) -> None:
    mailing = mailings.start_mailing(rows, ON)
    assert parts == [{"mailing_id": mailing.pk, "first": place, "last": place} for place in (1, 2, 3)]
    work_off(acting_a, parts)
    mailing.refresh_from_db()
    run = JobRun.objects.get()
    assert (run.state, run.done, run.total, run.counts) == ("done", 3, 3, {"written": 3, "failed": 0})
    assert run.result_url == f"/t/alpha/letters/mailings/{mailing.pk}/"
    assert mailing.print_file is not None
    pages = [
        " ".join(page.extract_text().split())
        for page in PdfReader(io.BytesIO(mailing.print_file.read())).pages
    ]
    assert len(pages) == 4
    assert "3 letters, sorted by postcode" in pages[0] or "3 lettres" in pages[0]
    assert [name in page for name, page in zip(("Blanc", "Arnaud", "Zola"), pages[1:], strict=True)] == [
        True
    ] * 3


def test_on_both_sides_each_letter_begins_on_a_new_sheet(
    acting_a: Company, rows: list[Notice], parts: list[dict[str, int]]
) -> None:
    mailing = mailings.start_mailing(rows, ON, both_sides=True)
    work_off(acting_a, parts)
    mailing.refresh_from_db()
    assert mailing.print_file is not None
    assert len(PdfReader(io.BytesIO(mailing.print_file.read())).pages) == 8


def test_a_large_batch_is_cut_in_parts_any_worker_may_write(
    acting_a: Company, rows: list[Notice], parts: list[dict[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailings, "SHARES", 2)
    mailing = mailings.start_mailing(rows, ON)
    assert [(part["first"], part["last"]) for part in parts] == [(1, 2), (3, 4)]
    mailings.write_part(acting_a, **parts[1])
    mailing.refresh_from_db()
    assert mailing.print_file is None
    mailings.write_part(acting_a, **parts[0])
    mailing.refresh_from_db()
    assert mailing.print_file is not None


def test_a_part_begun_again_after_a_crash_goes_on_with_what_is_waiting(
    acting_a: Company, rows: list[Notice], parts: list[dict[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailings, "CHUNK", 1)
    mailing = mailings.start_mailing(rows, ON)
    mailings._write_chunk(acting_a, mailing.pk, 1, 3)
    mailings.write_part(acting_a, mailing.pk, 1, 3)
    mailings.write_part(acting_a, mailing.pk, 1, 3)
    mailings.finish_mailing(acting_a, mailing.pk)
    assert (Letter.objects.count(), JobRun.objects.get().done) == (3, 3)


def test_a_letter_that_cannot_be_written_is_told_and_the_others_are_printed(
    acting_a: Company, rows: list[Notice], parts: list[dict[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    really, bad = sheets.letter_pdf, rows[1].contract

    def fail_for_bad(kind: str, version: object, facts: object, **more: Any) -> bytes:
        if facts.contract == bad:  # type: ignore[attr-defined]
            raise RuntimeError("no ink")
        return really(kind, version, facts, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(notices, "letter_pdf", fail_for_bad)
    mailings.start_mailing(rows, ON)
    work_off(acting_a, parts)
    run = JobRun.objects.get()
    assert (run.state, run.counts) == ("partly", {"written": 2, "failed": 1})
    assert [(failure.subject_label, failure.reason) for failure in run.failures.all()] == [
        (bad.number, "no ink")
    ]


def test_an_email_mailing_queues_one_mail_a_customer(
    acting_a: Company, rows: list[Notice], parts: list[dict[str, int]]
) -> None:
    mailings.start_mailing(rows, ON, purpose=Mailing.Purpose.EMAIL)
    work_off(acting_a, parts)
    assert sorted(OutboxMessage.objects.values_list("recipient", flat=True)) == sorted(
        notice.contract.customer.email for notice in rows
    )
    assert Mailing.objects.get().print_file is None
    assert JobRun.objects.get().state == "done"


def test_the_file_to_print_holds_the_very_letters_that_are_kept(
    acting_a: Company, rows: list[Notice], parts: list[dict[str, int]]
) -> None:
    mailing = mailings.start_mailing(rows[:1], ON)
    work_off(acting_a, parts)
    mailing.refresh_from_db()
    assert mailing.print_file is not None
    assert words(Letter.objects.get().document.read()) in words(mailing.print_file.read())
