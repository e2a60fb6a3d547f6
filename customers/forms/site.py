import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from customers.forms.technicians_field import TechniciansField, named_for
from customers.models import Site

DEGREES = re.compile(r"[-+]?[0-9]{1,15}(\.[0-9]{0,15})?")


class DegreesField(forms.Field):
    """Degrees with a point or a comma, as map applications give them; kept with six decimals (a hand's breadth)."""

    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages = {"invalid": _("Write degrees as a number, such as 45.764043.")}

    def __init__(self, *, largest: int, out_of_range: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.largest, self.out_of_range = largest, out_of_range

    def to_python(self, value: Any) -> Decimal | None:
        """The number, or nothing."""
        typed = str("" if value is None else value).strip().replace(",", ".")
        if not typed:
            return None
        if not DEGREES.fullmatch(typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if abs(degrees := Decimal(typed)) > self.largest:
            raise ValidationError(self.out_of_range, code="out_of_range")
        return degrees.quantize(Decimal("0.000001"))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another place was typed, however it is written."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class SiteForm(TechniciansField):
    """Where equipment stands, and how to get in."""

    latitude = DegreesField(
        required=False,
        label=_("Latitude"),
        largest=90,
        out_of_range=_("A latitude lies between -90 and 90."),
    )
    longitude = DegreesField(
        required=False,
        label=_("Longitude"),
        largest=180,
        out_of_range=_("A longitude lies between -180 and 180."),
    )

    fieldsets = (
        (_("Site"), ["name", "access_notes", "technicians"]),
        (_("Address"), ["address", "address_extra", ("postcode", "city"), ("province", "country")]),
        (
            _("Place on the map"),
            [("latitude", "longitude")],
            _("For places an address does not find. Both or none, in degrees."),
        ),
    )

    class Meta:
        model = Site
        fields = (
            *("name", "access_notes"),
            *("address", "address_extra", "postcode", "city", "province", "country"),
            *("latitude", "longitude"),
        )
        widgets = {"access_notes": forms.Textarea({"rows": 3})}
        help_texts = {
            "name": _("What people call it: Boiler room, Holiday house… May stay empty."),
            "access_notes": _("Door code, keys, floor, where to park."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare_technicians(named_for(None, self.instance) if self.instance.pk else [])
        if "technicians" in self.fields:
            self.fields["technicians"].help_text = _("None chosen: as for the customer.")

    def clean(self) -> dict[str, object]:
        """Asks for a name or a place, so that the site can be told from others; for both degrees or none."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.get(name) for name in ("name", "address", "city")):
            self.add_error("address", _("Give an address, or at least a name."))
        latitude, longitude = cleaned.get("latitude"), cleaned.get("longitude")
        whole = (latitude is None) == (longitude is None)
        if not whole and not {"latitude", "longitude"} & self.errors.keys():
            self.add_error("latitude" if latitude is None else "longitude", _("Give both, or none."))
        return cleaned
