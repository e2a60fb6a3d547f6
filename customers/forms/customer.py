from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from customers.forms.exclusion import ExclusionFields
from customers.forms.kind_fields import KindFields
from customers.forms.phone_field import PhoneField
from customers.forms.tax_fields import TaxFields
from customers.forms.technicians_field import TechniciansField, named_for
from customers.models import Contact, Customer
from tenancy.acting import acting_company
from tenancy.numbering import refuse_retired
from ui.forms import RemoteSelect, SuffixInput

DEEPEST = 20
# What the other country asks for and the company's own does not know.
ONLY_ABROAD = {
    "FR": ("province", "tax_code", "sdi_code", "pec"),
    "IT": ("siren", "siret", "small_business", "outside_activity"),
}
PERCENT = SuffixInput("%", {"inputmode": "decimal", "autocomplete": "off"})


class CustomerForm(KindFields, TaxFields, TechniciansField, ExclusionFields):
    """Everything about a customer; private notes, account and discount only for those with that right."""

    fieldsets = (
        (
            _("Identity"),
            [
                *("company_name", ("last_name", "first_name")),
                *(("kind", "legal_class"), ("small_business", "outside_activity"), ("number", "parent")),
                ("standing", "last_contact_on"),
            ],
        ),
        (_("Contact details"), [("phone", "mobile"), ("email", "pec"), ("notice_channel", "language")]),
        (
            _("Address"),
            ["address", "address_extra", ("postcode", "city"), ("province", "country")],
            _("A new customer's address becomes the first site."),
        ),
        (
            _("Tax and invoicing"),
            [
                *(("siren", "siret"), ("vat_number", "tax_code"), "sdi_code", "iban"),
                *(("group", "discount_percent"), ("vat_rate", "vat_reason")),
            ],
        ),
        (
            _("What to know"),
            [
                *("notes", "private_notes", "attention", "attention_reason", "technicians"),
                *("excluded", ("excluded_reason", "excluded_until")),
            ],
        ),
    )

    folds = ("vat_number", "notes")

    class Meta:
        model = Customer
        fields = (
            *("company_name", "last_name", "first_name", "kind", "legal_class", "small_business"),
            *("outside_activity", "number", "parent", "standing", "last_contact_on"),
            *("phone", "mobile", "email", "pec", "notice_channel", "language"),
            *("address", "address_extra", "postcode", "city", "province", "country"),
            *("siren", "siret", "vat_number", "tax_code", "sdi_code", "iban"),
            *("group", "discount_percent", "vat_rate", "vat_reason"),
            *("notes", "private_notes", "attention", "attention_reason"),
            *("excluded", "excluded_reason", "excluded_until"),
        )
        field_classes = {"phone": PhoneField, "mobile": PhoneField}
        widgets = {
            "parent": RemoteSelect("customers:options"),
            "notes": forms.Textarea({"rows": 3}),
            "private_notes": forms.Textarea({"rows": 3}),
            "discount_percent": PERCENT,
            "vat_rate": PERCENT,
        }
        localized_fields = ("discount_percent", "vat_rate")
        help_texts = {
            "last_contact_on": _(
                "When a prospect last turned to you; data of prospects are not kept for ever."
            ),
            "group": _("Which price lists count for the customer; empty: those for everybody."),
            "vat_rate": _("New contracts begin with it; empty: as their template."),
            "vat_reason": _("Dwelling older than two years, customer's attestation of…"),
            "notice_channel": _("Empty: by e-mail where there is an address, else by post."),
        }

    def __init__(self, *args: Any, private: bool = False, fees: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["standing"].required = False
        self.fields["number"].required = self.instance.pk is not None
        if self.instance.pk is None:
            self.fields["number"].help_text = _("Left empty, the next free number is given.")
            self.fields["country"].initial = acting_company().country
        if not private:
            del self.fields["private_notes"]
        if not fees:
            del self.fields["iban"], self.fields["discount_percent"]
        self._leave_out_foreign_fields()
        self.allow_blanks_and_dots()
        self.prepare_kind()
        self.prepare_technicians(named_for(self.instance if self.instance.pk else None))

    def clean_number(self) -> str:
        """A number nobody else has."""
        number: str = self.cleaned_data["number"]
        if number and Customer.everyone.filter(number=number).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another customer has this number."))
        if number != self.initial.get("number", ""):
            refuse_retired(Customer, number)
        return number

    def clean_standing(self) -> str:
        """A customer, unless she is known as something else."""
        standing: str = self.cleaned_data["standing"] or self.instance.standing
        return standing

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

    def clean(self) -> dict[str, Any]:
        """Asks for a name; reasons and ends without their mark are dropped."""
        cleaned = super().clean() or self.cleaned_data
        if not {"last_name", "company_name"} & self.errors.keys():
            self._ask_for_name(cleaned)
        self.settle_class(cleaned)
        self.check_tax_fields(cleaned)
        self._check_channel(cleaned)
        if not cleaned.get("attention"):
            cleaned["attention_reason"] = ""
        self.settle_exclusion(cleaned)
        return cleaned

    def _leave_out_foreign_fields(self) -> None:
        """Numbers only the other country gives are no field here, unless the customer has one or lives there."""
        home = acting_company().country
        if self["country"].value() not in {None, "", home}:
            return
        for name in ONLY_ABROAD[home]:
            if not self[name].value():
                del self.fields[name]
        channels: Any = self.fields["notice_channel"]
        if "pec" not in self.fields and self["notice_channel"].value() != Customer.NoticeChannel.PEC:
            channels.choices = [
                choice for choice in channels.choices if choice[0] != Customer.NoticeChannel.PEC
            ]

    def _ask_for_name(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("last_name") or cleaned.get("company_name"):
            return
        person = cleaned.get("kind") == Customer.Kind.INDIVIDUAL
        self.add_error("last_name" if person else "company_name", _("Give a surname or a company name."))

    def _check_channel(self, cleaned: dict[str, Any]) -> None:
        """A channel needs an address: the customer's own, or that of the contact who receives notices."""
        channel = cleaned.get("notice_channel")
        if (
            channel not in {Customer.NoticeChannel.EMAIL, Customer.NoticeChannel.PEC}
            or channel in self.errors
        ):
            return
        of_contact = Contact.objects.filter(customer=self.instance.pk or 0, for_notices=True).exclude(
            **{channel: ""}
        )
        own = cleaned.get(channel) or (channel not in self.fields and getattr(self.instance, channel))
        if not own and not of_contact.exists():
            self.add_error("notice_channel", _("There is no address for this channel yet: add one first."))
