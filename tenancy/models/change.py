from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenancy.owned import CompanyOwned


class Change(CompanyOwned):
    """One change of one row: who, when, from where, before and after. Written by the database's own trigger."""

    frozen = True

    class Operation(models.TextChoices):
        """What happened to the row."""

        CREATED = "created", _("created")
        CHANGED = "changed", _("changed")
        DELETED = "deleted", _("deleted")

    noun = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    operation = models.CharField(max_length=7, choices=Operation.choices)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+")
    source = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["company", "noun", "row_id", "-at"], name="change_of_row"),
            # What stood under a row that is gone is found by what it said then.
            models.Index(
                fields=["company", "noun"], condition=models.Q(operation="deleted"), name="change_deleted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.noun} {self.row_id} {self.operation}"
