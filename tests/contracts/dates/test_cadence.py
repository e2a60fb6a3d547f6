import itertools
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contracts.dates.anchors import anniversary
from contracts.dates.cadence import Counted, Interval, Made, Slot, counted, interval
from contracts.dates.explained import Rule
from contracts.dates.visits import VisitRule, visits

D = date.fromisoformat
DAY = timedelta(days=1)
YEAR = Slot(D("2027-03-04"), D("2028-03-03"), D("2027-03-04"), D("2028-03-03"))
YEAR_BEFORE = D("2027-03-03")
# A window of a month, at the edge of a term, lasts four days longer than the longest that is counted in days.
LONGER = timedelta(31 - 27)


def told(found: list[Counted | None]) -> list[tuple[str, str, Rule] | None]:
    return [each and (str(each.starts), str(each.ends), each.why.rule) for each in found]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("done", "last", "window"),
    [
        # ten days late, the next year's visit is ten days later than its year; not where the contract ends with it
        ("2027-03-13", False, ("2028-02-14", "2028-03-13", Rule.VISIT_AFTER)),
        ("2027-03-13", True, ("2028-02-04", "2028-03-03", Rule.VISIT_AFTER_CUT)),
        ("2026-10-31", False, ("2027-10-01", "2027-10-31", Rule.VISIT_AFTER)),
        # begun the very first days, the term after leaves a month from its own first day
        ("2026-03-10", False, ("2027-03-04", "2027-04-03", Rule.VISIT_AFTER_EARLY)),
        # eleven months late: the window opens in the term that owes the visit
        ("2028-02-01", False, ("2028-03-03", "2029-02-01", Rule.VISIT_AFTER)),
    ],
)
def test_the_next_visit_is_wanted_one_interval_after_the_day_done(
    done: str, last: bool, window: tuple[str, str, Rule]
) -> None:
    slot = Slot(YEAR.slice_starts, YEAR.slice_ends, YEAR.term_starts, YEAR.term_ends, last)
    assert told(counted(Made(D(done), YEAR_BEFORE), [slot])) == [window]


def test_a_visit_that_was_over_when_another_was_made_stays_late_and_the_one_after_is_counted() -> None:
    slots = [YEAR, Slot(D("2028-03-04"), D("2029-03-03"), D("2028-03-04"), D("2029-03-03"))]
    assert told(counted(Made(D("2028-05-02"), YEAR_BEFORE), slots)) == [
        None,
        ("2029-03-03", "2029-05-02", Rule.VISIT_AFTER),
    ]


def test_slices_are_apart_by_whole_months_else_by_days() -> None:
    assert interval(D("2026-01-30"), D("2026-02-27")) == Interval(1, 0)
    assert interval(D("2026-02-27"), D("2026-08-30")) == Interval(6, 0)
    assert interval(D("2026-01-07"), D("2026-01-14")) == Interval(0, 7)


@given(
    starts=st.dates(D("2020-01-01"), D("2030-12-31")),
    months=st.sampled_from([1, 3, 6, 12, 18, 24, 36]),
    yearly=st.integers(1, 14),
    off=st.lists(st.integers(-500, 500), min_size=1, max_size=8),
)
@example(starts=D("2030-01-01"), months=18, yearly=13, off=[-3, -29, -55])
def test_however_late_or_early_visits_are_made_none_is_lost_and_none_is_doubled(
    starts: date, months: int, yearly: int, off: list[int]
) -> None:
    rule = anniversary(starts, months)
    slots = [
        Slot(visit.slice_starts, visit.slice_ends, term.starts, term.ends)
        for term in map(rule.term, range(1, 4))
        for visit in visits(rule, term, VisitRule(yearly))
    ]
    owed, made = list(slots), None
    for days in off:
        if not owed:
            break
        slot, day = owed[0], max(owed[0].slice_ends + timedelta(days), starts)
        day = max(day, made.on + DAY) if made else day
        owed = owed[1:]
        made = Made(day, max(slot.slice_ends, made.slice_ends) if made else slot.slice_ends)
        found = counted(made, owed)
        assert len(found) == len(owed)
        windows = [(each, window) for each, window in zip(owed, found, strict=True) if window]
        # What keeps its window is late already; everything else has one, in the order owed, inside its own term.
        assert all(each.slice_ends < day for each, window in zip(owed, found, strict=True) if not window)
        ends = [window.ends for _each, window in windows]
        assert all(after >= before - LONGER for before, after in itertools.pairwise(ends))
        for each, window in windows:
            assert each.term_starts <= window.starts <= min(window.ends, each.term_ends)
            assert window.ends > day or window.ends == each.term_ends
