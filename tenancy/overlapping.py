"""What two rows may not share on one day, for exclusion constraints.

Without btree_gist, equality of a number is an overlap of one-number ranges.
"""

from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.db.models import F, Func, Value
from django.db.models.expressions import Combinable

Expression = tuple[Combinable, str]


def same(number: str | Combinable) -> Expression:
    """The rows have this column in common; a column that may be empty is given with a number in its place."""
    number = F(number) if isinstance(number, str) else number
    alone = Func(number, number, Value("[]"), function="int8range", output_field=BigIntegerRangeField())
    return alone, RangeOperators.OVERLAPS


def days(first: str, last: str, bounds: str = "[]") -> Expression:
    """The rows have a day in common; ``[)`` where ``last`` is the first day that does not count. None is open."""
    span = Func(F(first), F(last), Value(bounds), function="daterange", output_field=DateRangeField())
    return span, RangeOperators.OVERLAPS
