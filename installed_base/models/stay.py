from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, Site
from installed_base.models.equipment import Equipment
from tenancy.overlapping import days, same
from tenancy.owned import CompanyOwned, OwnedForeignKey


class StayQuerySet(models.QuerySet["Stay"]):
    """Former places of the acting company's machines."""

    def of(self, machine: Equipment) -> Self:
        """Those of one machine, the latest first."""
        return self.filter(machine=machine).order_by("-until", "-pk")


class Stay(CompanyOwned):
    """Where a machine stood, and whose it was, before it moved: from a day (none: not known) until the day it left.

    Where it stands now is told by the machine itself, so that a machine that never moved has no row here.
    """

    machine = OwnedForeignKey(Equipment, models.CASCADE, related_name="stays", verbose_name=_("machine"))
    customer = OwnedForeignKey(Customer, related_name="+", verbose_name=_("customer"))
    site = OwnedForeignKey(Site, models.SET_NULL, null=True, related_name="+", verbose_name=_("site"))
    place = models.CharField(_("place"), max_length=300, blank=True)
    since = models.DateField(_("from"), null=True)
    until = models.DateField(_("until"))

    objects = StayQuerySet.as_manager()

    class Meta:
        verbose_name = _("former place")
        verbose_name_plural = _("former places")
        ordering = ["machine", "-until", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(since=None) | Q(until__gt=F("since")), name="stay_ends_after_start"
            ),
            ExclusionConstraint(
                name="stays_never_overlap",
                expressions=[same("machine"), days("since", "until", bounds="[)")],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.place}".strip()
