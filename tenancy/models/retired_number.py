from django.db import models

from tenancy.owned import CompanyOwned


class RetiredNumber(CompanyOwned):
    """A number that was given once and is given to nobody else: its row is no longer in its table."""

    series = models.CharField(max_length=20)
    number = models.CharField(max_length=30)
    retired_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "series", "number"], name="retired_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.number}"
