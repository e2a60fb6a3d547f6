from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from customers import identifiers
from customers.models import Customer

# What people type with blanks and dots is longer than what is kept.
TYPED_LENGTHS = {
    "siren": 15,
    "siret": 20,
    "vat_number": 24,
    "tax_code": 24,
    "sdi_code": 12,
    "iban": 48,
}


class TaxFields(forms.ModelForm):
    """The numbers of the state and the bank, each checked and brought into one form; a fault stands at its field.

    What an import kept with a warning stays until somebody types another.
    """

    def allow_blanks_and_dots(self) -> None:
        """Let the numbers be typed as they are printed."""
        for name, length in TYPED_LENGTHS.items():
            if name not in self.fields:
                continue
            present = self.fields[name]
            field = self.fields[name] = forms.CharField(
                label=present.label, help_text=present.help_text, required=False, max_length=length
            )
            field.widget.attrs["spellcheck"] = "false"

    def clean_siren(self) -> str:
        """9 figures with a right check digit."""
        return self._checked("siren", identifiers.siren)

    def clean_siret(self) -> str:
        """14 figures with a right check digit."""
        return self._checked("siret", identifiers.siret)

    def clean_vat_number(self) -> str:
        """A number with a right check digit."""
        return self._checked("vat_number", identifiers.vat_number)

    def clean_tax_code(self) -> str:
        """A code with a right check character."""
        return self._checked("tax_code", identifiers.tax_code)

    def clean_sdi_code(self) -> str:
        """Six or seven letters and figures."""
        return self._checked("sdi_code", identifiers.recipient_code)

    def clean_iban(self) -> str:
        """An account number with right check digits."""
        return self._checked("iban", identifiers.iban)

    def check_tax_fields(self, cleaned: dict[str, Any]) -> None:
        """The numbers fit each other and the kind; the SIREN is read from the SIRET."""
        siret, siren = cleaned.get("siret", ""), cleaned.get("siren", "")
        if siret and {"siren", "siret"} & set(self.changed_data) and "siren" in self.fields:
            if siren and "siren" in self.changed_data and siret[:9] != siren:
                self.add_error("siren", _("The SIREN is the first 9 figures of the SIRET: these differ."))
            elif not self.errors.keys() & {"siren"}:
                cleaned["siren"] = siret[:9]
        code = cleaned.get("sdi_code", "")
        if code and {"sdi_code", "kind"} & set(self.changed_data):
            try:
                identifiers.check_recipient(code, public=cleaned.get("kind") == Customer.Kind.PUBLIC)
            except ValidationError as wrong:
                self.add_error("sdi_code", wrong)

    def _checked(self, name: str, check: Any) -> str:
        typed: str = self.cleaned_data[name]
        return check(typed) if typed and name in self.changed_data else typed
