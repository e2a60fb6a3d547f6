from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from contracts.dates.anchors import anniversary
from contracts.dates.explained import Rule
from contracts.dates.renewal import (
    CatchUp,
    RenewalKind,
    catch_up,
    explain_ended,
    explain_renewal_opens,
    renewal_opens,
    revised_fees,
)
from contracts.dates.terms import Term, TermRule
from tests.contracts.dates.strategies import rules

DAY = timedelta(days=1)
RULE = anniversary(date(2024, 2, 29), 12)


def test_the_last_day_of_a_term_is_not_yet_the_day_to_renew() -> None:
    first = RULE.term(1)
    assert catch_up(RULE, first, RenewalKind.TACIT, first.ends) == CatchUp()
    assert catch_up(RULE, first, RenewalKind.TACIT, first.ends + DAY) == CatchUp((RULE.term(2),))


def test_catching_up_to_the_last_day_of_a_later_term_stops_with_that_term() -> None:
    second = RULE.term(2)
    assert catch_up(RULE, RULE.term(1), RenewalKind.TACIT, second.ends) == CatchUp((second,))


def test_forty_months_off_are_caught_up_one_term_at_a_time() -> None:
    found = catch_up(RULE, RULE.term(1), RenewalKind.TACIT, date(2028, 3, 1))
    assert [(term.number, term.starts) for term in found.terms] == [
        (2, date(2025, 2, 28)),
        (3, date(2026, 2, 28)),
        (4, date(2027, 2, 28)),
        (5, date(2028, 2, 29)),
    ]


def test_express_and_unrenewable_contracts_end_the_day_after() -> None:
    assert [
        catch_up(RULE, RULE.term(1), kind, date(2026, 1, 1))
        for kind in (RenewalKind.EXPRESS, RenewalKind.NONE)
    ] == [
        CatchUp(ended_on=date(2025, 2, 28)),
        CatchUp(ended_on=date(2025, 2, 28)),
    ]


def test_a_refused_term_is_the_last() -> None:
    second = RULE.term(2)
    assert catch_up(RULE, RULE.term(1), RenewalKind.TACIT, date(2030, 1, 1), second.ends) == CatchUp(
        (second,), second.ends + DAY
    )


def test_a_final_end_and_a_maximum_of_renewals_end_the_contract() -> None:
    cut = anniversary(date(2024, 1, 1), 12, final_end=date(2025, 6, 30))
    bounded = anniversary(date(2024, 1, 1), 12, max_renewals=1)
    on = date(2030, 1, 1)
    assert catch_up(cut, cut.term(1), RenewalKind.TACIT, on) == CatchUp((cut.term(2),), date(2025, 7, 1))
    assert catch_up(bounded, bounded.term(1), RenewalKind.TACIT, on) == CatchUp(
        (bounded.term(2),), date(2026, 1, 1)
    )


def test_the_percent_is_applied_at_each_renewal_on_the_rounded_fee() -> None:
    assert revised_fees(Decimal("179.97"), Decimal("1.5"), 3) == [
        Decimal("182.67"),
        Decimal("185.41"),
        Decimal("188.19"),
    ]


def test_renewal_opens_sixty_days_before_the_end() -> None:
    term = anniversary(date(2026, 1, 1), 12).term(1)
    explained = explain_renewal_opens(term)
    assert (renewal_opens(term), explained.value, explained.rule) == (
        date(2026, 11, 1),
        date(2026, 11, 1),
        Rule.RENEWAL_OPENS,
    )


def test_an_ended_contract_says_why() -> None:
    explained = explain_ended(RULE.term(1), RenewalKind.TACIT, date(2024, 12, 1))
    assert (explained.value, explained.given("kind"), explained.given("refused_on")) == (
        date(2025, 2, 28),
        "tacit",
        date(2024, 12, 1),
    )


@given(
    rules(),
    st.sampled_from(list(RenewalKind)),
    st.none() | st.integers(1, 6),
    st.lists(st.integers(1, 900), max_size=12),
)
def test_catching_up_at_once_equals_running_on_any_nights_before(
    rule: TermRule, kind: RenewalKind, refused: int | None, gaps: list[int]
) -> None:
    refused_end = rule.term(refused).ends if refused is not None and rule.exists(refused) else None
    first = last = rule.term(1)
    written: list[Term] = []
    ended = None
    on = first.starts
    for gap in gaps:
        on += gap * DAY
        if ended is None:
            night = catch_up(rule, last, kind, on, refused_end)
            written += night.terms
            last = written[-1] if written else first
            ended = night.ended_on
    assert catch_up(rule, first, kind, on, refused_end) == CatchUp(tuple(written), ended)
    assert ended is not None or on in last
