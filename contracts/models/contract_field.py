from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contracts.models.contract import Contract
from contracts.models.template import ContractTemplate
from installed_base.models import Attribute
from installed_base.models.answered import Answered, is_one
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.triggers import Tracked


class ContractFieldQuerySet(models.QuerySet["ContractField"]):
    """Fields the company added to its contracts, in their order."""

    def current(self) -> Self:
        """Those not withdrawn."""
        return self.filter(withdrawn_on=None)

    def of_template(self, template_id: int | None) -> Self:
        """Those that contracts of a template are asked for now."""
        return self.current().filter(Q(template=None) | Q(template=template_id or 0))


class ContractField(CompanyOwned):
    """Something the company wants to know of each contract, of all or of those of a template.

    One that is withdrawn is asked no more; what was answered to it stays.
    """

    history = Tracked()
    Kind = Attribute.Kind
    unit, smallest, largest = "", None, None  # numbers of contracts have neither

    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(
        _("kind"), max_length=6, choices=Attribute.Kind.choices, default=Attribute.Kind.TEXT
    )
    choices = models.TextField(_("choices, one a line"), max_length=2000, blank=True)
    required = models.BooleanField(_("must be given"), default=False)
    template = OwnedForeignKey(
        ContractTemplate,
        null=True,
        blank=True,
        related_name="own_fields",
        verbose_name=_("only for contracts of"),
    )
    position = models.PositiveIntegerField(
        pgettext_lazy("order of fields", "place"),
        default=0,
        help_text=_("Fields stand in the order of these figures."),
    )
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, editable=False)

    objects = ContractFieldQuerySet.as_manager()

    class Meta:
        verbose_name = _("field of contracts")
        verbose_name_plural = _("fields of contracts")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["company", "name"], name="contract_field_once"),
            models.CheckConstraint(
                condition=Q(kind="choice") | Q(choices=""), name="contract_field_choices_of_a_choice"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def options(self) -> list[str]:
        """What can be chosen."""
        return [line.strip() for line in self.choices.splitlines() if line.strip()]


class ContractFieldValueManager(models.Manager["ContractFieldValue"]):
    """Values with their field, without which they say nothing."""

    def get_queryset(self) -> models.QuerySet["ContractFieldValue"]:
        """Reads the field along."""
        return super().get_queryset().select_related("field")


class ContractFieldValue(Answered):
    """What one contract says in one of these fields, in the column of its kind."""

    history = Tracked()

    contract = OwnedForeignKey(
        Contract, models.CASCADE, related_name="own_values", verbose_name=_("contract")
    )
    field = OwnedForeignKey(
        ContractField, models.CASCADE, related_name="values", verbose_name=_("field of contracts")
    )

    objects = ContractFieldValueManager()

    class Meta:
        verbose_name = _("value of a field of contracts")
        verbose_name_plural = _("values of fields of contracts")
        ordering = ["field__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "contract", "field"], name="contract_field_value_once"
            ),
            is_one("contract_field_value_is_one"),
        ]

    def __str__(self) -> str:
        return self.field.name
