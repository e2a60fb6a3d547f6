"""Days that move, or wait, while a contract is suspended: pure rules, both ends of a stretch included."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tenancy.money import share
from tenancy.months import ONE_DAY, days_between


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days for which a contract is suspended."""

    starts: date
    ends: date

    @property
    def days(self) -> int:
        """How many, first and last counted."""
        return days_between(self.starts, self.ends)

    @property
    def resumes(self) -> date:
        """The first day on which it runs again."""
        return self.ends + ONE_DAY

    def __contains__(self, day: date) -> bool:
        return self.starts <= day <= self.ends


def moved(day: date, stretch: Stretch) -> date:
    """A day on or after the first suspended one comes later by all of them; an earlier one stays."""
    return day if day < stretch.starts else day + timedelta(stretch.days)


def moved_start(day: date, stretch: Stretch) -> date:
    """The first day of a period: one that holds the first suspended day has begun and is only prolonged."""
    return day if day <= stretch.starts else day + timedelta(stretch.days)


def postponed(day: date, stretch: Stretch) -> date:
    """A day inside waits for the day the contract runs again."""
    return stretch.resumes if day in stretch else day


def waiting_window(starts: date, ends: date, stretch: Stretch) -> tuple[date, date]:
    """A window of which days fall inside: it begins when the contract runs again, and gets back what it lost.

    One that reaches beyond the stretch keeps its last day; one that began before keeps its first.
    """
    if ends < stretch.starts or starts > stretch.ends:
        return starts, ends
    first = starts if starts < stretch.starts else stretch.resumes
    if ends > stretch.ends:
        return first, ends
    lost = days_between(max(starts, stretch.starts), ends)
    return first, stretch.ends + timedelta(lost)


def days_inside(starts: date, ends: date, stretch: Stretch) -> int:
    """How many days of a period are suspended."""
    first, last = max(starts, stretch.starts), min(ends, stretch.ends)
    return days_between(first, last) if first <= last else 0


def not_charged(amount: Decimal, starts: date, ends: date, stretch: Stretch) -> Decimal:
    """The part of a period's amount that stands for its suspended days, half up to the cent."""
    return share(amount, days_inside(starts, ends, stretch), days_between(starts, ends))
