from datetime import date, datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenancy.owned import CompanyOwned

KEPT_DAYS = 30


class TrashedQuerySet(models.QuerySet["Trashed"]):
    """What lies in the trash."""

    def of(self, model: type[models.Model]) -> Self:
        """Rows of one kind."""
        return self.filter(kind=model._meta.label_lower)

    def expired(self, on: date) -> Self:
        """What has lain there for its thirty days."""
        return self.filter(put_at__date__lt=on - timedelta(days=KEPT_DAYS))

    def listed(self) -> Self:
        """Without the rows themselves, which may be large and private."""
        return self.defer("rows", "loosened")

    def found_by(self, query: str) -> Self:
        """Whose name or number holds the words asked."""
        found = self
        for word in query.split():
            found = found.filter(models.Q(label__icontains=word) | models.Q(number__icontains=word))
        return found


class Trashed(CompanyOwned):
    """A row that was thrown away, with all that belonged to it: taken out of its tables and kept in this one.

    What lies here is in no list, no search, no alert and no night, because it is nowhere else.
    """

    kind = models.CharField(max_length=60)
    row_id = models.BigIntegerField()
    number = models.CharField(_("number"), max_length=30, blank=True)
    label = models.CharField(_("name"), max_length=200)
    put_at = models.DateTimeField(_("thrown away"), auto_now_add=True)
    put_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    counts = models.JSONField(default=dict)
    rows = models.JSONField(default=dict)
    loosened = models.JSONField(default=list)

    objects = TrashedQuerySet.as_manager()

    class Meta:
        verbose_name = _("thing in the trash")
        verbose_name_plural = _("trash")
        ordering = ["-put_at", "-pk"]
        indexes = [models.Index(fields=["company", "kind", "-put_at"], name="trashed_latest")]

    def __str__(self) -> str:
        return self.label

    @property
    def kept_until(self) -> datetime:
        """When the night takes it away for good."""
        return self.put_at + timedelta(days=KEPT_DAYS)
