"""Cells as people write them in three countries."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.spreadsheets import values
from ui.spreadsheets.values import BadValue, Fault


def fault(read: Callable[[Any], Any], cell: Any) -> Fault:
    with pytest.raises(BadValue) as caught:
        read(cell)
    return caught.value.fault


@pytest.mark.parametrize(
    "cell",
    [
        "04/03/2026",
        "4/3/2026",
        "04-03-2026",
        "04.03.2026",
        " 04/03/2026 ",
        "2026-03-04",
        "2026/03/04",
        "04/03/2026 14:30",
        "04/03/2026 00:00:00",
        "2026-03-04T00:00:00Z",
        date(2026, 3, 4),
        datetime(2026, 3, 4, 12, 30),
        "\ufeff04/03/2026\u00a0",
    ],
)
def test_dates_are_read_in_every_form(cell: Any) -> None:
    assert values.calendar_date(cell) == date(2026, 3, 4)


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        *((day, Fault.NO_SUCH_DATE) for day in ("31/02/2026", "29/02/2025", "2026-02-30", "12/31/2026")),
        ("00/00/0000", Fault.NO_SUCH_DATE),
        *((day, Fault.OUT_OF_REACH) for day in ("01/01/0206", "31/12/1899", "2200-01-01")),
        (datetime(2226, 3, 4), Fault.OUT_OF_REACH),
    ],
)
def test_dates_that_do_not_exist_and_years_nobody_means_are_told_from_no_dates(
    cell: Any, told: Fault
) -> None:
    assert fault(values.calendar_date, cell) is told


@pytest.mark.parametrize(
    "cell", ["tomorrow", "04/03/26", "04/03", "45321", 45321, 1.5, True, time(1), "04/03-2026", "٠٤/٠٣/٢٠٢٦"]
)
def test_other_things_are_no_dates(cell: Any) -> None:
    assert fault(values.calendar_date, cell) is Fault.NOT_A_DATE


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("110,01", "110.01"),
        ("110.01", "110.01"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1 234,56", "1234.56"),
        ("1\u202f234,56 €", "1234.56"),
        ("1\u00a0234,56", "1234.56"),
        ("€ 1'234.56", "1234.56"),
        ("1.234.567", "1234567"),
        ("-120,00", "-120.00"),
        ("−120", "-120"),
        ("(120,00)", "-120.00"),
        ("12 EUR", "12"),
        ("10 %", "10"),
        (",5", "0.5"),
        ("+3", "3"),
        ("0,500", "0.50"),
        ("12,3400", "12.34"),
        (110.01000000000001, "110.01"),
        (3, "3"),
        (Decimal("2.50"), "2.50"),
    ],
)
def test_numbers_are_read_with_comma_or_point(cell: Any, expected: str) -> None:
    assert values.number(cell) == Decimal(expected)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("abc", Fault.NOT_A_NUMBER),
        ("", Fault.NOT_A_NUMBER),
        ("-", Fault.NOT_A_NUMBER),
        ("--1", Fault.NOT_A_NUMBER),
        ("1,2,3", Fault.NOT_A_NUMBER),
        ("1.23.456", Fault.NOT_A_NUMBER),
        ("1e5", Fault.NOT_A_NUMBER),
        ("NaN", Fault.NOT_A_NUMBER),
        (float("inf"), Fault.NOT_A_NUMBER),
        (float("nan"), Fault.NOT_A_NUMBER),
        (True, Fault.NOT_A_NUMBER),
        (date(2026, 1, 1), Fault.NOT_A_NUMBER),
        ("1.234", Fault.TWO_READINGS),
        ("1,234", Fault.TWO_READINGS),
        ("1,2345", Fault.TOO_PRECISE),
        (1.005, Fault.TOO_PRECISE),
        ("9" * 19, Fault.TOO_LARGE),
        (10**30, Fault.TOO_LARGE),
    ],
)
def test_what_is_no_number_is_told(cell: Any, expected: Fault) -> None:
    assert fault(values.number, cell) is expected


def test_whole_numbers_know_zero_negative_and_fractions() -> None:
    read = values.whole(1, 600)
    assert [read(cell) for cell in ("12", "12,0", 12.0, " 36 ")] == [12, 12, 12, 36]
    assert [fault(read, cell) for cell in ("0", "-1", "1,5", "601", "x")] == [
        Fault.ZERO,
        Fault.NEGATIVE,
        Fault.NOT_WHOLE,
        Fault.TOO_LARGE,
        Fault.NOT_A_NUMBER,
    ]


def test_yes_and_no_are_read_in_three_languages() -> None:
    assert [values.yes_or_no(cell) for cell in ("Oui", "Sì", "SI", "yes", "x", "1", 1, True, "VERO")] == [
        True
    ] * 9
    assert [values.yes_or_no(cell) for cell in ("Non", "no", "N", "0", 0, False, "Faux")] == [False] * 7
    assert fault(values.yes_or_no, "peut-être") is Fault.UNKNOWN


def test_months_are_read_by_number_and_name() -> None:
    words: list[Any] = ["1", "02", 3, 4.0, "mai", "Juin", "juil.", "AOÛT", "sett", "ottobre", "Nov", "Dec."]
    assert [values.month(word) for word in words] == list(range(1, 13))
    assert [fault(values.month, word) for word in ("0", "13", "jui", "x", "", "1,5", -1)] == [
        Fault.UNKNOWN
    ] * 7


def test_texts_lose_unprintable_signs_and_line_breaks() -> None:
    assert values.text("  a\u00a0 b\r\n\tc\x07\u200b ") == "a b c"
    assert values.long_text(" a\r\nb\rc ") == "a\nb\nc"
    assert values.text("e\u0301") == "é"
    assert values.text(612345678.0) == "612345678"
    assert values.text(datetime(2026, 1, 2)) == "2026-01-02"


def test_codes_get_back_the_zeros_a_workbook_took() -> None:
    assert values.code(5)(1500) == "01500"
    assert values.code(5)("1500") == "1500"


@given(
    st.one_of(
        st.text(),
        st.floats(),
        st.integers(),
        st.booleans(),
        st.decimals(),
        st.dates(),
        st.datetimes(),
        st.times(),
        st.none(),
    )
)
def test_no_cell_raises_anything_but_a_typed_fault(cell: Any) -> None:
    for read in (
        values.text,
        values.long_text,
        values.calendar_date,
        values.number,
        values.not_negative(3, Decimal(100)),
        values.whole(0, 12),
        values.yes_or_no,
        values.month,
        values.at_most(5),
        values.code(5),
        values.one_of({"a": 1}),
    ):
        with suppress(BadValue):
            read(cell)
