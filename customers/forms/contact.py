from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.forms.phone_field import PhoneField
from customers.models import Contact
from tenancy.acting import acting_company

REACHED_BY_NOTICES = ("email", "pec", "address")


class ContactForm(forms.ModelForm):
    """A person to talk to about a customer: roles, ways to reach her, whether the notices go to her."""

    roles = forms.MultipleChoiceField(
        choices=Contact.Role.choices, required=False, label=_("Roles"), widget=forms.CheckboxSelectMultiple
    )

    fieldsets = (
        ("", ["name", "roles"]),
        (
            _("How to reach this person"),
            [("phone", "mobile"), ("email", "pec"), "channel", "for_notices", "note"],
        ),
        (
            _("Postal address"),
            ["address", "address_extra", ("postcode", "city"), ("province", "country")],
            _("Only where it differs from the customer's."),
        ),
    )

    class Meta:
        model = Contact
        fields = (
            *("name", "roles", "phone", "mobile", "email", "pec", "channel", "for_notices", "note"),
            *("address", "address_extra", "postcode", "city", "province", "country"),
        )
        field_classes = {"phone": PhoneField, "mobile": PhoneField}
        help_texts = {
            "for_notices": _("Lawful letters and e-mails go to this address instead of the customer's own."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if acting_company().country == "FR":
            for name in ("pec", "province"):
                if not self[name].value():
                    del self.fields[name]
            if "pec" not in self.fields:
                channel: Any = self.fields["channel"]
                channel.choices = [choice for choice in channel.choices if choice[0] != Contact.Channel.PEC]

    def clean(self) -> dict[str, Any]:
        """A channel needs its address, and so do notices."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        channel = cleaned.get("channel")
        if channel and not cleaned.get(channel) and channel not in self.errors:
            self.add_error(
                channel if channel in self.fields else "channel", _("Fill this in, or choose another way.")
            )
        if cleaned.get("for_notices") and not any(cleaned.get(name) for name in REACHED_BY_NOTICES):
            self.add_error("for_notices", _("Notices need an e-mail, a PEC or a postal address."))
        return cleaned
