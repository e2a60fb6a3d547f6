from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.dates.anchors import anniversary, calendar, explain_closed, reanchored
from contracts.dates.explained import Rule
from contracts.dates.terms import Term, TermRule, explain_ends, explain_starts
from tenancy.months import add_m
from tests.contracts.dates.strategies import anchors, days, rules, rules_with_number, term_months

DAY = timedelta(days=1)


def bounds(rule: TermRule, *numbers: int) -> list[tuple[date, date]]:
    return [(term.starts, term.ends) for term in map(rule.term, numbers)]


def test_a_leap_day_comes_back_in_leap_years() -> None:
    assert bounds(anniversary(date(2024, 2, 29), 12), 1, 2, 5) == [
        (date(2024, 2, 29), date(2025, 2, 27)),
        (date(2025, 2, 28), date(2026, 2, 27)),
        (date(2028, 2, 29), date(2029, 2, 27)),
    ]


def test_a_contract_from_the_31st_keeps_the_31st() -> None:
    assert bounds(anniversary(date(2026, 1, 31), 1), 1, 2, 3) == [
        (date(2026, 1, 31), date(2026, 2, 27)),
        (date(2026, 2, 28), date(2026, 3, 30)),
        (date(2026, 3, 31), date(2026, 4, 29)),
    ]


def test_a_calendar_contract_has_a_short_first_term_measured_against_the_year_it_ends() -> None:
    rule = calendar(date(2005, 9, 16), 12)
    assert rule.term(1) == Term(
        1, date(2005, 9, 16), date(2005, 12, 31), date(2005, 1, 1), date(2005, 12, 31)
    )
    assert bounds(rule, 2, 3) == [
        (date(2006, 1, 1), date(2006, 12, 31)),
        (date(2007, 1, 1), date(2007, 12, 31)),
    ]


@pytest.mark.parametrize(
    ("starts", "months", "last_month", "first_ends", "second_ends"),
    [
        (date(2026, 1, 1), 12, 12, date(2026, 12, 31), date(2027, 12, 31)),
        (date(2026, 1, 1), 24, 12, date(2027, 12, 31), date(2029, 12, 31)),
        (date(2026, 3, 1), 24, 12, date(2026, 12, 31), date(2028, 12, 31)),
        (date(2026, 12, 15), 24, 12, date(2026, 12, 31), date(2028, 12, 31)),
        (date(2026, 12, 31), 12, 12, date(2026, 12, 31), date(2027, 12, 31)),
        (date(2027, 3, 1), 12, 2, date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 3, 2), 12, 2, date(2028, 2, 29), date(2029, 2, 28)),
        (date(2026, 2, 1), 6, 12, date(2026, 6, 30), date(2026, 12, 31)),
        (date(2026, 7, 1), 6, 12, date(2026, 12, 31), date(2027, 6, 30)),
        (date(2026, 7, 2), 12, 6, date(2027, 6, 30), date(2028, 6, 30)),
    ],
)
def test_calendar_terms_end_with_the_month_asked_for(
    starts: date, months: int, last_month: int, first_ends: date, second_ends: date
) -> None:
    assert bounds(calendar(starts, months, last_month), 1, 2) == [
        (starts, first_ends),
        (first_ends + DAY, second_ends),
    ]


def test_a_final_end_cuts_the_last_term_and_no_term_follows() -> None:
    rule = anniversary(date(2026, 3, 15), 12, final_end=date(2027, 6, 30))
    assert rule.term(2) == Term(2, date(2027, 3, 15), date(2027, 6, 30), date(2027, 3, 15), date(2028, 3, 14))
    assert (rule.last_number(), rule.exists(3), rule.number_on(date(2027, 7, 1))) == (2, False, None)


def test_a_maximum_of_renewals_allows_that_many_terms_after_the_first() -> None:
    rule = anniversary(date(2026, 3, 15), 12, max_renewals=2)
    assert [rule.exists(number) for number in (0, 1, 3, 4)] == [False, True, True, False]


def test_a_term_the_contract_never_reaches_is_refused_loudly() -> None:
    with pytest.raises(ValueError, match="no term 2"):
        anniversary(date(2026, 3, 15), 12, max_renewals=0).term(2)


def test_a_contract_begun_in_2019_is_in_its_eighth_yearly_term() -> None:
    assert anniversary(date(2019, 3, 29), 12).number_on(date(2026, 11, 22)) == 8


def test_an_express_renewal_on_a_visit_closes_the_term_the_day_before_and_counts_from_the_report() -> None:
    rule = anniversary(date(2025, 3, 15), 12)
    closed, renewed = reanchored(rule, rule.term(1), date(2026, 1, 31))
    assert (closed.ends, closed.whole_ends) == (date(2026, 1, 30), date(2026, 3, 14))
    assert bounds(renewed, 2, 3) == [
        (date(2026, 1, 31), date(2027, 1, 30)),
        (date(2027, 1, 31), date(2028, 1, 30)),
    ]
    assert explain_closed(closed, date(2026, 1, 31)).rule is Rule.TERM_ENDS_REPORT


