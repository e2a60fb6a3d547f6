"""All clocks the law runs for a machine."""

from datetime import date

from installed_base.duties import french, italian, leaks
from installed_base.duties.facts import Due, Facts

COUNTRIES = {"FR": french.duties, "IT": italian.duties}


def legal_dates(facts: Facts, on: date) -> list[Due]:
    """The next date of every duty, under the law of the day."""
    country = COUNTRIES.get(facts.country)
    found = list(country(facts, on)) if country else []
    return [*found, *leaks.duties(facts, on)]
