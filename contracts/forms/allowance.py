from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contracts.models import Allowance


class AllowanceForm(forms.ModelForm):
    """What a contract prepays for each term."""

    fieldsets = [("", [("per_term", "unit"), ("at_renewal",), "may_go_negative"])]

    class Meta:
        model = Allowance
        fields = ("per_term", "unit", "at_renewal", "may_go_negative")
        localized_fields = ("per_term",)


class UseForm(forms.Form):
    """How much was used, when and for what."""

    on = forms.DateField(label=_("On"))
    quantity = forms.DecimalField(
        label=_("Quantity"), min_value=Decimal("0.01"), max_digits=8, decimal_places=2, localize=True
    )
    reason = forms.CharField(label=_("For what"), max_length=200)

    fieldsets = [("", [("on", "quantity"), "reason"])]

    def __init__(self, *args: Any, first: date, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first, self.today = first, today

    def clean_on(self) -> date:
        """Between the contract's first day and today."""
        day: date = self.cleaned_data["on"]
        if not self.first <= day <= self.today:
            raise ValidationError(_("This day lies before the contract or in the future."))
        return day


class ReverseForm(forms.Form):
    """Why it is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
