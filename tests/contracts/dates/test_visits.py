from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.dates.anchors import anniversary, calendar
from contracts.dates.explained import Rule
from contracts.dates.terms import TermRule
from contracts.dates.visits import (
    OwedVisit,
    Position,
    VisitRule,
    explain_count,
    explain_window,
    visits,
    visits_per_term,
)
from tests.contracts.dates.strategies import rules_with_number

DAY = timedelta(days=1)


def slices(found: list[OwedVisit]) -> list[tuple[date, date]]:
    return [(visit.slice_starts, visit.slice_ends) for visit in found]


def windows(found: list[OwedVisit]) -> list[tuple[date, date]]:
    return [(visit.starts, visit.ends) for visit in found]


@pytest.mark.parametrize(
    ("yearly", "months", "count"),
    [(0, 12, 0), (1, 12, 1), (1, 6, 1), (1, 1, 1), (1, 18, 2), (1, 30, 3), (3, 6, 2), (5, 6, 3), (4, 36, 12)],
)
def test_visits_of_a_term_are_rounded_half_up_and_one_at_least(yearly: int, months: int, count: int) -> None:
    assert visits_per_term(yearly, months) == count == explain_count(yearly, months).value


def test_slices_are_whole_months_from_the_anchor() -> None:
    rule = anniversary(date(2026, 1, 31), 12)
    assert slices(visits(rule, rule.term(1), VisitRule(4))) == [
        (date(2026, 1, 31), date(2026, 4, 29)),
        (date(2026, 4, 30), date(2026, 7, 30)),
        (date(2026, 7, 31), date(2026, 10, 30)),
        (date(2026, 10, 31), date(2027, 1, 30)),
    ]


def test_as_many_visits_as_months_begin_on_the_same_day_of_each_month() -> None:
    rule = anniversary(date(2026, 1, 15), 12)
    assert [first for first, _ in slices(visits(rule, rule.term(1), VisitRule(12)))] == [
        date(2026, month, 15) for month in range(1, 13)
    ]


def test_visits_that_do_not_divide_the_months_fall_on_whole_months() -> None:
    rule = anniversary(date(2026, 1, 1), 12)
    assert [first.month for first, _ in slices(visits(rule, rule.term(1), VisitRule(5)))] == [1, 3, 5, 8, 10]


def test_more_visits_than_months_are_laid_evenly_by_days() -> None:
    rule = anniversary(date(2026, 2, 1), 1)
    found = visits(rule, rule.term(1), VisitRule(52))
    assert slices(found) == [
        (date(2026, 2, 1), date(2026, 2, 7)),
        (date(2026, 2, 8), date(2026, 2, 14)),
        (date(2026, 2, 15), date(2026, 2, 21)),
        (date(2026, 2, 22), date(2026, 2, 28)),
    ]


@pytest.mark.parametrize(
    ("month", "starts", "ends"),
    [
        (3, date(2026, 3, 4), date(2026, 3, 31)),
        (4, date(2026, 4, 1), date(2026, 4, 30)),
        (12, date(2026, 12, 1), date(2026, 12, 31)),
        (2, date(2027, 2, 1), date(2027, 2, 28)),
    ],
)
def test_a_preferred_month_is_its_first_occurrence_in_a_slice_of_twelve_months(
    month: int, starts: date, ends: date
) -> None:
    rule = anniversary(date(2026, 3, 4), 12)
    found = visits(rule, rule.term(1), VisitRule(1, month))
    assert (windows(found), found[0].rule) == ([(starts, ends)], Rule.VISIT_MONTH)
    assert slices(found) == [(date(2026, 3, 4), date(2027, 3, 3))]


def test_a_preferred_month_counts_in_each_year_of_a_longer_term() -> None:
    rule = anniversary(date(2026, 3, 4), 24)
    assert windows(visits(rule, rule.term(1), VisitRule(1, 3))) == [
        (date(2026, 3, 4), date(2026, 3, 31)),
        (date(2027, 3, 4), date(2027, 3, 31)),
    ]


def test_in_other_slices_the_preferred_month_is_only_a_wish() -> None:
    rule = anniversary(date(2026, 3, 4), 12)
    found = visits(rule, rule.term(1), VisitRule(2, 10))
    assert windows(found) == slices(found)
    assert [visit.wished for visit in found] == [None, date(2026, 10, 1)]


def test_a_visit_may_be_wanted_in_the_first_or_last_month_of_its_slice() -> None:
    rule = anniversary(date(2026, 3, 4), 12)
    assert windows(visits(rule, rule.term(1), VisitRule(1, position=Position.START))) == [
        (date(2026, 3, 4), date(2026, 4, 3))
    ]
    assert windows(visits(rule, rule.term(1), VisitRule(1, position=Position.END))) == [
        (date(2027, 2, 4), date(2027, 3, 3))
    ]


def test_a_short_first_term_owes_the_visits_whose_slice_begins_inside_it() -> None:
    rule = calendar(date(2005, 9, 16), 12)
    assert visits(rule, rule.term(1), VisitRule(1)) == []
    assert slices(visits(rule, rule.term(1), VisitRule(4))) == [(date(2005, 10, 1), date(2005, 12, 31))]


def test_a_cut_last_term_owes_the_visits_begun_before_its_end() -> None:
    rule = anniversary(date(2026, 1, 1), 12, final_end=date(2026, 8, 15))
    assert slices(visits(rule, rule.term(1), VisitRule(4))) == [
        (date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2026, 8, 15)),
    ]


def test_a_month_outside_a_cut_slice_leaves_the_slice_as_window() -> None:
    rule = anniversary(date(2026, 1, 1), 12, final_end=date(2026, 8, 15))
    found = visits(rule, rule.term(1), VisitRule(1, 10))
    assert (windows(found), found[0].rule) == ([(date(2026, 1, 1), date(2026, 8, 15))], Rule.VISIT_SLICE)


def test_a_month_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="from 1 to 12"):
        VisitRule(1, 13)


rules_of_visits = st.builds(
    VisitRule, st.integers(0, 60), st.none() | st.integers(1, 12), st.sampled_from(list(Position))
)


@given(rules_with_number(), rules_of_visits)
def test_visit_slices_tile_the_term_and_hold_their_windows(
    drawn: tuple[TermRule, int], owed: VisitRule
) -> None:
    rule, number = drawn
    term = rule.term(number)
    found = visits(rule, term, owed)
    assert [visit.number for visit in found] == list(range(1, len(found) + 1))
    assert [visit.slice_starts for visit in found[1:]] == [visit.slice_ends + DAY for visit in found[:-1]]
    for visit in found:
        assert visit.slice_starts <= visit.starts <= visit.ends <= visit.slice_ends
        assert visit.wished is None or visit.slice_starts <= visit.wished <= visit.slice_ends
        assert explain_window(owed, visit).value == visit.ends
    if found:
        assert found[-1].slice_ends == term.ends
    if term.is_whole:
        assert len(found) == visits_per_term(owed.yearly, rule.months_of(number))
        assert not found or found[0].slice_starts == term.starts
