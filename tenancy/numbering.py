"""Numbers without gap or duplicate, taken inside the transaction that uses them."""

from django.db import connection

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
