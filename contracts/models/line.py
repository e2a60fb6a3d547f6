from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models.conditions import VisitPosition
from contracts.models.contract import Contract
from contracts.models.service import Service
from installed_base.models import Equipment
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.permissions import Right
from tenancy.triggers import Tracked
from ui.days import days_in_reach


class Line(CompanyOwned):
    """One service of a contract, on one or several machines: its yearly fee, its days and its visits.

    Once signed, an amendment does not edit it: it ends the day before, and the line that ``follows`` it begins.
    """

    history = Tracked(rights={"annual_fee": Right.FEES_VIEW})

    contract = OwnedForeignKey(Contract, models.CASCADE, related_name="lines", verbose_name=_("contract"))
    label = models.CharField(_("service"), max_length=160)
    service = OwnedForeignKey(
        Service, null=True, blank=True, related_name="lines", verbose_name=_("item of the catalogue")
    )
    annual_fee = models.DecimalField(_("yearly fee, net"), max_digits=10, decimal_places=2)
    vat_rate = models.DecimalField(
        _("VAT rate (%)"), max_digits=5, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )  # fmt: skip
    revenue_account = models.CharField(_("revenue account"), max_length=20, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True)
    visits_per_year = models.PositiveSmallIntegerField(
        _("visits a year"), default=1, validators=[MaxValueValidator(366)]
    )
    visit_month = models.PositiveSmallIntegerField(
        _("preferred month"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    visit_position = models.CharField(
        _("place of the visit"), max_length=8, choices=VisitPosition.choices, default=VisitPosition.ANYWHERE
    )
    follows = OwnedForeignKey(
        "self", null=True, blank=True, editable=False, related_name="followed_by", verbose_name=_("follows")
    )
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering = ["position", "pk"]
        constraints = [
            days_in_reach("starts_on", "ends_on", name="line_days_in_reach"),
            models.CheckConstraint(
                condition=Q(annual_fee__gte=0),
                name="line_fee_not_negative",
                violation_error_message=_("The fee cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(vat_rate=None) | Q(vat_rate__gte=0, vat_rate__lte=100),
                name="line_vat_rate_is_percent",
                violation_error_message=_("A VAT rate lies between 0 and 100 %."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="line_ends_after_start",
                violation_error_message=_("The line ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(visit_month=None) | Q(visit_month__gte=1, visit_month__lte=12),
                name="line_visit_month",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class LineEquipment(CompanyOwned):
    """A machine a line looks after."""

    history = Tracked()

    line = OwnedForeignKey(Line, models.CASCADE, related_name="machines")
    equipment = OwnedForeignKey(Equipment, related_name="contract_lines", verbose_name=_("machine"))

    class Meta:
        verbose_name = _("machine on a line")
        verbose_name_plural = _("machines on lines")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["company", "line", "equipment"], name="line_equipment_once")
        ]

    def __str__(self) -> str:
        return str(self.equipment)
