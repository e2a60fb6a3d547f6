from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenancy.owned import CompanyOwned, OwnedForeignKey


class AlertQuerySet(models.QuerySet["Alert"]):
    """Alerts of the acting company."""

    def open(self) -> Self:
        """What is still true and not settled."""
        return self.filter(closed_on=None)

    def awake(self, on: date) -> Self:
        """Open alerts nobody put off beyond ``on``."""
        return self.open().filter(Q(snoozed_until=None) | Q(snoozed_until__lte=on))


class Alert(CompanyOwned):
    """Something that will be lost unless somebody acts. One open alert a cause (kind and subject)."""

    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=160)
    due_on = models.DateField(_("due on"), null=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, null=True)
    facts = models.JSONField(default=dict)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True)
    snoozed_until = models.DateField(_("put off until"), null=True)
    snooze_reason = models.CharField(_("reason"), max_length=200, blank=True)
    owner = OwnedForeignKey(
        "tenancy.Membership", models.SET_NULL, null=True, related_name="+", verbose_name=_("owner")
    )

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "kind", "subject_kind", "subject_id"],
                condition=Q(closed_on=None),
                name="alert_open_once",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=models.F("opened_on")),
                name="alert_closes_after_opening",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "kind", "due_on"], condition=Q(closed_on=None), name="alert_open_kind"
            ),
            # The list as it opens: read in its order, and counted without a look at the rows.
            models.Index(
                fields=["company", "due_on", "id"],
                include=["kind", "snoozed_until"],
                condition=Q(closed_on=None),
                name="alert_listed",
            ),
        ]

    def __str__(self) -> str:
        return self.subject_label

    def snooze(self, until: date, reason: str) -> None:
        """Put the alert off until the day given, saying why."""
        self.snoozed_until, self.snooze_reason = until, reason
        self.save(update_fields=["snoozed_until", "snooze_reason"])

    def take(self, owner: Any) -> None:
        """Say which member sees to it; nobody frees it."""
        self.owner = owner
        self.save(update_fields=["owner"])

    def wake(self) -> None:
        """End its being put off."""
        self.snoozed_until, self.snooze_reason = None, ""
        self.save(update_fields=["snoozed_until", "snooze_reason"])
