"""Public holidays of France and Italy, computed: legal deadlines that end on one run to the next working day."""

from datetime import date, timedelta
from functools import lru_cache

#: month and day of the fixed ones: Code du travail L3133-1; legge 260/1949 with later changes (4 October from 2026)
_FIXED = {
    "FR": ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)),
    "IT": ((1, 1), (1, 6), (4, 25), (5, 1), (6, 2), (8, 15), (11, 1), (12, 8), (12, 25), (12, 26)),
}
#: days after Easter Sunday of the moving ones: Monday, Ascension, Whit Monday
_MOVING = {"FR": (1, 39, 50), "IT": (0, 1)}
_SAINT_FRANCIS_SINCE = 2026  # legge 151/2025


def easter(year: int) -> date:
    """Easter Sunday of a year of the Gregorian calendar."""
    golden, century = year % 19, year // 100
    moon = (19 * golden + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    moon -= (moon // 28) * (1 - (29 // (moon + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    sunday = moon - weekday
    month = 3 + (sunday + 40) // 44
    return date(year, month, sunday + 28 - 31 * (month // 4))


@lru_cache(maxsize=256)
def holidays(country: str, year: int) -> frozenset[date]:
    """The public holidays of a country (FR, IT) in a year; local ones (Alsace-Moselle, patron saints) are left out."""
    sunday = easter(year)
    found = {date(year, month, day) for month, day in _FIXED[country]}
    found |= {sunday + timedelta(days) for days in _MOVING[country]}
    if country == "IT" and year >= _SAINT_FRANCIS_SINCE:
        found.add(date(year, 10, 4))
    return frozenset(found)


def is_working_day(day: date, country: str) -> bool:
    """Neither Saturday, Sunday nor public holiday."""
    return day.weekday() < 5 and day not in holidays(country, day.year)


def next_working_day(day: date, country: str) -> date:
    """The day itself when it is a working day, else the first that follows."""
    while not is_working_day(day, country):
        day += timedelta(1)
    return day
