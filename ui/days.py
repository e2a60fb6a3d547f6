"""A filter by two days for columns that are days: both belong to it, whatever the time zone."""

from datetime import date
from typing import Any

import django_filters
from django_filters.fields import DateRangeField


class DaysField(DateRangeField):
    """Two days as days; Django-filter makes them moments, which in a zone east of UTC begin the day before."""

    def compress(self, data_list: list[date | None]) -> Any:
        """The first and the last day, either left out."""
        return slice(*data_list) if data_list else None


class DaysFilter(django_filters.DateFromToRangeFilter):
    """From a day to a day."""

    field_class = DaysField
