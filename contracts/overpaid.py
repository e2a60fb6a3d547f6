"""What was charged for days after a contract's last one, and the credits it becomes where another takes its place."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from contracts.models import BillingPeriod, Contract, Credit, Term
from tenancy.money import share
from tenancy.months import days_between

NOTHING = Decimal("0.00")
CHARGED = (BillingPeriod.State.BILLED, BillingPeriod.State.ELSEWHERE)


def charged_after(last_day: date, periods: Collection[BillingPeriod]) -> dict[int, Decimal]:
    """What was charged for days after the last one, net, by the key of its term."""
    found: dict[int, Decimal] = {}
    for period in periods:
        if period.state in CHARGED and period.ends_on > last_day:
            part = _after(last_day, period.starts_on, period.ends_on, period.amount)
            found[period.term_id] = found.get(period.term_id, NOTHING) + part
    return found


def to_credit(contract: Contract, last_day: date) -> list[Credit]:
    """The credits, unsaved, that give back what was charged after the last day, one a term; reads only.

    What an amendment or a suspension gives back of these days already is not given back twice.
    """
    charged = charged_after(last_day, list(contract.billing_periods.filter(state__in=CHARGED)))
    for credit in contract.credits.select_related("term", "amendment", "suspension"):
        if credit.term_id in charged:
            charged[credit.term_id] -= _given_back(credit, last_day)
    terms = Term.objects.in_bulk(charged)
    return [
        Credit(contract=contract, term=terms[term], amount=amount)
        for term, amount in sorted(charged.items())
        if amount > 0
    ]


def _given_back(credit: Credit, last_day: date) -> Decimal:
    starts, ends = credit.term.starts_on, credit.term.ends_on
    if credit.amendment is not None:
        starts = max(starts, credit.amendment.effective_on)
    elif credit.suspension is not None:
        starts = max(starts, credit.suspension.starts_on)
        ends = min(ends, credit.suspension.ends_on or ends)
    return _after(last_day, starts, ends, credit.amount)


def _after(last_day: date, starts: date, ends: date, amount: Decimal) -> Decimal:
    """The part of an amount for a stretch of days that falls after a day."""
    if ends <= last_day:
        return NOTHING
    if starts > last_day:
        return amount
    days = days_between(starts, ends)
    return amount - share(amount, days_between(starts, last_day), days)
