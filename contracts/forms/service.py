from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contracts.models import Service
from ui.forms import SuffixInput


class ServiceForm(forms.ModelForm):
    """An item of the catalogue."""

    fieldsets = [("", [("code", "name"), ("kind", "unit", "vat_rate")])]

    class Meta:
        model = Service
        fields = ("code", "name", "kind", "unit", "vat_rate")
        widgets = {"vat_rate": SuffixInput("%", {"inputmode": "decimal", "autocomplete": "off"})}
        localized_fields = ("vat_rate",)
        help_texts = {"vat_rate": _("Empty: that of the contract or the customer.")}

    def clean_code(self) -> str:
        """No other item has it."""
        code: str = self.cleaned_data["code"]
        if Service.objects.filter(code=code).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another item has this code."))
        return code

    def clean(self) -> dict[str, Any]:
        """A service of contracts is priced so that a yearly fee follows."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("kind") == Service.Kind.SERVICE and cleaned.get("unit") not in {
            None,
            Service.Unit.YEAR,
            Service.Unit.VISIT,
        }:
            self.add_error("unit", _("A service of contracts is priced a year or a visit."))
        return cleaned
