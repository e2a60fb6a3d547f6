from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models.service import Service
from contracts.models.template import ContractTemplate
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.permissions import Right
from tenancy.triggers import Tracked


class TemplateService(CompanyOwned):
    """What a template offers of the catalogue: what its fee is for, what is included, what may be added at a price."""

    class Mode(models.TextChoices):
        """How it is sold."""

        BASE = "base", _("What the fee is for")
        INCLUDED = "included", _("Included")
        OPTION = "option", _("Option")

    history = Tracked(rights={"price": Right.FEES_VIEW})

    template = OwnedForeignKey(
        ContractTemplate, models.CASCADE, related_name="offered", verbose_name=_("template")
    )
    service = OwnedForeignKey(
        Service, related_name="template_services", verbose_name=_("item of the catalogue")
    )
    mode = models.CharField(_("sold as"), max_length=8, choices=Mode.choices, default=Mode.INCLUDED)
    price = models.DecimalField(
        _("yearly price, net"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    visits_per_year = models.PositiveSmallIntegerField(
        _("visits a year"), default=0, validators=[MaxValueValidator(366)]
    )
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("service of a template")
        verbose_name_plural = _("services of templates")
        ordering = ["template", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["company", "template", "service"], name="template_service_once"),
            models.UniqueConstraint(
                fields=["company", "template"], condition=Q(mode="base"), name="template_service_one_base"
            ),
            models.CheckConstraint(
                condition=Q(price=None) | Q(price__gte=0, mode="option"),
                name="template_service_price_of_an_option",
            ),
        ]

    def __str__(self) -> str:
        return str(self.service)
