"""Days: the span people may mean, and a filter by two days for columns that are days."""

from datetime import date
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _
from django_filters.fields import DateRangeField

# Beyond these a day is a slip of the keyboard, and years added to it leave the calendar.
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
# What was typed is moved on by suspensions and terms: tables leave it room.
STORED = (date(1890, 1, 1), date(2399, 12, 31))


def in_reach(day: date) -> None:
    """Raises ``ValidationError`` for a day, or a moment of one, that nobody means."""
    if day.year < EARLIEST.year:
        raise ValidationError(_("This day lies too far back."), code="too_early")
    if day.year > LATEST.year:
        raise ValidationError(_("This day lies too far ahead."), code="too_late")


def days_in_reach(*columns: str, name: str) -> CheckConstraint:
    """A rule that typed days are days people mean; an empty one is."""
    held = Q()
    for column in columns:
        held &= Q(**{f"{column}__range": STORED})
    return CheckConstraint(
        condition=held, name=name, violation_error_message=_("Give days between 1900 and 2199.")
    )


class DaysField(DateRangeField):
    """Two days as days; Django-filter makes them moments, which in a zone east of UTC begin the day before."""

    def compress(self, data_list: list[date | None]) -> Any:
        """The first and the last day, either left out."""
        return slice(*data_list) if data_list else None


class DaysFilter(django_filters.DateFromToRangeFilter):
    """From a day to a day."""

    field_class = DaysField
