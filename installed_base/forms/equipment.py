from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from customers.forms.exclusion import ExclusionFields
from customers.models import Customer, Site
from installed_base.arrival import take_in
from installed_base.duties.clocks import LegalClass
from installed_base.forms.attribute_questions import ATTRIBUTES_FOLLOW, AttributeQuestions
from installed_base.forms.energy import EnergyInput
from installed_base.forms.measures import ChargeField, ChargeInput, PowerField, PowerInput
from installed_base.models import Equipment, EquipmentType
from tenancy.acting import acting_company
from tenancy.numbering import refuse_retired
from ui.forms import RemoteSelect

# Another customer brings her own sites into the form.
SITES_FOLLOW = {
    "hx-get": "",
    "hx-trigger": "change",
    "hx-select": "#id_site_field",
    "hx-target": "#id_site_field",
    "hx-swap": "outerHTML",
}

COOLING = (LegalClass.HEAT_PUMP, LegalClass.REFRIGERATION)


class EquipmentForm(AttributeQuestions, ExclusionFields):
    """Everything about one machine; its type may be made on the way."""

    new_type = forms.CharField(
        label=_("Or a new type"),
        max_length=80,
        required=False,
        help_text=_("Only if the list lacks it: Gas boiler, Heat pump, Softener…"),
    )

    serial_twice = forms.BooleanField(label=_("Save with this serial number all the same"), required=False)

    fieldsets: tuple[Any, ...] = (
        (_("Where"), ["customer", "site", "location"]),
        (
            _("Machine"),
            [
                *(
                    ("type", "new_type"),
                    ("brand", "model"),
                    ("serial", "number"),
                    "serial_twice",
                    ("energy", "power_kw"),
                ),
                ("year_made", "flue"),
                "legal_class",
            ],
        ),
        (_("For this type"), [], "", "of-type"),
        (
            _("Cooling circuit"),
            [("refrigerant", "charge_kg"), ("sealed", "leak_detection"), "indoor_units"],
            _("For heat pumps, air conditioning and other machines with a refrigerant."),
        ),
        (_("Dates"), [("commissioned_on", "warranty_until")]),
        (_("What to know"), ["notes", "excluded", ("excluded_reason", "excluded_until")]),
    )

    class Meta:
        model = Equipment
        fields = (
            *(
                "customer",
                "site",
                "location",
                "type",
                "brand",
                "model",
                "serial",
                "number",
                "energy",
                "power_kw",
            ),
            *(
                "year_made",
                "flue",
                "legal_class",
                "refrigerant",
                "charge_kg",
                "sealed",
                "leak_detection",
                "indoor_units",
            ),
            *("commissioned_on", "warranty_until", "notes", "excluded", "excluded_reason", "excluded_until"),
        )
        field_classes = {"power_kw": PowerField, "charge_kg": ChargeField}
        labels = {"power_kw": _("Power"), "charge_kg": _("Charge")}
        help_texts = {
            "year_made": _("The maker's year on the plate."),
            "sealed": _("Closed in the factory and labelled so; splits joined on site are not."),
        }
        widgets = {
            "type": forms.Select(ATTRIBUTES_FOLLOW),
            "customer": RemoteSelect("customers:options", SITES_FOLLOW),
            "energy": EnergyInput,
            "power_kw": PowerInput,
            "charge_kg": ChargeInput,
            "year_made": forms.TextInput({"inputmode": "numeric", "maxlength": 4}),
            "indoor_units": forms.TextInput({"inputmode": "numeric", "maxlength": 4}),
            "notes": forms.Textarea({"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].required = False
        self.fields["number"].required = self.instance.pk is not None
        if self.instance.pk is None:
            self.fields["number"].help_text = _("Left empty, the next free number is given.")
        self._offer_sites()
        # Real plates are doubled: makers number anew, files are copied. So the form asks once and nothing forbids it.
        self.same_serial = self._same_serial()
        if self.same_serial is None:
            del self.fields["serial_twice"]
        self.ask_attributes()
        if not self._cools():
            self.folds = ("refrigerant",)

    def clean_number(self) -> str:
        """A number no other machine has."""
        number: str = self.cleaned_data["number"]
        if number and Equipment.objects.filter(number=number).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another machine has this number."))
        if number != self.initial.get("number", ""):
            refuse_retired(Equipment, number)
        return number

    def clean_customer(self) -> Customer:
        """A customer who is active, or the one it belongs to already."""
        customer: Customer = self.cleaned_data["customer"]
        if customer.deactivated_on and customer.pk != self.instance.customer_id:
            raise ValidationError(_("This customer is deactivated: reactivate the customer first."))
        return customer

    def clean_year_made(self) -> int | None:
        """A year that can stand on a plate: not before 1900, not after next year."""
        year: int | None = self.cleaned_data["year_made"]
        if year is not None and not 1900 <= year <= acting_company().today().year + 1:
            raise ValidationError(_("Give the year with four figures, such as 2019."))
        return year

    def clean_serial(self) -> str:
        """Asks once more where another machine has the serial number."""
        serial: str = self.cleaned_data["serial"]
        other = self.same_serial
        if other is not None and not self.data.get(self.add_prefix("serial_twice")):
            link = format_html('<a href="{}">{}</a>', other.get_absolute_url(), other)
            raise ValidationError(
                format_html(
                    gettext(
                        "This serial number stands on {machine} already. Compare the plate, or tick the box below."
                    ),
                    machine=link,
                )
            )
        return serial

    def clean(self) -> dict[str, Any]:
        """Asks for one type, for an end after the beginning; reasons without their mark are dropped."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("new_type"):
            cleaned["type"] = None
        elif not cleaned.get("type") and "type" not in self.errors:
            self.add_error("type", _("Choose a type, or write a new one beside it."))
        begun, warranty = cleaned.get("commissioned_on"), cleaned.get("warranty_until")
        if begun and warranty and warranty < begun:
            self.add_error(
                "warranty_until", _("The warranty cannot end before the machine was commissioned.")
            )
        self.settle_exclusion(cleaned)
        return cleaned

    def save(self, commit: bool = True) -> Equipment:
        """Take the machine in."""
        machine: Equipment = super().save(commit=False)
        if not commit:
            return machine
        take_in(machine, self.cleaned_data["new_type"])
        if not self.cleaned_data["new_type"]:
            self.keep_answers(machine)
        return machine

    def _cools(self) -> bool:
        """Whether the type chosen has a refrigerant, or the machine is known to have one."""
        if self.instance.has_circuit:
            return True
        chosen = self.chosen_type()
        kinds = EquipmentType.objects.filter(pk=chosen) if chosen else EquipmentType.objects.none()
        return kinds.filter(legal_class__in=COOLING).exists()

    def _same_serial(self) -> Equipment | None:
        """Another machine with the serial number typed, unless it was this one's before."""
        typed = str(self.data.get(self.add_prefix("serial"), "")).strip() if self.is_bound else ""
        if not typed or "\x00" in typed or typed == self.instance.serial:
            return None
        others = Equipment.objects.filter(serial=typed[:81]).exclude(pk=self.instance.pk)
        return others.select_related("type").first()

    def _offer_sites(self) -> None:
        customer = str(self["customer"].value() or "")
        field: Any = self.fields["site"]
        if not customer.isdecimal():
            field.queryset = Site.objects.none()
            field.help_text = _("Choose the customer first.")
            return
        field.queryset = Site.objects.filter(customer=int(customer[:18]))
        moved = int(customer[:18]) != self.instance.customer_id
        if not moved and self.instance.site_id:
            # It may stand in the house of somebody else: whoever lived there before, or the owner.
            field.queryset = Site.objects.filter(Q(customer=int(customer[:18])) | Q(pk=self.instance.site_id))
        if not self.is_bound and moved and not self.initial.get("site"):
            self.initial["site"] = field.queryset.values_list("pk", flat=True).first()