def test_a_report_after_the_end_leaves_the_ended_term_as_it_is() -> None:
    rule = anniversary(date(2025, 3, 15), 12)
    closed, renewed = reanchored(rule, rule.term(1), date(2026, 4, 2))
    assert (closed, renewed.term(2).starts) == (rule.term(1), date(2026, 4, 2))


def test_a_report_on_the_first_day_cannot_close_the_term() -> None:
    rule = anniversary(date(2025, 3, 15), 12)
    with pytest.raises(ValueError, match="later than the first day"):
        reanchored(rule, rule.term(1), date(2025, 3, 15))


@pytest.mark.parametrize(
    ("rule", "number", "code"),
    [
        (anniversary(date(2026, 3, 15), 12), 2, Rule.TERM_ENDS),
        (calendar(date(2026, 3, 15), 12), 1, Rule.TERM_ENDS_SHORT),
        (anniversary(date(2026, 3, 15), 12, final_end=date(2026, 5, 1)), 1, Rule.TERM_ENDS_CUT),
    ],
)
def test_the_end_of_a_term_says_which_rule_made_it(rule: TermRule, number: int, code: Rule) -> None:
    assert explain_ends(rule, number).rule is code


def test_the_start_of_a_term_gives_what_it_was_computed_from() -> None:
    explained = explain_starts(anniversary(date(2026, 1, 31), 1), 2)
    assert (explained.value, explained.rule, explained.given("anchor")) == (
        date(2026, 2, 28),
        Rule.TERM_STARTS,
        date(2026, 1, 31),
    )


@given(rules())
def test_terms_tile_the_time_line_from_the_start_to_the_last_end(rule: TermRule) -> None:
    last = rule.last_number()
    numbers = range(1, min(40, last if last is not None else 40) + 1)
    terms = [rule.term(number) for number in numbers]
    assert terms[0].starts == rule.starts
    assert [term.starts for term in terms[1:]] == [term.ends + DAY for term in terms[:-1]]
    assert all(term.starts <= term.ends for term in terms)
    assert all(term.whole_starts <= term.starts and term.ends <= term.whole_ends for term in terms)
    assert not rule.exists(0)
    if last is not None and last <= 40:
        assert not rule.exists(last + 1)


@given(st.integers(1, 31), st.integers(1, 12), st.integers(2023, 2028), term_months)
def test_every_anchor_day_of_every_month_tiles_over_leap_years(
    day: int, month: int, year: int, months: int
) -> None:
    starts = add_m(date(year, month, 1), 1) - DAY
    starts = starts.replace(day=min(day, starts.day))
    rule = anniversary(starts, months)
    assert [rule.term(n + 1).starts for n in range(1, 60)] == [rule.term(n).ends + DAY for n in range(1, 60)]


@given(rules(), days)
def test_the_number_on_a_day_is_that_of_the_one_term_that_contains_it(rule: TermRule, day: date) -> None:
    number = rule.number_on(day)
    if number is not None:
        assert day in rule.term(number)
    else:
        last = rule.last_number()
        assert day < rule.starts or (last is not None and rule.term(last).ends < day)


@given(rules_with_number())
def test_only_the_first_and_the_last_term_may_be_shorter_than_the_others(drawn: tuple[TermRule, int]) -> None:
    rule, number = drawn
    term = rule.term(number)
    assert term.is_whole or number in (1, rule.last_number())


@given(rules_with_number())
def test_explained_bounds_are_the_bounds(drawn: tuple[TermRule, int]) -> None:
    rule, number = drawn
    term = rule.term(number)
    assert (explain_starts(rule, number).value, explain_ends(rule, number).value) == (term.starts, term.ends)


@given(anchors, term_months, st.data())
def test_terms_still_tile_after_a_renewal_on_a_visit(starts: date, months: int, data: st.DataObject) -> None:
    rule = anniversary(starts, months)
    running = rule.term(data.draw(st.integers(1, 10)))
    if running.days == 1:
        return
    report = data.draw(st.dates(running.starts + DAY, running.ends + DAY))
    closed, renewed = reanchored(rule, running, report)
    following = renewed.term(running.number + 1)
    assert (closed.ends + DAY, following.number) == (following.starts, running.number + 1)
    assert renewed.term(running.number + 2).starts == following.ends + DAY == add_m(report, months)


def test_a_longer_first_term_is_followed_by_terms_counted_from_its_end_without_drift() -> None:
    rule = anniversary(date(2028, 2, 29), 12, first_months=36)
    assert bounds(rule, 1, 2, 3) == [
        (date(2028, 2, 29), date(2031, 2, 27)),
        (date(2031, 2, 28), date(2032, 2, 28)),
        (date(2032, 2, 29), date(2033, 2, 27)),
    ]
    assert [rule.number_on(day) for day in (date(2031, 2, 27), date(2031, 2, 28), date(2032, 2, 29))] == [
        1,
        2,
        3,
    ]
    assert (rule.months_of(1), rule.months_of(2)) == (36, 12)
    assert explain_ends(rule, 1).rule is Rule.TERM_ENDS_FIRST
