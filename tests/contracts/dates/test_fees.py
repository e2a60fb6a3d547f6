from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.dates.anchors import anniversary, calendar
from contracts.dates.explained import Rule
from contracts.dates.fees import explain_revised, explain_term_fee, line_fee, revised, term_fee
from contracts.dates.terms import TermRule
from tests.contracts.dates.strategies import rules_with_number

amounts = st.decimals(0, 100_000, places=2)


def test_107_days_of_365_cost_107_of_365() -> None:
    term = calendar(date(2005, 9, 16), 12).term(1)
    assert (term.days, term_fee(Decimal("365.00"), 12, term)) == (107, Decimal("107.00"))


@pytest.mark.parametrize(
    ("months", "fee"), [(12, "100.01"), (24, "200.02"), (36, "300.03"), (6, "50.01"), (1, "8.33")]
)
def test_a_whole_term_costs_its_months_of_the_yearly_fee_half_up(months: int, fee: str) -> None:
    term = anniversary(date(2026, 1, 1), months).term(1)
    assert term_fee(Decimal("100.01"), months, term) == Decimal(fee)


def test_a_cut_last_term_is_pro_rata_of_the_full_term() -> None:
    term = anniversary(date(2026, 1, 1), 12, final_end=date(2026, 7, 2)).term(1)
    assert term_fee(Decimal("365.00"), 12, term) == Decimal("183.00")


def test_a_leap_year_is_measured_by_its_366_days() -> None:
    term = anniversary(date(2028, 1, 1), 12, final_end=date(2028, 7, 1)).term(1)
    assert (term.days, term_fee(Decimal("366.00"), 12, term)) == (183, Decimal("183.00"))
    assert line_fee(Decimal("366.00"), 12, term, date(2028, 7, 1), date(2030, 1, 1)) == Decimal("1.00")


def test_a_line_counts_by_its_days_of_presence() -> None:
    term = anniversary(date(2026, 1, 1), 12).term(1)
    assert [
        line_fee(Decimal("365.00"), 12, term, date(2025, 1, 1), date(2030, 1, 1)),
        line_fee(Decimal("365.00"), 12, term, date(2026, 12, 31), date(2030, 1, 1)),
        line_fee(Decimal("365.00"), 12, term, date(2027, 1, 1), date(2030, 1, 1)),
    ] == [Decimal("365.00"), Decimal("1.00"), Decimal("0.00")]


@pytest.mark.parametrize(
    ("yearly", "percent", "raised"),
    [
        ("179.97", "1.5", "182.67"),
        ("100.00", None, "100.00"),
        ("100.00", "0", "100.00"),
        ("0.10", "5", "0.11"),
        ("100.10", "-5", "95.10"),
    ],
)
def test_the_revision_percent_is_applied_once_half_up(yearly: str, percent: str | None, raised: str) -> None:
    assert revised(Decimal(yearly), None if percent is None else Decimal(percent)) == Decimal(raised)


def test_a_fee_says_which_rule_made_it() -> None:
    short = calendar(date(2005, 9, 16), 12)
    assert [
        explain_term_fee(Decimal(365), 12, short.term(1)).rule,
        explain_term_fee(Decimal(365), 12, short.term(2)).rule,
        explain_revised(Decimal(365), Decimal(2)).rule,
        explain_revised(Decimal(365), None).rule,
    ] == [Rule.FEE_DAYS, Rule.FEE_WHOLE, Rule.FEE_REVISED, Rule.FEE_KEPT]


@given(rules_with_number(), amounts)
def test_a_term_never_costs_more_than_its_full_term(drawn: tuple[TermRule, int], yearly: Decimal) -> None:
    rule, number = drawn
    term = rule.term(number)
    whole = anniversary(term.whole_starts, rule.months_of(term.number)).term(1)
    fee = term_fee(yearly, rule.months_of(term.number), term)
    assert Decimal(0) <= fee <= term_fee(yearly, rule.months_of(term.number), whole)
    assert explain_term_fee(yearly, rule.months_of(term.number), term).value == fee
    assert line_fee(yearly, rule.months_of(term.number), term, term.starts, term.ends) == fee
