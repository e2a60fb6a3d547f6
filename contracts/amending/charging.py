"""What an amendment makes of a term's billing periods.

The term costs more or less from the amendment's day on. The difference is laid over the periods from that day by
their share that lies after it, cent by cent as any split: open periods take their part, and what falls on periods
charged before becomes one more period, or a credit.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from contracts.amending.situation import Situation
from contracts.models import BillingPeriod, Term
from tenancy.money import split_by
from tenancy.months import days_between

NOTHING = Decimal("0.00")


@dataclass(slots=True)
class PeriodChange:
    """A period with its amount to be; ``why`` as in ``PeriodEffect``."""

    period: BillingPeriod
    amount: Decimal
    why: str
    days: int
    all_days: int


@dataclass(slots=True)
class Difference:
    """One more period to write."""

    starts: date
    ends: date
    due: date
    amount: Decimal


@dataclass(slots=True)
class Charged:
    """The billing of one term after an amendment; ``credit`` is above zero or nothing."""

    term: Term
    periods: list[PeriodChange] = field(default_factory=list)
    difference: Difference | None = None
    credit: Decimal = NOTHING


def charge(situation: Situation, term: Term, change: Decimal, effective_on: date, on: date) -> Charged:
    """Lay ``change`` (above or below zero) over the periods of a term from the amendment's day on."""
    rows = [row for row in situation.periods if row.term_id == term.pk]
    own = [row for row in rows if row.kind == BillingPeriod.Kind.FEE]
    weights = [_share(row, effective_on) for row in own]
    parts = split_by(change, weights) if sum(weights) else [NOTHING] * len(own)
    charged = Charged(term)
    apart = change - sum(parts, NOTHING)
    settled = []
    for row, weight, part in zip(own, weights, parts, strict=True):
        all_days = days_between(row.starts_on, row.ends_on)
        amount, why = row.amount, "changed"
        if not weight:
            why = "before"
        elif not part:
            why = "unchanged"
        elif row.state == BillingPeriod.State.WAIVED and part < 0:
            why = "waived"  # nobody paid it, so nothing is given back
        elif row.state != BillingPeriod.State.OPEN:
            why = "settled"
            settled.append(row)
            apart += part
        else:
            amount = max(row.amount + part, NOTHING)
            apart += row.amount + part - amount
        charged.periods.append(PeriodChange(row, amount, why, int(weight * all_days), all_days))
    if apart > 0:
        starts = max(settled[0].starts_on, effective_on) if settled else max(term.starts_on, effective_on)
        ends = settled[-1].ends_on if settled else term.ends_on
        charged.difference = Difference(starts, max(starts, ends), max(on, effective_on), apart)
    charged.credit = max(-apart, NOTHING)
    return charged


def _share(row: BillingPeriod, effective_on: date) -> Fraction:
    """The part of a period that lies on or after the amendment's day."""
    if row.ends_on < effective_on:
        return Fraction(0)
    first = max(row.starts_on, effective_on)
    return Fraction(days_between(first, row.ends_on), days_between(row.starts_on, row.ends_on))
