from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contracts.models.conditions import OnSuspension
from contracts.models.contract import Contract
from contracts.models.ending import Ending
from tenancy.months import days_between
from tenancy.overlapping import days, same
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.triggers import Tracked
from ui import formats
from ui.days import days_in_reach


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    """Times in which contracts rest."""

    def in_force(self) -> Self:
        """Those nobody undid."""
        return self.filter(undone_on=None)

    def on(self, on: date) -> Self:
        """Those that hold on a day."""
        return self.in_force().filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)

    def unresolved(self, on: date) -> Self:
        """Those begun by the day whose end nobody told yet."""
        return self.in_force().filter(ends_on=None, starts_on__lte=on)

    def holding(self, on: date) -> Self:
        """Those that keep the running term from ending, because its last day moves once the contract is resumed."""
        return self.unresolved(on).filter(rule=OnSuspension.MOVE)


class Suspension(CompanyOwned):
    """A contract that rests from a day on, until a day or until it is resumed: no visit and no fee falls due inside.

    ``rule`` is the contract's as it was when this was recorded. What it changed is kept row by row
    (``SuspensionChange``) and written once the last day is known.
    """

    Side = Ending.Side  # who asked for it

    class Channel(models.TextChoices):
        """How it was told."""

        LETTER = "letter", _("Letter")
        REGISTERED = "registered", _("Registered letter")
        EMAIL = "email", _("E-mail")
        PEC = "pec", _("Certified e-mail (PEC)")
        PHONE = "phone", _("Telephone")
        REPORT = "report", _("Technician's report")

    history = Tracked()

    contract = OwnedForeignKey(Contract, related_name="suspensions", verbose_name=_("contract"))
    side = models.CharField(_("asked by"), max_length=8, choices=Side.choices)
    told_on = models.DateField(_("told on"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    reason = models.CharField(_("reason"), max_length=300)
    starts_on = models.DateField(_("suspended from"))
    ends_on = models.DateField(_("suspended until"), null=True, blank=True)
    rule = models.CharField(_("while suspended"), max_length=6, choices=OnSuspension.choices)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    resolved_at = models.DateTimeField(_("last day told"), null=True, editable=False)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    undone_on = models.DateField(_("undone on"), null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    undone_reason = models.CharField(_("why undone"), max_length=200, blank=True)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            days_in_reach("told_on", "starts_on", "ends_on", name="suspension_days_in_reach"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="suspension_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None, resolved_at=None)
                | Q(ends_on__isnull=False, resolved_at__isnull=False),
                name="suspension_resolved_with_a_day",
            ),
            ExclusionConstraint(
                name="suspensions_never_overlap",
                condition=Q(undone_on=None),
                expressions=[same("contract"), days("starts_on", "ends_on")],
                violation_error_message=_("The contract rests on some of these days already."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "starts_on"], condition=Q(undone_on=None), name="suspension_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{formats.day(self.starts_on)} – {formats.day(self.ends_on)}"

    @property
    def days(self) -> int:
        """How many days it lasts, first and last counted; 0 while its end is not told."""
        return days_between(self.starts_on, self.ends_on) if self.ends_on else 0


class SuspensionChange(CompanyOwned):
    """One row a suspension wrote: what its columns were before (None: the row was made) and what they became."""

    suspension = OwnedForeignKey(Suspension, models.CASCADE, related_name="changes")
    noun = models.CharField(max_length=40)
    row_id = models.BigIntegerField()
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("row of a suspension")
        verbose_name_plural = _("rows of suspensions")
        ordering = ["pk"]
        indexes = [models.Index(fields=["company", "suspension"], name="suspension_change_of")]

    def __str__(self) -> str:
        return f"{self.noun} {self.row_id}"
