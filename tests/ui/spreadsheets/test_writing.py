"""Tables that go out: nothing in them runs, and they come in again as they were."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.utils import timezone

from ui.spreadsheets.reading import opened
from ui.spreadsheets.writing import Dialect, csv_pieces, write_csv, write_xlsx

RISKY = ["=1+1", "+33612345678", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"]


def as_csv(rows: list[list[Any]], dialect: Dialect | None = None) -> str:
    buffer = io.BytesIO()
    write_csv(buffer, ["Name"], rows, dialect)
    return buffer.getvalue().decode("utf-8-sig")


@pytest.mark.parametrize("text", RISKY)
def test_a_csv_text_that_could_run_stands_behind_an_apostrophe(text: str) -> None:
    cell = as_csv([[text]]).split("\r\n", 1)[1].rstrip("\r\n").strip('"')
    assert cell == "'" + text


def test_negative_numbers_stay_numbers() -> None:
    assert (
        as_csv([[-5], [Decimal("-12.50")], ["-12,50"], ["-3"]])
        == 'Name\r\n-5\r\n-12.50\r\n"-12,50"\r\n-3\r\n'
    )


def test_french_and_italian_csv_have_semicolons_commas_and_their_dates() -> None:
    written = as_csv([[Decimal("1234.50"), date(2026, 3, 4), None, "a;b"]], Dialect.of_language("fr"))
    assert written == 'Name\r\n1234,50;04/03/2026;;"a;b"\r\n'


@pytest.mark.parametrize("text", [*RISKY, "#REF!", "'=x"])
def test_an_xlsx_text_that_could_run_is_a_text(text: str) -> None:
    buffer = io.BytesIO()
    write_xlsx(buffer, ["=Name"], [[text]], title="a/b:c")
    page = openpyxl.load_workbook(buffer).active
    assert page is not None
    assert [(row[0].value, row[0].data_type) for row in page.iter_rows()] == [("=Name", "s"), (text, "s")]


def test_xlsx_keeps_numbers_dates_and_moments() -> None:
    buffer = io.BytesIO()
    with timezone.override("Europe/Paris"):
        write_xlsx(
            buffer,
            ["a", "b", "c", "d", "e"],
            [[Decimal("12.50"), date(2026, 3, 4), datetime(2026, 7, 1, 10, tzinfo=UTC), "x\x00\x0by", ""]],
        )
    page = openpyxl.load_workbook(buffer).active
    assert page is not None
    assert [cell.value for cell in page[2]] == [
        12.5,
        datetime(2026, 3, 4),
        datetime(2026, 7, 1, 12),
        "xy",
        None,
    ]
    assert page["A2"].number_format == "#,##0.00"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_goes_out_comes_in_again(form: str) -> None:
    buffer = io.BytesIO()
    rows = [["C1", "=1+1"], ["C2", "+33 6"], ["C3", 'say "no"; then\nleave'], ["C4", "-"]]
    (write_csv if form == "csv" else write_xlsx)(buffer, ["Code", "Note"], rows)
    with opened(buffer) as sheets:
        assert [row.cells for row in sheets[0].rows] == rows


def test_a_large_csv_comes_in_pieces_with_one_byte_order_mark() -> None:
    pieces = list(csv_pieces(["n"], ([n] for n in range(1_200))))
    assert len(pieces) == 3
    assert b"".join(pieces).count(b"\xef\xbb\xbf") == 1
    assert b"".join(pieces).count(b"\r\n") == 1_201
