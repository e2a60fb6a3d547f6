"""What hypothesis draws: days around leap years, and every shape of term rule."""

from datetime import date

from hypothesis import strategies as st

from contracts.dates.anchors import anniversary, calendar
from contracts.dates.terms import TermRule

days = st.dates(date(1996, 1, 1), date(2064, 12, 31))
month_ends = st.sampled_from(
    [
        date(2024, 2, 29),
        date(2023, 2, 28),
        date(2024, 1, 31),
        date(2023, 4, 30),
        date(2023, 12, 31),
        date(2000, 2, 29),
    ]
)
anchors = st.one_of(days, month_ends)
term_months = st.sampled_from([1, 2, 3, 4, 5, 6, 7, 9, 12, 13, 18, 24, 36, 60])


@st.composite
def rules(draw: st.DrawFn) -> TermRule:
    """A rule by anniversary or calendar, with or without a final end and a maximum of renewals."""
    starts, months = draw(anchors), draw(term_months)
    renewals = draw(st.none() | st.integers(0, 12))
    final_end = draw(st.none() | st.dates(starts, date(2075, 1, 1)))
    if draw(st.booleans()):
        return calendar(starts, months, draw(st.integers(1, 12)), final_end, renewals)
    return anniversary(starts, months, final_end, renewals, draw(st.none() | term_months))


@st.composite
def rules_with_number(draw: st.DrawFn) -> tuple[TermRule, int]:
    """A rule and the number of a term it has."""
    rule = draw(rules())
    last = rule.last_number()
    return rule, draw(st.integers(rule.first_number, min(30, last) if last is not None else 30))
