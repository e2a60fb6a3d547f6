from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from installed_base.models.equipment import Equipment
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.triggers import Tracked


class OutOfService(CompanyOwned):
    """A machine taken out of service: since when, why, what stands in its place, who said so; ended when put back."""

    history = Tracked()

    machine = OwnedForeignKey(Equipment, models.CASCADE, related_name="outages", verbose_name=_("machine"))
    since = models.DateField(_("since"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    replaced_by = OwnedForeignKey(
        Equipment,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("replaced by"),
    )
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    ended_on = models.DateField(_("put back on"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("time out of service")
        verbose_name_plural = _("times out of service")
        ordering = ["machine", "-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "machine"], condition=Q(ended_on=None), name="out_of_service_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("since")),
                name="out_of_service_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | ~Q(replaced_by=F("machine")), name="out_of_service_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.machine}"
