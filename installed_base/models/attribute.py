from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from installed_base.models.answered import Answered, is_one
from installed_base.models.equipment import Equipment
from installed_base.models.of_type import OfType, limits_in_order
from tenancy.owned import OwnedForeignKey
from tenancy.triggers import Tracked


class Attribute(OfType):
    """Something the company wants to know of each machine of a type: number of circuits, kind of burner…"""

    history = Tracked(hidden=("position",))

    class Kind(models.TextChoices):
        """What is answered."""

        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        CHOICE = "choice", _("Choice")
        DATE = "date", _("Date")

    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices, default=Kind.TEXT)
    choices = models.TextField(_("choices, one a line"), max_length=2000, blank=True)
    required = models.BooleanField(_("must be given"), default=False)

    class Meta(OfType.Meta):
        abstract = False
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "type", "name"], name="attribute_once"),
            limits_in_order("attribute_limits"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def options(self) -> list[str]:
        """What can be chosen."""
        return [line.strip() for line in self.choices.splitlines() if line.strip()]


class AttributeValueManager(models.Manager["AttributeValue"]):
    """Values with their attribute, without which they say nothing."""

    def get_queryset(self) -> models.QuerySet["AttributeValue"]:
        """Reads the attribute along."""
        return super().get_queryset().select_related("attribute")


class AttributeValue(Answered):
    """What one machine answers to one attribute, in the column of its kind."""

    history = Tracked()

    machine = OwnedForeignKey(
        Equipment, models.CASCADE, related_name="attribute_values", verbose_name=_("machine")
    )
    attribute = OwnedForeignKey(Attribute, models.CASCADE, related_name="values", verbose_name=_("attribute"))

    objects = AttributeValueManager()

    class Meta:
        verbose_name = _("value of an attribute")
        verbose_name_plural = _("values of attributes")
        ordering = ["attribute__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["company", "machine", "attribute"], name="attribute_value_once"),
            is_one("attribute_value_is_one"),
        ]

    def __str__(self) -> str:
        return self.attribute.name

    @property
    def unit(self) -> str:
        """What the attribute counts."""
        return str(self.attribute.unit)
