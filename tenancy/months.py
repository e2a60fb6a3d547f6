"""Months added to days: the arithmetic under every date of a contract.

Results are always computed from an anchor, never from an earlier result, so 31 January gives
28 February, 31 March, 30 April — and does not drift to the 28th.
"""

from datetime import date, timedelta

ONE_DAY = timedelta(days=1)

_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def month_length(year: int, month: int) -> int:
    """Days of a month (1 to 12)."""
    if month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
        return 29
    return _LENGTHS[month - 1]


def month_end(day: date) -> date:
    """The last day of the day's month."""
    return date(day.year, day.month, month_length(day.year, day.month))


def add_m(day: date, months: int) -> date:
    """The same day number `months` months on (back when negative), clamped to the month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    number = day.day
    if number > 28:
        number = min(number, month_length(year, month + 1))
    return date(year, month + 1, number)


def add_m_eom(day: date, months: int) -> date:
    """As `add_m`, but the last day of a month gives the last day of a month (30 April + 1 = 31 May)."""
    moved = add_m(day, months)
    if day.day == month_length(day.year, day.month):
        return month_end(moved)
    return moved


def months_between(start: date, day: date) -> int:
    """Whole months from `start` to `day`: the greatest n with add_m(start, n) <= day (negative before it)."""
    months = (day.year - start.year) * 12 + day.month - start.month
    if add_m(start, months) > day:
        months -= 1
    return months


def days_between(starts: date, ends: date) -> int:
    """Days from `starts` to `ends`, both counted."""
    return ends.toordinal() - starts.toordinal() + 1
