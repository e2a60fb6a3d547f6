from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from tenancy.owned import CompanyOwned
from ui import formats


def is_one(name: str) -> models.CheckConstraint:
    """Each answer stands in the column of its kind, and in no other."""
    return models.CheckConstraint(
        condition=(Q(number=None, day=None) & ~Q(text=""))
        | Q(text="", number__isnull=False, day=None)
        | Q(text="", number=None, day__isnull=False),
        name=name,
    )


class Answered(CompanyOwned):
    """An answer to something a company asks, in the column of its kind; ``unit`` is what a number counts."""

    text = models.CharField(_("value"), max_length=200, blank=True)
    number = models.DecimalField(_("value"), max_digits=14, decimal_places=4, null=True)
    day = models.DateField(_("value"), null=True)

    class Meta:
        abstract = True

    @property
    def unit(self) -> str:
        """Of a number; most have none."""
        return ""

    @property
    def value(self) -> str | Decimal | date:
        """The answer itself."""
        if self.number is not None:
            return self.number
        return self.day if self.day is not None else self.text

    @property
    def shown(self) -> str:
        """The answer as people of the page's language write it, with its unit."""
        if self.number is not None:
            figure = number_format(self.number.normalize() if self.number else Decimal(0))
            return f"{figure} {self.unit}".strip()
        return formats.day(self.day) if self.day is not None else self.text
