"""The second cadence: each next visit one interval after the day the last one was made.

What is owed stays a matter of slices; only the windows move. So no day, however late or early, adds or loses a visit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from contracts.dates.explained import Explained, Rule
from tenancy.months import ONE_DAY, add_m, days_between, month_end

#: how many days a month end may be off: from 28 February a month on may be 31 March
NEARLY = 3
DAYS_OF_A_MONTH = 365.2425 / 12
SHORTEST_MONTH = 28


class Cadence(StrEnum):
    """What the window of the next visit is counted from."""

    GRID = "grid"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Made:
    """The last visit made of a line, and the last day of the furthest slice for which one was made."""

    on: date
    slice_ends: date


@dataclass(frozen=True, slots=True)
class Slot:
    """An open visit: its slice, its term, and whether nothing follows that term. All days included."""

    slice_starts: date
    slice_ends: date
    term_starts: date
    term_ends: date
    last: bool = False

    @property
    def days(self) -> int:
        """How long a window lasts where that is less than a month; 0 for a month."""
        length = days_between(self.slice_starts, self.slice_ends)
        return length if length < SHORTEST_MONTH else 0

    def opens(self, ends: date) -> date:
        """The first day of a window that ends on a day."""
        return (ends - timedelta(self.days) if self.days else add_m(ends, -1)) + ONE_DAY

    def closes(self, starts: date) -> date:
        """The last day of a window that begins on a day."""
        return (starts + timedelta(self.days) if self.days else add_m(starts, 1)) - ONE_DAY


@dataclass(frozen=True, slots=True)
class Interval:
    """Whole months, or days where slices are no whole months apart."""

    months: int
    days: int

    def after(self, day: date) -> date:
        """The day one interval on."""
        return add_m(day, self.months) if self.months else day + timedelta(self.days)


@dataclass(frozen=True, slots=True)
class Counted:
    """The window of a visit counted from the day the last one was made; both days included."""

    starts: date
    ends: date
    why: Explained[date]


def interval(first: date, second: date) -> Interval:
    """How far two ends of slices are apart."""
    first_after, after = first + ONE_DAY, second + ONE_DAY
    months = round((second - first).days / DAYS_OF_A_MONTH)
    clamped = month_end(first_after) == first_after or month_end(after) == after
    if months and abs((add_m(first_after, months) - after).days) <= (NEARLY if clamped else 0):
        return Interval(months, 0)
    return Interval(0, max((second - first).days, 1))


def counted(made: Made, slots: Sequence[Slot]) -> list[Counted | None]:
    """The windows of the open visits of a line, in the order given; None keeps the window it has.

    A visit whose slice was over when the last one was made is late and stays so, as does one passed over. The first
    of the others is wanted one interval after the day made, the next another interval later. A window begins inside
    the term that owes the visit and not before the day after; it is cut to a term that nothing follows, and lasts a
    month from a term's first day where the interval ends before.
    """
    over = [slot.slice_ends for slot in slots if slot.slice_ends < made.on]
    base = max([made.slice_ends, *over])
    return [
        _window(made, interval(base, slot.slice_ends), slot) if slot.slice_ends > base else None
        for slot in slots
    ]


def _window(made: Made, apart: Interval, slot: Slot) -> Counted:
    wanted = apart.after(made.on)
    ends = min(wanted, slot.term_ends) if slot.last else wanted
    first = max(slot.term_starts, min(made.on + ONE_DAY, slot.term_ends))
    starts = max(min(slot.opens(ends), slot.term_ends), first)
    if wanted < slot.term_starts or slot.opens(wanted) < slot.term_starts:
        ends = max(ends, min(slot.closes(starts), slot.term_ends))
    ends = max(ends, starts)
    return Counted(starts, ends, Explained(ends, *_why(made, apart, slot, wanted, ends)))


def _why(
    made: Made, apart: Interval, slot: Slot, wanted: date, ends: date
) -> tuple[Rule, tuple[tuple[str, date | int], ...]]:
    since = ("done_on", made.on)
    if ends < wanted:
        return Rule.VISIT_AFTER_CUT, (since, ("wanted", wanted), ("term_to", slot.term_ends))
    if ends > wanted:
        return Rule.VISIT_AFTER_EARLY, (since, ("wanted", wanted), ("term_from", slot.term_starts))
    if apart.months:
        return Rule.VISIT_AFTER, (since, ("months", apart.months))
    return Rule.VISIT_AFTER_DAYS, (since, ("days", apart.days))
