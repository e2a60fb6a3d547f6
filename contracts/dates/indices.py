"""Which value of an index counts: published by a day, of a month, and never over more months than the price is old."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from tenancy.months import add_m, months_between


class Reference(StrEnum):
    """Which value a clause looks at."""

    LAST = "last"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Published:
    """The value of an index for a month (its first day), and since when it is known."""

    month: date
    value: Decimal
    published_on: date
    linked: bool = False


def latest_allowed(base_month: date, since: date, effective_on: date) -> date:
    """The last month a value may be of: no more months after the base value than the price is old on the day.

    Code monétaire et financier, L112-1 al. 2: a variation of the index over more time than passes between two
    revisions is deemed unwritten.
    """
    return add_m(base_month, max(0, months_between(since, effective_on)))


def last_published(values: Iterable[Published], known_on: date, not_after: date | None) -> Published | None:
    """The value of the latest month known on the day, no later than a month."""
    known = [
        value
        for value in values
        if value.published_on <= known_on and (not_after is None or value.month <= not_after)
    ]
    return max(known, key=lambda value: value.month, default=None)


def of_month(
    values: Iterable[Published], month: date, known_on: date, not_after: date | None
) -> Published | None:
    """The value of a month (or of the latest allowed before it), once it is known."""
    wanted = month if not_after is None else min(month, not_after)
    return next((value for value in values if value.month == wanted and value.published_on <= known_on), None)


def month_before(effective_on: date, months: int) -> date:
    """The first day of the month so many months before the one of the day."""
    return add_m(effective_on.replace(day=1), -months)


def linked(value: Decimal, coefficient: Decimal, decimals: int = 1) -> Decimal:
    """The value on an older base: new value × link coefficient, rounded half up as the publisher does."""
    return (value * coefficient).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
