from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models.contract import Contract
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.triggers import Tracked
from ui.days import days_in_reach

QUANTITY: dict[str, Any] = {"max_digits": 8, "decimal_places": 2}


class Allowance(CompanyOwned):
    """Hours or points a contract prepays for each term.

    ``balance`` is what is left; a trigger adds each entry of the ledger to it, and the database refuses one below zero
    unless the contract allows it.
    """

    class Unit(models.TextChoices):
        """What is counted."""

        HOURS = "hours", _("hours")
        POINTS = "points", _("points")

    class AtRenewal(models.TextChoices):
        """What becomes of the rest when a new term begins."""

        LAPSE = "lapse", _("Lapses")
        CARRY = "carry", _("Is carried over")

    history = Tracked(hidden=("balance",))

    contract = OwnedForeignKey(
        Contract, models.CASCADE, related_name="allowances", verbose_name=_("contract")
    )
    unit = models.CharField(_("counted in"), max_length=6, choices=Unit.choices, default=Unit.HOURS)
    per_term = models.DecimalField(
        _("prepaid a term"), validators=[MinValueValidator(Decimal("0.01"))], **QUANTITY
    )
    at_renewal = models.CharField(
        _("what is left at a renewal"), max_length=5, choices=AtRenewal.choices, default=AtRenewal.LAPSE
    )
    may_go_negative = models.BooleanField(_("may be overdrawn"), default=False)
    balance = models.DecimalField(_("left"), default=Decimal("0.00"), editable=False, **QUANTITY)

    class Meta:
        verbose_name = _("prepaid allowance")
        verbose_name_plural = _("prepaid allowances")
        ordering = ["contract"]
        constraints = [
            models.UniqueConstraint(fields=["company", "contract"], name="allowance_once"),
            models.CheckConstraint(condition=Q(per_term__gt=0), name="allowance_above_zero"),
            models.CheckConstraint(
                condition=Q(may_go_negative=True) | Q(balance__gte=0), name="allowance_not_overdrawn"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.per_term.normalize():f} {self.get_unit_display()}"


class AllowanceEntry(CompanyOwned):
    """One movement of a prepaid allowance, never changed: a wrong one is reversed by another."""

    class Kind(models.TextChoices):
        """What happened."""

        CREDIT = "credit", _("Credited")
        USE = "use", _("Used")
        LAPSE = "lapse", _("Lapsed")
        REVERSAL = "reversal", _("Reversed")

    frozen = True

    allowance = OwnedForeignKey(
        Allowance, models.CASCADE, related_name="entries", verbose_name=_("prepaid allowance")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    on = models.DateField(_("on"))
    quantity = models.DecimalField(_("quantity"), **QUANTITY)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    term_number = models.PositiveSmallIntegerField(_("term"), null=True)
    term_key = models.BigIntegerField(null=True)  # the term may go; what it brought stays told
    reverses = OwnedForeignKey("self", null=True, related_name="reversals", verbose_name=_("reverses"))
    made_at = models.DateTimeField(_("written"), auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("movement of an allowance")
        verbose_name_plural = _("movements of allowances")
        ordering = ["on", "pk"]
        constraints = [
            days_in_reach("on", name="allowance_entry_day_in_reach"),
            models.UniqueConstraint(
                fields=["company", "allowance", "term_key", "kind"],
                condition=Q(kind__in=["credit", "lapse"]),
                name="allowance_entry_once_a_term",
            ),
            models.UniqueConstraint(fields=["company", "reverses"], name="allowance_entry_reversed_once"),
            models.CheckConstraint(
                condition=Q(kind="credit", quantity__gt=0)
                | Q(kind__in=["use", "lapse"], quantity__lt=0)
                | Q(kind="reversal", reverses__isnull=False),
                name="allowance_entry_sign",
            ),
        ]
        indexes = [models.Index(fields=["company", "allowance", "on"], name="allowance_entry_of")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.quantity}"
