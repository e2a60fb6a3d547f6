from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from tenancy.months import ONE_DAY, add_m

SHOWN = 12  # months a list shows unless months are chosen
REACH = (-12, 36)  # months around the present one that can be chosen


@dataclass(frozen=True, slots=True)
class Month:
    """How many rows expire in a month, and their yearly fees where rows have one."""

    first: date
    count: int
    fees: Decimal | None


def choices(on: date) -> list[date]:
    """The first days of the months that can be chosen."""
    return [add_m(on.replace(day=1), ahead) for ahead in range(REACH[0], REACH[1] + 1)]


def span(first: date, months: int = SHOWN) -> tuple[date, date]:
    """First and last day of so many months."""
    return first, add_m(first, months) - ONE_DAY


def within(rows: QuerySet[Any], column: str, months: list[date]) -> QuerySet[Any]:
    """The rows whose day lies in one of the months."""
    wanted = Q()
    for first in months:
        wanted |= Q(**{f"{column}__range": span(first, 1)})
    return rows.filter(wanted)


def by_month(rows: QuerySet[Any], column: str, first: date, fee: str = "") -> list[Month]:
    """Each of the months from ``first`` with its rows; one query."""
    grouped = (
        rows.filter(**{f"{column}__range": span(first)})
        .order_by()
        .annotate(_month=TruncMonth(column))
        .values("_month")
        .annotate(_count=Count("pk"), **({"_fees": Sum(fee)} if fee else {}))
    )
    found = {row["_month"]: (row["_count"], row.get("_fees")) for row in grouped}
    return [Month(month, *found.get(month, (0, None))) for month in (add_m(first, n) for n in range(SHOWN))]
