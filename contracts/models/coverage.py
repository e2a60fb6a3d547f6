from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models.line import Line
from contracts.models.template_service import TemplateService
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.triggers import Tracked


class Coverage(CompanyOwned):
    """Whether one service pays for a kind of cost when something is repaired, and up to what in a year.

    Of a line, or of what a template offers. A kind without a row is as the contract says.
    """

    class Kind(models.TextChoices):
        """What an intervention costs."""

        LABOUR = "labour", _("Labour")
        TRAVEL = "travel", _("Travel")
        PARTS = "parts", _("Parts")
        CONSUMABLES = "consumables", _("Consumables")

    history = Tracked()

    line = OwnedForeignKey(Line, models.CASCADE, null=True, related_name="coverages", verbose_name=_("line"))
    template_service = OwnedForeignKey(
        TemplateService,
        models.CASCADE,
        null=True,
        related_name="coverages",
        verbose_name=_("service of a template"),
    )
    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices)
    covered = models.BooleanField(_("covered"), default=True)
    amount = models.DecimalField(_("up to, a year"), max_digits=10, decimal_places=2, null=True, blank=True)
    times = models.PositiveSmallIntegerField(_("times a year"), null=True, blank=True)

    class Meta:
        verbose_name = _("coverage")
        verbose_name_plural = _("coverages")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(line=None, template_service__isnull=False)
                | Q(line__isnull=False, template_service=None),
                name="coverage_of_one",
            ),
            models.UniqueConstraint(fields=["company", "line", "kind"], name="coverage_of_line_once"),
            models.UniqueConstraint(
                fields=["company", "template_service", "kind"], name="coverage_of_template_service_once"
            ),
            models.CheckConstraint(
                condition=Q(covered=True) | Q(amount=None, times=None), name="coverage_limits_what_is_covered"
            ),
            models.CheckConstraint(
                condition=(Q(amount=None) | Q(amount__gt=0)) & (Q(times=None) | Q(times__gt=0)),
                name="coverage_limits_above_zero",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
