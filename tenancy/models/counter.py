from django.db import models

from tenancy.owned import CompanyOwned


class Counter(CompanyOwned):
    """The last number given in a series and year; locked while a number is taken."""

    series = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField(default=0)
    value = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "series", "year"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.value}"
