from django.db import models

from tenancy.owned import CompanyOwned


class RetiredNumber(CompanyOwned):
    """A number that was given once and is given to nobody else: its row went to the trash, or into another row.

    ``known_as`` is the row found by it today, where there is one: a customer merged into her is known as her.
    """

    series = models.CharField(max_length=20)
    number = models.CharField(max_length=30)
    known_as = models.BigIntegerField(null=True)
    retired_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "series", "number"], name="retired_number_once")
        ]
        indexes = [models.Index(fields=["company", "series", "known_as"], name="retired_number_known_as")]

    def __str__(self) -> str:
        return f"{self.series} {self.number}"
