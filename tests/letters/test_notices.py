import io
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest
from django.db import DatabaseError, connection, transaction
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from contracts.models import AlreadySent, Notice
from letters.designing.clause import Clause
from letters.models import Letter, LetterVersion
from letters.notices import preview, write_notice, write_notices
from letters.starting import template_of
from letters.writing import CannotWrite
from tenancy.models import Company, Document
from tests.letters.conftest import ON, prepared
from tests.ui.pdf.marks import marks, stills


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_letter_says_what_the_law_wants(notice: Notice) -> None:
    document = write_notice(notice, ON)
    text = words(document.read())
    for said in (
        f"Contrat d’entretien n° {notice.contract.number} : reconduction le 4 mars 2027",
        "Dupont Zoé 3, rue Haute 71000 Mâcon",
        "20 novembre 2026",
        "arrive à échéance le 3 mars 2027",
        "3 janvier 2027",
        "jusqu’au 3 mars 2028",
        "132,00 €",
        "articles L. 215-1 à L. 215-3 et L. 241-3",
        "1 / 1",
    ):
        assert said in text, text


def test_it_is_kept_with_its_hash_and_the_wording_it_was_written_from(notice: Notice) -> None:
    document = write_notice(notice, ON)
    letter = Letter.objects.get()
    assert sha256(document.read()).hexdigest() == document.sha256
    assert (letter.document, letter.notice, letter.version) == (document, notice, LetterVersion.objects.get())
    assert (letter.written_on, letter.language, letter.price_shown) == (ON, "fr", Decimal("120.00"))
    notice.refresh_from_db()
    assert notice.document == document


def test_the_same_letter_asked_twice_is_written_once(notice: Notice) -> None:
    assert write_notice(notice, ON) == write_notice(notice, ON)
    assert Document.objects.count() == 1


def test_another_address_day_or_wording_makes_another_letter_until_it_has_left(notice: Notice) -> None:
    write_notice(notice, ON)
    template_of("renewal_notice", "fr").write("Autre", [Clause("<p>{{ notice.box }}</p>")], by=None)
    write_notice(notice, ON)
    last = write_notice(notice, date(2026, 11, 21))
    assert Letter.objects.count() == 3
    notice.mark_sent(on=date(2026, 11, 21), channel="letter", to="Dupont")
    assert write_notice(notice, date(2026, 11, 25)) == last
    assert Letter.objects.count() == 3


def test_the_database_refuses_to_change_or_delete_a_letter_its_file_or_its_wording(notice: Notice) -> None:
    write_notice(notice, ON)
    for table in ("letters_letter", "tenancy_document", "letters_letterversion"):
        for attempt in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            with (
                pytest.raises(DatabaseError, match="frozen"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(attempt)


def test_one_that_fails_leaves_the_others_to_be_written(
    acting_a: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    from letters import notices, sheets

    good, bad = prepared(), prepared()
    really = sheets.letter_pdf

    def fail_for_bad(kind: str, version: LetterVersion, facts: object, *, many: bool) -> bytes:
        if facts.contract == bad.contract:  # type: ignore[attr-defined]
            raise RuntimeError("no ink")
        return really(kind, version, facts, many=many)  # type: ignore[arg-type]

    monkeypatch.setattr(notices, "letter_pdf", fail_for_bad)
    written = write_notices([good, bad], ON)
    assert (set(written.letters), written.refused) == ({good.pk}, {bad.pk: "no ink"})
    with pytest.raises(CannotWrite, match="no ink"):
        write_notice(bad, ON)


def test_a_letter_of_a_batch_looks_as_one_written_alone(
    acting_a: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What they say alike, the sender and the law, is laid out once for all."""
    rows = [prepared() for _n in range(3)]
    alone = write_notices(rows, ON).letters
    monkeypatch.setattr("letters.notices.BATCH", 3)
    batch = write_notices(rows, ON, anew=True).letters
    shown = [[marks(letters[row.pk].document.read()) for row in rows] for letters in (alone, batch)]
    assert shown[0] == shown[1]
    assert [len(stills(batch[row.pk].document.read())[0]) for row in rows] == [2, 2, 2]


def test_many_letters_take_as_many_queries_as_few(
    acting_a: Company, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [prepared() for _n in range(4)]
    write_notice(rows[0], ON)
    with django_assert_num_queries(16):
        write_notices(rows[1:2], ON)
    with django_assert_num_queries(16):
        write_notices(rows[2:], ON)


def test_a_preview_keeps_nothing(notice: Notice) -> None:
    assert preview(notice, ON).startswith(b"%PDF")
    assert (Document.objects.count(), LetterVersion.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("on", "cures"),
    [
        (date(2026, 10, 2), False),
        (date(2026, 10, 3), True),
        (date(2026, 12, 3), True),
        (date(2026, 12, 4), False),
    ],
)
def test_a_letter_counts_when_it_left_inside_its_window_both_ends_included(
    notice: Notice, on: date, cures: bool
) -> None:
    notice.mark_sent(on=on, channel="letter", to="Dupont")
    assert (notice.sent_on, notice.cures) == (on, cures)
    with pytest.raises(AlreadySent):
        notice.mark_sent(on=on, channel="letter", to="Dupont")


def test_an_italian_customer_of_an_italian_company_reads_italian_law(acting_b: Company) -> None:
    notice = prepared(customer__country="IT", customer__postcode="20121", customer__city="Milano")
    text = words(write_notice(notice, ON).read())
    assert "rinnovo automatico dal 4 marzo 2027" in text
    assert "art. 65-bis" in text
    assert "3 gennaio 2027" in text


def test_a_customer_abroad_has_her_country_in_the_window(acting_a: Company) -> None:
    notice = prepared(customer__country="IT", customer__language="en")
    write_notice(notice, ON)
    assert Letter.objects.get().addressed_to.splitlines()[-1] == "ITALY"


def test_a_business_is_not_told_the_law_for_consumers(acting_a: Company) -> None:
    notice = prepared(customer__kind="business", customer__company_name="Durand SA")
    assert "L. 215-1" not in words(write_notice(notice, ON).read())
