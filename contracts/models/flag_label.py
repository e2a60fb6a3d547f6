from django.db import models
from django.utils.translation import gettext_lazy as _

from tenancy.owned import CompanyOwned
from tenancy.triggers import Tracked


class FlagLabel(CompanyOwned):
    """What the company calls one of the two free flags of contracts; a flag without a label shows nowhere."""

    history = Tracked()

    class Flag(models.TextChoices):
        """The two flags, by their columns."""

        FIRST = "flag_a", _("First flag")
        SECOND = "flag_b", _("Second flag")

    flag = models.CharField(_("flag"), max_length=6, choices=Flag.choices)
    label = models.CharField(_("label"), max_length=40)

    class Meta:
        verbose_name = _("label of a flag")
        verbose_name_plural = _("labels of flags")
        ordering = ["flag"]
        constraints = [models.UniqueConstraint(fields=["company", "flag"], name="flag_label_once")]

    def __str__(self) -> str:
        return self.label
