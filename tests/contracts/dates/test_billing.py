from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.dates.anchors import anniversary, calendar, reanchored
from contracts.dates.billing import (
    BillingRule,
    DueRule,
    Period,
    cut_periods,
    explain_amount,
    explain_due,
    periods,
)
from contracts.dates.explained import Rule
from contracts.dates.fees import term_fee
from contracts.dates.terms import TermRule
from tests.contracts.dates.strategies import rules_with_number

DAY = timedelta(days=1)


def amounts(found: list[Period]) -> list[str]:
    return [str(period.amount) for period in found]


def test_100_01_in_twelve_sums_to_100_01() -> None:
    rule = anniversary(date(2026, 1, 31), 12)
    found = periods(rule, rule.term(1), BillingRule(1), Decimal("100.01"))
    assert amounts(found) == [
        "8.33",
        "8.34",
        "8.33",
        "8.34",
        "8.33",
        "8.34",
        "8.33",
        "8.33",
        "8.34",
        "8.33",
        "8.34",
        "8.33",
    ]
    assert sum(period.amount for period in found) == Decimal("100.01")
    assert [period.starts for period in found[:3]] == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
    ]


def test_periods_in_advance_are_due_on_the_first_day_and_in_arrears_on_the_last() -> None:
    rule = anniversary(date(2026, 3, 15), 12)
    advance = periods(rule, rule.term(1), BillingRule(6), Decimal(100))
    arrears = periods(rule, rule.term(1), BillingRule(6, DueRule.ARREARS), Decimal(100))
    assert [period.due for period in advance] == [date(2026, 3, 15), date(2026, 9, 15)]
    assert [period.due for period in arrears] == [date(2026, 9, 14), date(2027, 3, 14)]


def test_at_signature_only_the_first_period_of_the_first_term_is_due_on_that_day() -> None:
    rule = anniversary(date(2026, 3, 15), 12)
    billing = BillingRule(6, DueRule.SIGNATURE, signed=date(2026, 3, 1))
    assert [
        [period.due for period in periods(rule, rule.term(number), billing, Decimal(100))]
        for number in (1, 2)
    ] == [[date(2026, 3, 1), date(2026, 9, 15)], [date(2027, 3, 15), date(2027, 9, 15)]]


def test_start_plus_days_is_counted_from_each_period() -> None:
    rule = anniversary(date(2026, 3, 15), 12)
    billing = BillingRule(6, DueRule.AFTER_START, days=30)
    assert [period.due for period in periods(rule, rule.term(1), billing, Decimal(100))] == [
        date(2026, 4, 14),
        date(2026, 10, 15),
    ]


@pytest.mark.parametrize("step", [None, 5, 12, 24])
def test_a_step_that_does_not_divide_the_term_gives_one_period(step: int | None) -> None:
    rule = anniversary(date(2026, 3, 15), 12)
    found = periods(rule, rule.term(2), BillingRule(step), Decimal("100.01"))
    assert found == [Period(1, date(2027, 3, 15), date(2028, 3, 14), date(2027, 3, 15), Decimal("100.01"))]


def test_a_short_first_term_keeps_the_grid_counted_back_from_its_end() -> None:
    rule = calendar(date(2005, 9, 16), 12)
    found = periods(rule, rule.term(1), BillingRule(1), Decimal("107.00"))
    assert [(period.starts, period.ends, str(period.amount)) for period in found] == [
        (date(2005, 9, 16), date(2005, 9, 30), "15.29"),
        (date(2005, 10, 1), date(2005, 10, 31), "30.57"),
        (date(2005, 11, 1), date(2005, 11, 30), "30.57"),
        (date(2005, 12, 1), date(2005, 12, 31), "30.57"),
    ]


def test_a_cut_last_term_keeps_the_grid_counted_from_its_start() -> None:
    rule = anniversary(date(2026, 1, 1), 12, final_end=date(2026, 8, 15))
    found = periods(rule, rule.term(1), BillingRule(3), Decimal("100.00"))
    assert [(period.starts, period.ends, str(period.amount)) for period in found] == [
        (date(2026, 1, 1), date(2026, 3, 31), "40.00"),
        (date(2026, 4, 1), date(2026, 6, 30), "40.00"),
        (date(2026, 7, 1), date(2026, 8, 15), "20.00"),
    ]


def test_an_early_close_cuts_the_running_open_period_by_days_and_drops_later_ones() -> None:
    rule = anniversary(date(2026, 1, 1), 12)
    closed, _ = reanchored(rule, rule.term(1), date(2026, 5, 16))
    found = periods(rule, rule.term(1), BillingRule(3, DueRule.ARREARS), Decimal("364.00"))
    assert cut_periods(found, closed.ends) == [
        Period(1, date(2026, 1, 1), date(2026, 3, 31), date(2026, 3, 31), Decimal("91.00")),
        Period(2, date(2026, 4, 1), date(2026, 5, 15), date(2026, 5, 15), Decimal("45.00")),
    ]


@pytest.mark.parametrize(
    ("billing", "code"),
    [
        (BillingRule(6), Rule.BILLING_ADVANCE),
        (BillingRule(6, DueRule.ARREARS), Rule.BILLING_ARREARS),
        (BillingRule(6, DueRule.SIGNATURE, signed=date(2026, 3, 1)), Rule.BILLING_SIGNATURE),
        (BillingRule(6, DueRule.AFTER_START, days=10), Rule.BILLING_AFTER_START),
    ],
)
def test_a_due_day_says_which_rule_made_it(billing: BillingRule, code: Rule) -> None:
    rule = anniversary(date(2026, 3, 15), 12)
    first = periods(rule, rule.term(1), billing, Decimal(100))[0]
    explained = explain_due(billing, rule.term(1), first)
    assert (explained.value, explained.rule) == (first.due, code)


@given(
    rules_with_number(),
    st.sampled_from([1, 2, 3, 4, 6, 12, None]),
    st.sampled_from([DueRule.ADVANCE, DueRule.ARREARS]),
    st.decimals(0, 100_000, places=2),
)
def test_periods_tile_their_term_and_sum_to_its_fee(
    drawn: tuple[TermRule, int], step: int | None, due: DueRule, yearly: Decimal
) -> None:
    rule, number = drawn
    term = rule.term(number)
    fee = term_fee(yearly, rule.months_of(term.number), term)
    found = periods(rule, term, BillingRule(step, due), fee)
    assert (found[0].starts, found[-1].ends) == (term.starts, term.ends)
    assert [period.starts for period in found[1:]] == [period.ends + DAY for period in found[:-1]]
    assert [period.number for period in found] == list(range(1, len(found) + 1))
    assert sum(period.amount for period in found) == fee
    last = explain_amount(rule, term, BillingRule(step, due), fee, len(found))
    assert (last.value, last.given("count")) == (found[-1].amount, len(found))
    assert all(period.amount >= 0 and period.starts <= period.due <= period.ends for period in found)
    if term.is_whole:
        assert len(found) == (
            1 if step is None or rule.months_of(term.number) % step else rule.months_of(term.number) // step
        )


@given(st.integers(1, 31), st.integers(1, 12), st.sampled_from([1, 2, 3, 4, 6]))
def test_periods_of_every_anchor_day_follow_each_other_from_term_to_term(
    day: int, month: int, step: int
) -> None:
    try:
        rule = anniversary(date(2023, month, day), 12)
    except ValueError:
        return
    found = [
        period
        for number in range(1, 7)
        for period in periods(rule, rule.term(number), BillingRule(step), Decimal(90))
    ]
    assert [period.starts for period in found[1:]] == [period.ends + DAY for period in found[:-1]]
