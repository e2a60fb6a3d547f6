from datetime import date, datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer
from tenancy.owned import CompanyOwned, OwnedForeignKey

UNDO_DAYS = 30


class MergeQuerySet(models.QuerySet["Merge"]):
    """Merges of the acting company's customers."""

    def in_force(self) -> Self:
        """Those not undone."""
        return self.filter(undone_at=None)

    def expired(self, on: date) -> Self:
        """Those that can no longer be undone and still keep what undoing would need."""
        return self.filter(at__date__lt=on - timedelta(days=UNDO_DAYS)).exclude(before={})

    def listed(self) -> Self:
        """Without what undoing needs, which may be large and private."""
        return self.defer("before", "after", "moved", "rows")

    def found_by(self, query: str) -> Self:
        """Whose names or number hold the words asked."""
        found = self
        for word in query.split():
            found = found.filter(
                Q(merged_name__icontains=word)
                | Q(keeper_name__icontains=word)
                | Q(merged_number__icontains=word)
                | Q(keeper__in=Customer.everyone.found_by(word))
            )
        return found


class Merge(CompanyOwned):
    """Two customers who were one: who stayed, who went into her, what moved, and what it takes to undo it.

    The names are those before the merge, which may have made one of both.
    """

    keeper = OwnedForeignKey(Customer, related_name="merges", verbose_name=_("customer who stays"))
    merged = OwnedForeignKey(Customer, models.SET_NULL, null=True, related_name="+")
    merged_number = models.CharField(_("number"), max_length=30)
    merged_name = models.CharField(_("merged into her"), max_length=200)
    keeper_name = models.CharField(_("who stayed"), max_length=200)
    at = models.DateTimeField(_("merged"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    undone_at = models.DateTimeField(_("undone"), null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    counts = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    moved = models.JSONField(default=list)
    rows = models.JSONField(default=dict)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "merged"], condition=Q(undone_at=None), name="merge_of_customer_once"
            ),
            models.CheckConstraint(
                condition=Q(merged=None) | ~Q(merged=models.F("keeper")), name="merge_of_two_customers"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged_number} → {self.keeper_id}"

    @property
    def undo_until(self) -> datetime:
        """Until when it can be undone."""
        return self.at + timedelta(days=UNDO_DAYS)

    def can_be_undone(self, now: datetime) -> bool:
        """Whether it is in force, not too old, and the other row is still there."""
        return (
            self.undone_at is None
            and self.merged_id is not None
            and bool(self.before)
            and now < self.undo_until
        )
