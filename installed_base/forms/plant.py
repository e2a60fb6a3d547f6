import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, Site
from installed_base import planting
from installed_base.forms.equipment import SITES_FOLLOW
from installed_base.models import Equipment, Plant
from tenancy.models import Technician
from ui.forms import RemoteSelect, RemoteSelectMultiple

POD = re.compile(r"[A-Z]{2}\d{3}E\d{8,9}")


class PlantForm(forms.ModelForm):
    """What makes a plant: its site, its machines, its codes, who may work on it."""

    customer = forms.ModelChoiceField(
        Customer.objects.none(), label=_("Customer"), widget=RemoteSelect("customers:options", SITES_FOLLOW)
    )
    machines = forms.ModelMultipleChoiceField(
        Equipment.objects.none(), label=_("Machines"), required=False,
        widget=RemoteSelectMultiple("equipment:options"),
        help_text=_("Those of this customer that make one system. A machine belongs to one plant at most."),
    )  # fmt: skip
    people = forms.ModelMultipleChoiceField(
        Technician.objects.none(), label=_("Technicians allowed"), required=False,
        help_text=_("None chosen means everybody."),
    )  # fmt: skip

    fieldsets = (
        (_("Where"), ["customer", "site"]),
        (_("Plant"), ["name", ("heats", "cools", "hot_water"), "machines", "commissioned_on"]),
        (
            _("Codes"),
            ["catasto_code", ("pdr", "pod")],
            _("Of the regional register and the meters, in Italy."),
        ),
        (_("What to know"), ["people", "notes"]),
    )

    class Meta:
        model = Plant
        fields = (
            *("site", "name", "heats", "cools", "hot_water", "commissioned_on"),
            *("catasto_code", "pdr", "pod", "notes"),
        )
        widgets = {"notes": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["customer"].queryset = Customer.objects.all()
        fields["machines"].queryset = Equipment.objects.select_related("type")
        fields["people"].queryset = Technician.objects.filter(left_on=None)
        if self.instance.pk:
            self.initial.setdefault("customer", self.instance.site.customer_id)
            self.initial.setdefault(
                "machines", list(self.instance.places.values_list("equipment", flat=True))
            )
            held = list(self.instance.technicians.values_list("technician", flat=True))
            self.initial.setdefault("people", held)
            fields["people"].queryset = Technician.objects.filter(left_on=None) | Technician.objects.filter(
                pk__in=held
            )
        customer = str(self["customer"].value() or "")
        hers = (
            Site.objects.filter(customer=int(customer[:18])) if customer.isdecimal() else Site.objects.none()
        )
        fields["site"].queryset = hers
        if not customer.isdecimal():
            fields["site"].help_text = _("Choose the customer first.")
        elif not self.is_bound and not self.initial.get("site"):
            self.initial["site"] = hers.values_list("pk", flat=True).first()

    def clean_pdr(self) -> str:
        """Fourteen figures."""
        pdr = re.sub(r"\s", "", self.cleaned_data["pdr"])
        if pdr and not re.fullmatch(r"[0-9]{14}", pdr):
            raise ValidationError(_("A PDR has fourteen figures."))
        return pdr

    def clean_pod(self) -> str:
        """As on the bill."""
        pod = re.sub(r"\s", "", self.cleaned_data["pod"]).upper()
        if pod and not POD.fullmatch(pod):
            raise ValidationError(_("A POD is written like IT001E12345678."))
        return pod

    def clean(self) -> dict[str, Any]:
        """Machines of this customer that no other plant has; one name a site."""
        cleaned = super().clean() or self.cleaned_data
        site, machines = cleaned.get("site"), cleaned.get("machines") or []
        if site is not None:
            strangers = [machine for machine in machines if machine.customer_id != site.customer_id]
            if strangers:
                self.add_error(
                    "machines", _("%(machine)s belongs to another customer.") % {"machine": strangers[0]}
                )
            same = Plant.objects.filter(site=site, name=cleaned.get("name", "")).exclude(pk=self.instance.pk)
            if same.exists():
                self.add_error("name", _("This site has a plant of this name already."))
        for machine, plant in planting.taken(machines, but=self.instance.pk):
            self.add_error(
                "machines",
                _("%(machine)s belongs to the plant %(plant)s.") % {"machine": machine, "plant": plant},
            )
        if not (cleaned.get("heats") or cleaned.get("cools") or cleaned.get("hot_water")):
            self.add_error("heats", _("Say what the plant is for."))
        return cleaned

    def save(self, commit: bool = True) -> Plant:
        """Put it together."""
        plant: Plant = super().save(commit=False)
        return (
            planting.put_together(plant, self.cleaned_data["machines"], self.cleaned_data["people"])
            if commit
            else plant
        )
