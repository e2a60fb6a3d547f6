from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contracts.models.contract import Contract
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.permissions import Right
from tenancy.triggers import Tracked
from ui.days import days_in_reach


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    """Amendments of the acting company's contracts."""

    def in_force(self) -> "AmendmentQuerySet":
        """Those that were not undone."""
        return self.filter(undone_at=None)


class Amendment(CompanyOwned):
    """A change of what a contract promises, from a day on: numbered, with its exact effect as it was confirmed.

    ``base`` names the state of the contract it was made on, so that one confirmation counts once. What was written is
    kept beside it, row by row (``AmendmentChange``); undone, it stays as a trace.
    """

    history = Tracked(hidden=("effect", "base"), rights={"effect": Right.FEES_VIEW})

    contract = OwnedForeignKey(Contract, related_name="amendments", verbose_name=_("contract"))
    number = models.PositiveSmallIntegerField(_("number"))
    effective_on = models.DateField(_("in force from"))
    agreed_on = models.DateField(_("agreed on"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    effect = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    base = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(_("undone"), null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    undone_reason = models.CharField(_("why undone"), max_length=200, blank=True)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ["contract", "number"]
        constraints = [
            days_in_reach("effective_on", "agreed_on", name="amendment_days_in_reach"),
            models.UniqueConstraint(fields=["company", "contract", "number"], name="amendment_number_once"),
            models.UniqueConstraint(fields=["company", "contract", "base"], name="amendment_of_a_state_once"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_reason="") | Q(undone_at__isnull=False),
                name="amendment_undone_with_a_day",
            ),
        ]

    def __str__(self) -> str:
        return gettext("Amendment %(number)s") % {"number": self.number}

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("contracts:amendment", args=[self.pk])


class AmendmentChange(CompanyOwned):
    """One row an amendment wrote: what its columns were before (None: the row was made) and what they became."""

    amendment = OwnedForeignKey(Amendment, models.CASCADE, related_name="changes")
    noun = models.CharField(max_length=40)
    row_id = models.BigIntegerField()
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("row of an amendment")
        verbose_name_plural = _("rows of amendments")
        ordering = ["pk"]
        indexes = [models.Index(fields=["company", "amendment"], name="amendment_change_of")]

    def __str__(self) -> str:
        return f"{self.noun} {self.row_id}"
