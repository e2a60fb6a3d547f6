"""When care is due by a rule of the firm: so many months after the last one, in a wished month or place."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from installed_base.duties.clocks import Clock, DutyRule, Service
from installed_base.duties.facts import Due, Facts, opening
from tenancy.explained import Explained, Input
from tenancy.months import ONE_DAY, add_m, month_end


class Position(StrEnum):
    """Where in the last quarter of the interval the care is wanted: anywhere, at its start, at its end."""

    ANYWHERE = "anywhere"
    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class Interval:
    """A rule: months between two, the month wished (1 to 12; from a yearly interval on), the place otherwise."""

    months: int
    month: int | None = None
    position: Position = Position.ANYWHERE


def care_after(
    clock: Clock, rule: DutyRule, interval: Interval, facts: Facts, *inputs: tuple[str, Input]
) -> Due:
    """The next care by an interval, counted from the last one (the commissioning, the record)."""
    since, basis = facts.since(Service.CARE, lambda day: window(interval, day)[1])
    opens, due = window(interval, since)
    month = interval.month if interval.months >= 12 else None
    given = (
        ("months", interval.months),
        ("month", month),
        *inputs,
        ("basis", basis.value),
        ("since", since),
    )
    return Due(clock, opens, Explained(due, rule, given))


def window(interval: Interval, since: date) -> tuple[date, date]:
    """The first and last day wanted after a service on ``since``.

    A wished month is its first one from half a year before the interval is over: yearly care in September, done in
    March for once, comes in September of the same year. Shorter intervals than a year know no wished month.
    """
    if interval.month is not None and interval.months >= 12:
        earliest = add_m(since, interval.months - 6)
        year = earliest.year + (earliest.month > interval.month)
        first = date(year, interval.month, 1)
        return max(first, since + ONE_DAY), month_end(first)
    last = add_m(since, interval.months)
    opens = opening(since, last, interval.months)
    if interval.position is Position.START:
        return opens, min(add_m(opens, 1) - ONE_DAY, last)
    if interval.position is Position.END:
        return max(since + ONE_DAY, add_m(last, -1)), last
    return opens, last
