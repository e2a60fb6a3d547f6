from django.db import models
from django.utils.translation import gettext_lazy as _

from tenancy.owned import CompanyOwned
from tenancy.triggers import Tracked


class EquipmentType(CompanyOwned):
    """A category of machines: gas boiler, heat pump, softener…"""

    history = Tracked()

    name = models.CharField(_("name"), max_length=80)

    class Meta:
        verbose_name = _("equipment type")
        verbose_name_plural = _("equipment types")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["company", "name"], name="equipment_type_once")]

    def __str__(self) -> str:
        return self.name
