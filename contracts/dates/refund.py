"""What goes back to a customer who leaves a renewed term whose lawful notice was missed."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tenancy.money import share
from tenancy.months import days_between

REFUND_DAYS = 30  # Code de la consommation L215-1


@dataclass(frozen=True, slots=True)
class Refund:
    """Days used of the term's days, what they cost, what goes back, and by which day."""

    days: int
    term_days: int
    consumed: Decimal
    amount: Decimal
    due_by: date


def refund_by_time(starts: date, ends: date, price: Decimal, paid: Decimal, last_day: date) -> Refund:
    """The first reading of "performance up to that day": the price by the days used, both ends counted.

    ``price`` is of the whole term, ``paid`` what was paid in advance; a last day after the term counts as its end.
    """
    used = max(days_between(starts, min(last_day, ends)), 0)
    whole = days_between(starts, ends)
    return _refund(used, whole, share(price, used, whole), paid, last_day)


def refund_by_services(starts: date, ends: date, services: Decimal, paid: Decimal, last_day: date) -> Refund:
    """The other reading: the value of the services that were really given, such as the yearly visit."""
    used = max(days_between(starts, min(last_day, ends)), 0)
    return _refund(used, days_between(starts, ends), services, paid, last_day)


def _refund(used: int, whole: int, consumed: Decimal, paid: Decimal, last_day: date) -> Refund:
    back = max(paid - consumed, Decimal("0.00"))
    return Refund(used, whole, consumed, back, last_day + timedelta(REFUND_DAYS))
