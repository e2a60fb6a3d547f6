"""Anchors: the day the terms of a contract are counted from, by the template's anchor rule."""

from dataclasses import replace
from datetime import date
from enum import StrEnum

from contracts.dates.explained import Explained, Rule
from contracts.dates.terms import Term, TermRule
from tenancy.months import ONE_DAY, add_m, month_length, months_between


class AnchorRule(StrEnum):
    """What the terms of a contract are counted from."""

    ANNIVERSARY = "anniversary"
    CALENDAR = "calendar"
    VISIT = "visit"


def anniversary(
    starts: date,
    months: int,
    final_end: date | None = None,
    max_renewals: int | None = None,
    first_months: int | None = None,
) -> TermRule:
    """Terms of `months` months counted from the first day of the contract, after a first one of its own length."""
    own = None if first_months == months else first_months
    return TermRule(starts, months, starts, 1, final_end, max_renewals, own)


def calendar(
    starts: date,
    months: int,
    last_month: int = 12,
    final_end: date | None = None,
    max_renewals: int | None = None,
) -> TermRule:
    """Terms that end with a calendar month.

    A short first one, number 1, runs to the end of `last_month`; whole ones follow. Where whole terms
    shorter than a year fit between the start and that month end, the first is cut at the earliest of their
    ends, so that it is never longer than a term. A contract that begins right after a month end of the grid
    has no short term.
    """
    if not 1 <= last_month <= 12:
        raise ValueError("the month a term ends with is a number from 1 to 12")
    year = starts.year + (starts.month > last_month)
    anchor = date(year, last_month, month_length(year, last_month)) + ONE_DAY
    back = months_between(starts, anchor) // months
    anchor = add_m(anchor, -back * months)
    follows_month_end = starts.day == 1 and starts.month == last_month % 12 + 1
    if anchor == starts or follows_month_end:
        return TermRule(starts, months, starts, 1, final_end, max_renewals)
    return TermRule(starts, months, anchor, 2, final_end, max_renewals)


def ending_with(
    starts: date,
    months: int,
    first_ends: date,
    final_end: date | None = None,
    max_renewals: int | None = None,
) -> TermRule:
    """Terms of `months` months counted from the day after a first one that ends on a day of its own.

    The first is short, as of a contract whose terms end with those of another; ValueError where it were longer than
    the others.
    """
    anchor = first_ends + ONE_DAY
    if add_m(starts, months) == anchor:
        return TermRule(starts, months, starts, 1, final_end, max_renewals)
    return TermRule(starts, months, anchor, 2, final_end, max_renewals)


def reanchored(rule: TermRule, running: Term, report_day: date) -> tuple[Term, TermRule]:
    """An express renewal on a visit: the running term closed the day before the report, and the new rule.

    The new rule's anchor is the report's day, its first number the one after the running term's. A report
    after the running term's end leaves that term as it is. ValueError when the report is not after the
    term's first day.
    """
    if report_day <= running.starts:
        raise ValueError("the report must be later than the first day of the running term")
    closed = replace(running, ends=min(running.ends, report_day - ONE_DAY))
    return closed, replace(
        rule, starts=report_day, anchor=report_day, anchor_number=running.number + 1, first_months=None
    )


def explain_closed(closed: Term, report_day: date) -> Explained[date]:
    """The last day of a term that an express renewal on a visit closed early."""
    return Explained(
        closed.ends, Rule.TERM_ENDS_REPORT, (("number", closed.number), ("report_day", report_day))
    )
