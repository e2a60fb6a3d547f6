from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import Site


class SiteForm(forms.ModelForm):
    """Where equipment stands, and how to get in."""

    fieldsets = (
        (_("Site"), ["name", "access_notes"]),
        (_("Address"), ["address", "address_extra", ("postcode", "city"), ("province", "country")]),
    )

    class Meta:
        model = Site
        fields = (
            *("name", "access_notes"),
            *("address", "address_extra", "postcode", "city", "province", "country"),
        )
        widgets = {"access_notes": forms.Textarea({"rows": 3})}
        help_texts = {
            "name": _("What people call it: Boiler room, Holiday house… May stay empty."),
            "access_notes": _("Door code, keys, floor, where to park."),
        }

    def clean(self) -> dict[str, object]:
        """Asks for a name or a place, so that the site can be told from others."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.get(name) for name in ("name", "address", "city")):
            self.add_error("address", _("Give an address, or at least a name."))
        return cleaned
