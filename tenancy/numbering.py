"""Numbers without gap or duplicate, taken inside the transaction that uses them."""

import re

from django.db import connection, models
from django.db.models.functions import Cast, Substr

from tenancy.acting import acting_company_id

TAKE = """
INSERT INTO tenancy_counter (company_id, series, year, value) VALUES (%s, %s, %s, %s)
ON CONFLICT (company_id, series, year) DO UPDATE SET value = tenancy_counter.value + EXCLUDED.value
RETURNING value
"""


def next_number(series: str, year: int = 0, *, count: int = 1) -> int:
    """Take ``count`` numbers of a series and give the first of them.

    The counter row stays locked until the transaction ends, so a rolled-back use leaves no gap and two
    transactions never get the same number. ``year`` 0 is for series that do not begin again each year.
    """
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [acting_company_id(), series, year, count])
        last: int = cursor.fetchone()[0]
    return last - count + 1


def raise_to(series: str, value: int, year: int = 0) -> None:
    """Make sure the next number lies above ``value``: an import brought numbers up to it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tenancy_counter (company_id, series, year, value) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (company_id, series, year) "
            "DO UPDATE SET value = greatest(tenancy_counter.value, EXCLUDED.value)",
            [acting_company_id(), series, year, value],
        )


def reference(model: type[models.Model], prefix: str, typed: str = "") -> str:
    """The number of a new row: the one typed, else the next free one, such as ``C00042``; never one given before.

    ``model`` has a column ``number``; its name is the series. Numbers that came by an import are stepped over.
    """
    series = str(model._meta.model_name)
    if typed:
        if ours := re.fullmatch(rf"{prefix}([0-9]{{1,7}})", typed):
            raise_to(series, int(ours[1]))
        return typed
    rows = model._default_manager
    number = f"{prefix}{next_number(series):05}"
    if rows.filter(number=number).exists():
        highest = rows.filter(number__regex=rf"^{prefix}[0-9]{{1,7}}$").aggregate(
            highest=models.Max(Cast(Substr("number", len(prefix) + 1), models.IntegerField()))
        )["highest"]
        raise_to(series, highest)
        number = f"{prefix}{next_number(series):05}"
    return number
