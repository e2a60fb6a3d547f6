from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from customers.models import Customer
from installed_base.duties.care import Interval, Position
from installed_base.duty_words import Place, Word
from installed_base.models.equipment import Equipment
from installed_base.models.equipment_type import EquipmentType
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.triggers import Tracked

LONGEST = 240


class RuleQuerySet(models.QuerySet["MaintenanceRule"]):
    """Rules of the acting company."""

    def own(self) -> Self:
        """Those the firm chose itself."""
        return self.filter(word=Word.OWN)

    def declared(self) -> Self:
        """Those declared in writing (DPR 74/2013, art. 7)."""
        return self.exclude(word=Word.OWN)


class MaintenanceRule(CompanyOwned):
    """How often care is due: for a type, a customer or one machine. The most specific rule wins."""

    history = Tracked()

    type = OwnedForeignKey(
        EquipmentType, models.CASCADE, null=True, blank=True, related_name="rules", verbose_name=_("type")
    )
    customer = OwnedForeignKey(
        Customer, models.CASCADE, null=True, blank=True, related_name="maintenance_rules",
        verbose_name=_("customer"),
    )  # fmt: skip
    equipment = OwnedForeignKey(
        Equipment, models.CASCADE, null=True, blank=True, related_name="rules", verbose_name=_("machine")
    )
    months = models.PositiveSmallIntegerField(
        _("every so many months"), validators=[MinValueValidator(1), MaxValueValidator(LONGEST)]
    )
    month = models.PositiveSmallIntegerField(
        _("wished month"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    position = models.CharField(
        _("when in the interval"), max_length=8, choices=Place.choices, default=Place.ANYWHERE
    )
    word = models.CharField(
        _("on whose word"), max_length=9, choices=Word.choices, default=Word.OWN, blank=True
    )
    declared_on = models.DateField(_("declared on"), null=True, blank=True)
    declared_by = models.CharField(_("declared by"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("maintenance rule")
        verbose_name_plural = _("maintenance rules")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(type__isnull=False, customer=None, equipment=None)
                    | Q(type=None, customer__isnull=False, equipment=None)
                    | Q(type=None, customer=None, equipment__isnull=False)
                ),
                name="rule_has_one_scope",
                violation_error_message=_("A rule is for a type, a customer or a machine: choose one."),
            ),
            models.CheckConstraint(condition=Q(months__gte=1, months__lte=LONGEST), name="rule_months"),
            models.CheckConstraint(
                condition=Q(month=None) | Q(month__gte=1, month__lte=12), name="rule_month_of_the_year"
            ),
            models.UniqueConstraint(
                fields=["company", "type", "customer", "equipment"],
                condition=Q(word=""),
                nulls_distinct=False,
                name="rule_own_once",
            ),
            models.UniqueConstraint(
                fields=["company", "type", "customer", "equipment"],
                condition=~Q(word=""),
                nulls_distinct=False,
                name="rule_declared_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope}: {self.says}"

    @property
    def scope(self) -> str:
        """What it is for."""
        return str(self.equipment or self.customer or self.type)

    @property
    def says(self) -> str:
        """The interval in words."""
        return ngettext("every month", "every %(count)s months", self.months) % {"count": self.months}

    @property
    def interval(self) -> Interval:
        """The rule as the date functions take it."""
        return Interval(self.months, self.month, Position(self.position))
