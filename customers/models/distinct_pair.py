from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer
from tenancy.owned import CompanyOwned, OwnedForeignKey


class DistinctPair(CompanyOwned):
    """Two customers who look like one and are two, the older first: somebody said so, and they are proposed no more."""

    first = OwnedForeignKey(Customer, models.CASCADE, related_name="+")
    second = OwnedForeignKey(Customer, models.CASCADE, related_name="+")
    said_at = models.DateTimeField(auto_now_add=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("pair told apart")
        verbose_name_plural = _("pairs told apart")
        constraints = [
            models.UniqueConstraint(fields=["company", "first", "second"], name="distinct_pair_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
