"""What a type of machine asks about its machines: attributes of theirs, and what is checked at a visit."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Max, Q
from django.utils.translation import gettext_lazy as _

from installed_base.models.equipment_type import EquipmentType
from tenancy.owned import CompanyOwned, OwnedForeignKey


class OfTypeQuerySet(models.QuerySet["OfType"]):
    """Entries of types, in their order."""

    def current(self) -> Self:
        """Those not withdrawn."""
        return self.filter(withdrawn_on=None)


class OfType(CompanyOwned):
    """An entry of a type, in an order. One that is withdrawn is asked no more; what was answered to it stays."""

    type = OwnedForeignKey(EquipmentType, models.CASCADE, related_name="+", verbose_name=_("type"))
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    smallest = models.DecimalField(
        _("smallest value"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    largest = models.DecimalField(_("largest value"), max_digits=14, decimal_places=4, null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    objects = OfTypeQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def place_last(self) -> None:
        """Put it behind the others of its type."""
        last = type(self)._default_manager.filter(type=self.type).aggregate(last=Max("position"))["last"]
        self.position = (last or 0) + 1

    def move_up(self) -> None:
        """Change places with the one before it; the first stays where it is."""
        rows: Iterable[OfType] = type(self).objects.current().filter(type=self.type).select_for_update()
        ordered = list(rows)
        at = next((place for place, row in enumerate(ordered) if row.pk == self.pk), 0)
        if at:
            ordered[at - 1], ordered[at] = ordered[at], ordered[at - 1]
        for place, row in enumerate(ordered, start=1):
            if row.position != place:
                row.position = place
                row.save(update_fields=["position"])

    def withdraw(self, on: date) -> None:
        """Ask it no more, as of a day."""
        self.withdrawn_on = on
        self.save(update_fields=["withdrawn_on"])

    def bring_back(self) -> None:
        """Ask it again."""
        self.withdrawn_on = None
        self.place_last()
        self.save(update_fields=["withdrawn_on", "position"])


def limits_in_order(name: str) -> models.CheckConstraint:
    """No limit, one, or two of which the first is not above the second."""
    return models.CheckConstraint(
        condition=Q(smallest=None) | Q(largest=None) | Q(largest__gte=F("smallest")),
        name=name,
        violation_error_message=_("The largest value cannot be below the smallest."),
    )
