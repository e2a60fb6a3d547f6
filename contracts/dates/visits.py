"""Visits owed by a term: how many, which slice of the term each has, and the window in which it is wanted."""

import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from contracts.dates.explained import Explained, Rule
from contracts.dates.terms import Term, TermRule
from tenancy.months import ONE_DAY, add_m, month_end


class Position(StrEnum):
    """Where in its slice a visit is wanted: anywhere, in its first month, or in its last."""

    ANYWHERE = "anywhere"
    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class VisitRule:
    """Visits a year, the month the customer prefers (1 to 12), and the place in the slice."""

    yearly: int
    month: int | None = None
    position: Position = Position.ANYWHERE

    def __post_init__(self) -> None:
        if self.yearly < 0:
            raise ValueError("visits a year cannot be below zero")
        if self.month is not None and not 1 <= self.month <= 12:
            raise ValueError("a preferred month is a number from 1 to 12")


@dataclass(frozen=True, slots=True)
class OwedVisit:
    """One visit owed: its slice of the term (the slices tile it) and the window inside it. All days included.

    `wished` is the first day of the preferred month in the slice where that month is only a wish.
    """

    number: int
    slice_starts: date
    slice_ends: date
    starts: date
    ends: date
    rule: Rule
    wished: date | None = None


def visits_per_term(yearly: int, months: int) -> int:
    """Visits a year · months / 12, halves up; one at least, none when the contract has none."""
    return max(1, (yearly * months + 6) // 12) if yearly else 0


def explain_count(yearly: int, months: int) -> Explained[int]:
    """`visits_per_term`, with its reason."""
    inputs = (("yearly", yearly), ("months", months))
    return Explained(visits_per_term(yearly, months), Rule.VISIT_COUNT, inputs)


def visits(
    rule: TermRule, term: Term, owed: VisitRule, since: date | None = None, until: date | None = None
) -> list[OwedVisit]:
    """The visits of a term, in order.

    A short or cut term has those whose slice of the full term begins inside it. Of a service that is there ``since``
    a day only what is left of a slice counts; ``until`` a day, those whose slice has begun by then.
    """
    months = rule.months_of(term.number)
    count = visits_per_term(owed.yearly, months)
    if not count:
        return []
    if count > months:
        days = term.whole_days
        bounds = [term.whole_starts + timedelta(j * days // count) for j in range(count + 1)]
        lengths = [0] * count
    else:
        offset = rule.offset(term.number)
        steps = [j * months // count for j in range(count + 1)]
        bounds = [add_m(rule.anchor, offset + step) for step in steps]
        lengths = [after - before for before, after in itertools.pairwise(steps)]
    found: list[OwedVisit] = []
    number = 0
    for first, following, length in zip(bounds, bounds[1:], lengths, strict=False):
        if term.starts <= first <= term.ends:
            number += 1
            last = min(following - ONE_DAY, term.ends)
            if (since is None or last >= since) and (until is None or first <= until):
                found.append(_visit(owed, number, max(first, since or first), last, length))
    return found


def first_of_month(month: int, starts: date, ends: date) -> tuple[date, date] | None:
    """The first stretch of that calendar month between two days, both included; None when there is none."""
    if starts.month == month:
        return starts, min(month_end(starts), ends)
    first = date(starts.year + (starts.month > month), month, 1)
    return None if first > ends else (first, min(month_end(first), ends))


def explain_window(owed: VisitRule, visit: OwedVisit) -> Explained[date]:
    """The last day of the visit's window, with the rule that made the window."""
    inputs: tuple[tuple[str, date | int | None], ...] = (
        ("slice_starts", visit.slice_starts),
        ("slice_ends", visit.slice_ends),
    )
    if visit.rule is Rule.VISIT_MONTH:
        inputs = (*inputs, ("month", owed.month))
    return Explained(visit.ends, visit.rule, inputs)


def _visit(owed: VisitRule, number: int, starts: date, ends: date, length: int) -> OwedVisit:
    wished = None
    if owed.month is not None:
        stretch = first_of_month(owed.month, starts, ends)
        if stretch is not None and length == 12:
            return OwedVisit(number, starts, ends, *stretch, Rule.VISIT_MONTH)
        wished = stretch and stretch[0]
    if owed.position is Position.START:
        return OwedVisit(
            number, starts, ends, starts, min(add_m(starts, 1) - ONE_DAY, ends), Rule.VISIT_START, wished
        )
    if owed.position is Position.END:
        last_month = max(add_m(ends + ONE_DAY, -1), starts)
        return OwedVisit(number, starts, ends, last_month, ends, Rule.VISIT_END, wished)
    return OwedVisit(number, starts, ends, starts, ends, Rule.VISIT_SLICE, wished)
