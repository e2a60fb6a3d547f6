from calendar import monthrange
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenancy.months import add_m, add_m_eom, days_between, month_end, months_between
from tests.contracts.dates.strategies import anchors, days


@pytest.mark.parametrize(
    ("day", "months", "same_day", "end_kept"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28), date(2026, 2, 28)),
        (date(2026, 1, 31), 3, date(2026, 4, 30), date(2026, 4, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28), date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29), date(2028, 2, 29)),
        (date(2027, 2, 28), -1, date(2027, 1, 28), date(2027, 1, 31)),
        (date(2026, 4, 30), 1, date(2026, 5, 30), date(2026, 5, 31)),
        (date(2026, 3, 15), -27, date(2023, 12, 15), date(2023, 12, 15)),
        (date(2028, 2, 28), 1, date(2028, 3, 28), date(2028, 3, 28)),
        (date(2100, 1, 31), 1, date(2100, 2, 28), date(2100, 2, 28)),
    ],
)
def test_months_are_added_with_the_day_clamped_and_month_ends_kept_on_demand(
    day: date, months: int, same_day: date, end_kept: date
) -> None:
    assert (add_m(day, months), add_m_eom(day, months)) == (same_day, end_kept)


def test_31_january_does_not_drift_when_counted_from_the_anchor() -> None:
    assert [add_m(date(2026, 1, 31), n) for n in range(4)] == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
    ]


@given(anchors, st.integers(-400, 400))
def test_months_added_land_in_the_month_asked_for_on_the_same_day_or_its_last(day: date, months: int) -> None:
    moved = add_m(day, months)
    assert (moved.year - day.year) * 12 + moved.month - day.month == months
    assert moved.day == min(day.day, monthrange(moved.year, moved.month)[1])


@given(anchors, st.integers(-400, 400))
def test_the_end_of_a_month_stays_the_end_and_other_days_stay_the_same(day: date, months: int) -> None:
    moved = add_m_eom(day, months)
    assert moved == (month_end(moved) if day == month_end(day) else add_m(day, months))


@given(anchors, days)
def test_months_between_is_the_greatest_number_that_does_not_pass_the_day(start: date, day: date) -> None:
    months = months_between(start, day)
    assert add_m(start, months) <= day < add_m(start, months + 1)


def test_days_are_counted_with_both_ends() -> None:
    assert days_between(date(2005, 9, 16), date(2005, 12, 31)) == 107
