from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from customers import identifiers
from customers.forms.phone_field import PhoneField
from customers.models import Customer
from tenancy.acting import acting_company
from tenancy.numbering import refuse_retired
from ui.forms import RemoteSelect

DEEPEST = 20
# What the other country asks for and the company's own does not know.
ONLY_ABROAD = {"FR": ("province", "tax_code", "sdi_code", "pec"), "IT": ("siret",)}


class CustomerForm(forms.ModelForm):
    """Everything about a customer; the private notes only for those with that right."""

    fieldsets = (
        (
            _("Identity"),
            [("kind", "number"), "company_name", ("last_name", "first_name"), ("parent", "language")],
        ),
        (_("Contact details"), [("phone", "mobile"), "email"]),
        (
            _("Address"),
            ["address", "address_extra", ("postcode", "city"), ("province", "country")],
            _("A new customer's address becomes the first site."),
        ),
        (_("Tax and invoicing"), [("siret", "vat_number"), ("tax_code", "sdi_code"), "pec"]),
        (
            _("What to know"),
            [
                *("notes", "private_notes", "attention", "attention_reason"),
                *("excluded", ("excluded_reason", "excluded_until")),
            ],
        ),
    )

    class Meta:
        model = Customer
        fields = (
            *("kind", "number", "company_name", "last_name", "first_name", "parent", "language"),
            *("phone", "mobile", "email"),
            *("address", "address_extra", "postcode", "city", "province", "country"),
            *("siret", "vat_number", "tax_code", "sdi_code", "pec"),
            *("notes", "private_notes", "attention", "attention_reason"),
            *("excluded", "excluded_reason", "excluded_until"),
        )
        field_classes = {"phone": PhoneField, "mobile": PhoneField}
        widgets = {
            "parent": RemoteSelect("customers:options"),
            "notes": forms.Textarea({"rows": 3}),
            "private_notes": forms.Textarea({"rows": 3}),
        }

    def __init__(self, *args: Any, private: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].required = self.instance.pk is not None
        if self.instance.pk is None:
            self.fields["number"].help_text = _("Left empty, the next free number is given.")
            self.fields["country"].initial = acting_company().country
        if not private:
            del self.fields["private_notes"]
        self._leave_out_foreign_fields()
        # The widths of the columns are larger than what people type with blanks and dots.
        for name, length in (("siret", 20), ("vat_number", 24), ("tax_code", 24), ("sdi_code", 12)):
            if name not in self.fields:
                continue
            field = self.fields[name] = forms.CharField(
                label=self.fields[name].label,
                help_text=self.fields[name].help_text,
                required=False,
                max_length=length,
            )
            field.widget.attrs["spellcheck"] = "false"

    def clean_number(self) -> str:
        """A number nobody else has."""
        number: str = self.cleaned_data["number"]
        if number and Customer.objects.filter(number=number).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another customer has this number."))
        if number != self.initial.get("number", ""):
            refuse_retired(Customer, number)
        return number

    def clean_parent(self) -> Customer | None:
        """An owner who does not hang under this customer herself."""
        above: Customer | None = self.cleaned_data["parent"]
        parent = above
        for _step in range(DEEPEST):
            if above is None:
                break
            if above.pk == self.instance.pk:
                raise ValidationError(_("A customer cannot hang under itself, nor under one of its own."))
            above = above.parent
        return parent

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

    def clean(self) -> dict[str, Any]:
        """Asks for a name; reasons and ends without their mark are dropped."""
        cleaned = super().clean() or self.cleaned_data
        if not {"last_name", "company_name"} & self.errors.keys():
            self._ask_for_name(cleaned)
        if not cleaned.get("attention"):
            cleaned["attention_reason"] = ""
        if not cleaned.get("excluded"):
            cleaned["excluded_reason"], cleaned["excluded_until"] = "", None
        return cleaned

    def _leave_out_foreign_fields(self) -> None:
        """Numbers only the other country gives are no field here, unless the customer has one or lives there."""
        home = acting_company().country
        if self["country"].value() not in {None, "", home}:
            return
        for name in ONLY_ABROAD[home]:
            if not self[name].value():
                del self.fields[name]

    def _ask_for_name(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("last_name") or cleaned.get("company_name"):
            return
        person = cleaned.get("kind") == Customer.Kind.INDIVIDUAL
        self.add_error("last_name" if person else "company_name", _("Give a surname or a company name."))

    def _checked(self, name: str, check: Any) -> str:
        """The number in its one form. What an import kept with a warning stays until somebody types another."""
        typed: str = self.cleaned_data[name]
        return check(typed) if typed and name in self.changed_data else typed
