from django.db import models
from django.utils.translation import gettext_lazy as _

from tenancy.owned import CompanyOwned, OwnedForeignKey


class Technician(CompanyOwned):
    """Somebody who goes to customers; she needs no login to be planned."""

    name = models.CharField(_("name"), max_length=120)
    membership = OwnedForeignKey(
        "tenancy.Membership",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="technicians",
        verbose_name=_("login"),
    )
    left_on = models.DateField(_("left on"), null=True, blank=True)

    class Meta:
        verbose_name = _("technician")
        verbose_name_plural = _("technicians")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["company", "name"], name="technician_name_once")]

    def __str__(self) -> str:
        return self.name
