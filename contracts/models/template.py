from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models.conditions import Conditions, VisitPosition
from tenancy.owned import CompanyOwned
from tenancy.permissions import Right
from tenancy.triggers import Tracked


class ContractTemplate(CompanyOwned, Conditions):
    """A kind of contract the company sells; new contracts take its rules and may differ."""

    history = Tracked(
        hidden=("updated_at",), rights={"annual_fee": Right.FEES_VIEW, "revision_amount": Right.FEES_VIEW}
    )

    name = models.CharField(_("name"), max_length=80)
    services = models.TextField(
        _("services"), blank=True, help_text=_("Printed on the contract, one service a line.")
    )
    annual_fee = models.DecimalField(
        _("yearly fee, net"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    visits_per_year = models.PositiveSmallIntegerField(
        _("visits a year"), default=1, validators=[MaxValueValidator(366)]
    )
    visit_month = models.PositiveSmallIntegerField(
        _("preferred month"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    visit_position = models.CharField(
        _("place of the visit"), max_length=8, choices=VisitPosition.choices, default=VisitPosition.ANYWHERE
    )
    cost_centre = models.CharField(_("cost centre"), max_length=40, blank=True)
    revenue_account = models.CharField(_("revenue account"), max_length=20, blank=True)
    starter = models.CharField(max_length=40, blank=True, editable=False)
    archived_on = models.DateField(_("withdrawn on"), null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(Conditions.Meta):
        verbose_name = _("contract template")
        verbose_name_plural = _("contract templates")
        ordering = ["name", "pk"]
        constraints = [
            *Conditions.Meta.constraints,
            models.UniqueConstraint(fields=["company", "name"], name="contract_template_once"),
            models.UniqueConstraint(
                fields=["company", "starter"], condition=~Q(starter=""), name="contract_template_starter_once"
            ),
            models.CheckConstraint(
                condition=Q(annual_fee=None) | Q(annual_fee__gte=0), name="contract_template_fee_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.name
