from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contracts.forms.conditions import (
    BILLING,
    COVERAGE,
    NAMES,
    RENEWAL,
    TERM,
    WIDGETS,
    ConditionsForm,
    MonthField,
)
from contracts.models import ContractTemplate
from ui.forms import MoneyField, SuffixInput


class TemplateForm(ConditionsForm):
    """A kind of contract the company sells."""

    visit_month = MonthField(label=_("Preferred month"), required=False)

    fieldsets = [
        (
            _("What is sold"),
            [("name", "annual_fee"), ("visits_per_year", "visit_month", "visit_position"), "services"],
        ),
        (_("Term"), TERM),
        (_("Renewal and notice"), RENEWAL),
        (_("Billing and VAT"), [*BILLING, ("cost_centre", "revenue_account")]),
        (_("Coverage"), COVERAGE),
    ]

    class Meta:
        model = ContractTemplate
        fields = (
            "name",
            "annual_fee",
            "visits_per_year",
            "visit_month",
            "visit_position",
            "services",
            *NAMES,
            *("cost_centre", "revenue_account"),
        )
        field_classes = {"annual_fee": MoneyField}
        widgets = {
            **WIDGETS,
            "visits_per_year": SuffixInput(_("a year"), {"inputmode": "numeric"}),
            "services": forms.Textarea({"rows": 5}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visits_per_year"].label = _("Visits")
        self.fields["annual_fee"].help_text = _("Proposed for the first line; each contract may differ.")

    def clean_name(self) -> str:
        """No other template has it."""
        name: str = self.cleaned_data["name"].strip()
        if ContractTemplate.objects.filter(name=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another template has this name."))
        return name

    def clean_annual_fee(self) -> Any:
        """Not below zero."""
        fee = self.cleaned_data["annual_fee"]
        if fee is not None and fee < 0:
            raise ValidationError(_("The fee cannot be negative."))
        return fee
