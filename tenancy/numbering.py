"""Numbers without gap or duplicate, taken inside the transaction that uses them."""

import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models.functions import Cast, Substr
from django.utils.translation import gettext as _

from tenancy.acting import acting_company_id
from tenancy.models import RetiredNumber

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


def is_retired(model: type[models.Model], number: str) -> bool:
    """Whether a number was given once to a row that is gone; it is given to nobody else."""
    return RetiredNumber.objects.filter(series=series_of(model), number=number).exists()


def series_of(model: type[models.Model]) -> str:
    """The name of a model's series of numbers."""
    return str(model._meta.model_name)


def retire(model: type[models.Model], numbers: Iterable[str]) -> None:
    """Keep numbers from being given again: their rows leave the table."""
    RetiredNumber.objects.bulk_create(
        [RetiredNumber(series=series_of(model), number=number) for number in numbers], ignore_conflicts=True
    )


def refuse_retired(model: type[models.Model], number: str) -> None:
    """Raise ValidationError for a number that was given before."""
    if is_retired(model, number):
        raise ValidationError(_("This number was given before. Numbers are never given twice."))


def reference(model: type[models.Model], prefix: str, typed: str = "") -> str:
    """The number of a new row: the one typed, else the next free one, such as ``C00042``; never one given before.

    ``model`` has a column ``number``; its name is the series. Numbers that came by an import are stepped over. Raises
    ValidationError when the one typed belonged to a row that is gone.
    """
    series = series_of(model)
    if typed:
        refuse_retired(model, typed)
        if ours := re.fullmatch(rf"{prefix}([0-9]{{1,7}})", typed):
            raise_to(series, int(ours[1]))
        return typed
    number = f"{prefix}{next_number(series):05}"
    if model._base_manager.filter(number=number).exists() or is_retired(model, number):
        retired = RetiredNumber.objects.filter(series=series)
        raise_to(series, max(_highest(model._base_manager.all(), prefix), _highest(retired, prefix)))
        number = f"{prefix}{next_number(series):05}"
    return number


def _highest(rows: models.QuerySet[Any], prefix: str) -> int:
    """The highest figure behind the prefix among some numbers; 0 when there is none."""
    ours = rows.filter(number__regex=rf"^{prefix}[0-9]{{1,7}}$")
    figures = Cast(Substr("number", len(prefix) + 1), models.IntegerField())
    return ours.aggregate(highest=models.Max(figures))["highest"] or 0
