"""Days that move or wait while a contract is suspended."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from contracts.dates.suspension import Stretch, moved, not_charged, postponed, waiting_window

APRIL = Stretch(date(2026, 4, 1), date(2026, 4, 30))
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def test_a_window_waits_and_gets_back_what_it_lost() -> None:
    cases = {
        ("2026-03-01", "2026-03-31"): ("2026-03-01", "2026-03-31"),  # before
        ("2026-04-11", "2026-04-20"): ("2026-05-01", "2026-05-10"),  # inside
        ("2026-03-20", "2026-04-10"): ("2026-03-20", "2026-05-10"),  # runs into it: ten days were lost
        ("2026-04-20", "2026-06-30"): ("2026-05-01", "2026-06-30"),  # reaches beyond
        ("2026-03-01", "2026-06-30"): ("2026-03-01", "2026-06-30"),  # around it
        ("2026-05-01", "2026-05-31"): ("2026-05-01", "2026-05-31"),  # after
    }
    told = {}
    for window in cases:
        starts, ends = map(date.fromisoformat, window)
        told[window] = tuple(map(str, waiting_window(starts, ends, APRIL)))
    assert told == cases


@given(DAYS, DAYS)
def test_no_day_moved_or_postponed_lies_inside_and_no_window_turns_round(one: date, other: date) -> None:
    starts, ends = sorted((one, other))
    assert moved(one, APRIL) not in APRIL and postponed(one, APRIL) not in APRIL
    first, last = waiting_window(starts, ends, APRIL)
    assert first <= last and first not in APRIL and last not in APRIL


def test_only_the_days_inside_are_not_charged() -> None:
    quarter = (date(2026, 3, 4), date(2026, 6, 3))
    assert not_charged(Decimal("30.00"), *quarter, APRIL) == Decimal("9.78")  # 30 of 92 days
    assert not_charged(Decimal("30.00"), date(2026, 5, 1), date(2026, 5, 31), APRIL) == Decimal("0.00")
