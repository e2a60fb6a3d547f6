"""Billing periods: the stretches of a term, each charged once, with the day it falls due and its amount."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from contracts.dates.explained import Explained, Rule
from contracts.dates.terms import Term, TermRule
from tenancy.money import share, split, split_by
from tenancy.months import ONE_DAY, add_m, days_between


class DueRule(StrEnum):
    """On which day of its period a fee falls due."""

    ADVANCE = "advance"
    ARREARS = "arrears"
    SIGNATURE = "signature"
    AFTER_START = "after_start"
    VISIT = "visit"


@dataclass(frozen=True, slots=True)
class BillingRule:
    """How a term is charged: every `step` months (None = the whole term at once), due as `due` says.

    `days` counts from the period's first day and belongs to AFTER_START; `signed` is the signature's day
    and belongs to SIGNATURE, where the first period of the first term is due on it and every other one in
    advance.
    """

    step: int | None = None
    due: DueRule = DueRule.ADVANCE
    days: int = 0
    signed: date | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """One billing period, first and last day included, numbered from 1 inside its term; the amount is net."""

    number: int
    starts: date
    ends: date
    due: date
    amount: Decimal

    @property
    def days(self) -> int:
        """Its days, first and last counted."""
        return days_between(self.starts, self.ends)


def periods(rule: TermRule, term: Term, billing: BillingRule, fee: Decimal) -> list[Period]:
    """The periods of a term, in order; they tile it, and their amounts sum to `fee`, the net fee of the term.

    A step that does not divide the term's months gives one period. In a short or cut term the periods keep
    the grid of the full term, and the cut one counts by its days.
    """
    if billing.due is DueRule.VISIT:  # each visit falls due when it is made
        return []
    step, months = billing.step, rule.months_of(term.number)
    if step is None or months % step or months == step:
        return [_period(billing, term, 1, term.starts, term.ends, fee)]
    offset = rule.offset(term.number)
    count = months // step
    bounds = [add_m(rule.anchor, offset + i * step) for i in range(count + 1)]
    if term.is_whole:
        amounts = split(fee, count)
        return [
            _period(billing, term, i + 1, bounds[i], bounds[i + 1] - ONE_DAY, amounts[i])
            for i in range(count)
        ]
    stretches: list[tuple[date, date]] = []
    weights: list[Fraction] = []
    for first, following in itertools.pairwise(bounds):
        starts, ends = max(first, term.starts), min(following - ONE_DAY, term.ends)
        if starts <= ends:
            stretches.append((starts, ends))
            weights.append(Fraction(days_between(starts, ends), (following - first).days))
    amounts = split_by(fee, weights)
    return [
        _period(billing, term, i + 1, starts, ends, amounts[i]) for i, (starts, ends) in enumerate(stretches)
    ]


def cut_periods(open_periods: Iterable[Period], last_day: date) -> list[Period]:
    """What is left of open periods when their term is closed early.

    Later ones vanish, the running one counts by its days; a period due on its old last day falls due on the
    new one.
    """
    kept = []
    for period in open_periods:
        if period.ends <= last_day:
            kept.append(period)
        elif period.starts <= last_day:
            days = days_between(period.starts, last_day)
            amount = share(period.amount, days, period.days)
            kept.append(replace(period, ends=last_day, due=min(period.due, last_day), amount=amount))
    return kept


def explain_due(billing: BillingRule, term: Term, period: Period) -> Explained[date]:
    """The day a period falls due, with its reason."""
    value, code = _due(billing, term, period.number, period.starts, period.ends)
    inputs: tuple[tuple[str, date | int | None], ...] = (("starts", period.starts),)
    if code is Rule.BILLING_ARREARS:
        inputs = (("ends", period.ends),)
    elif code is Rule.BILLING_SIGNATURE:
        inputs = (("signed", billing.signed),)
    elif code is Rule.BILLING_AFTER_START:
        inputs = (("starts", period.starts), ("days", billing.days))
    return Explained(value, code, inputs)


def explain_amount(
    rule: TermRule, term: Term, billing: BillingRule, fee: Decimal, number: int
) -> Explained[Decimal]:
    """The amount of the term's period of that number, with its reason."""
    found = periods(rule, term, billing, fee)
    inputs = (("fee", fee), ("number", number), ("count", len(found)))
    period = found[number - 1]
    if term.is_whole or len(found) == 1:
        return Explained(period.amount, Rule.BILLING_AMOUNT, inputs)
    return Explained(period.amount, Rule.BILLING_AMOUNT_CUT, (*inputs, ("days", period.days)))


def _period(
    billing: BillingRule, term: Term, number: int, starts: date, ends: date, amount: Decimal
) -> Period:
    return Period(number, starts, ends, _due(billing, term, number, starts, ends)[0], amount)


def _due(billing: BillingRule, term: Term, number: int, starts: date, ends: date) -> tuple[date, Rule]:
    if billing.due is DueRule.ARREARS:
        return ends, Rule.BILLING_ARREARS
    if billing.due is DueRule.AFTER_START:
        return starts + timedelta(billing.days), Rule.BILLING_AFTER_START
    if billing.due is DueRule.SIGNATURE and billing.signed and term.number == 1 and number == 1:
        return billing.signed, Rule.BILLING_SIGNATURE
    return starts, Rule.BILLING_ADVANCE
