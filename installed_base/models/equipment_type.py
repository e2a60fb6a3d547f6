from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from installed_base.duties.classes import class_of
from installed_base.duty_words import LEGAL_CLASSES
from tenancy.owned import CompanyOwned
from tenancy.search import fold
from tenancy.triggers import Tracked


class EquipmentType(CompanyOwned):
    """A category of machines: gas boiler, heat pump, softener…"""

    history = Tracked()

    name = models.CharField(_("name"), max_length=80)
    legal_class = models.CharField(
        _("to the law"),
        max_length=16,
        choices=LEGAL_CLASSES,
        blank=True,
        help_text=_("Decides which legal dates run for its machines."),
    )

    class Meta:
        verbose_name = _("equipment type")
        verbose_name_plural = _("equipment types")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["company", "name"], name="equipment_type_once")]

    @classmethod
    def called(cls, name: str, **columns: Any) -> "EquipmentType":
        """A type of that name, not saved yet; what it is to the law is guessed from the name unless it is said."""
        return cls(name=name, **{"legal_class": class_of(fold(name)) or "", **columns})

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The type's page."""
        return reverse("equipment:type_detail", args=[self.pk])
