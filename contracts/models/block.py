from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from contracts.models.contract import Contract
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.triggers import Tracked
from ui import formats


class Block(CompanyOwned):
    """Assistance withheld from a day on, for a reason; lifted with a trace."""

    class Level(models.TextChoices):
        """How far assistance is withheld."""

        WARNING = "warning", _("Warning")
        STOP = "stop", _("Stop")

    history = Tracked()

    contract = OwnedForeignKey(Contract, related_name="blocks", verbose_name=_("contract"))
    blocked_on = models.DateField(_("blocked from"))
    level = models.CharField(_("level"), max_length=7, choices=Level.choices, default=Level.STOP)
    reason = models.CharField(_("reason"), max_length=200)
    blocked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    lifted_on = models.DateField(_("lifted on"), null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    lifted_reason = models.CharField(_("why lifted"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        ordering = ["-blocked_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "contract"], condition=models.Q(lifted_on=None), name="block_in_force_once"
            )
        ]

    def __str__(self) -> str:
        return formats.day(self.blocked_on)
