from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, Site
from installed_base.forms.equipment import SITES_FOLLOW
from tenancy.acting import acting_company
from ui.forms import RemoteSelect


class MovingForm(forms.Form):
    """Where a machine goes, whose it is then, and from which day."""

    on = forms.DateField(
        label=_("Since"), widget=forms.DateInput, help_text=_("Today, or the day it was moved.")
    )
    customer = forms.ModelChoiceField(
        Customer.objects.none(), label=_("Customer"), widget=RemoteSelect("customers:options", SITES_FOLLOW)
    )
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = acting_company().today()
        self.fields["on"].initial = self.today
        customers: Any = self.fields["customer"]
        customers.queryset = Customer.objects.active()
        chosen = str(self["customer"].value() or "")
        sites: Any = self.fields["site"]
        if chosen.isascii() and chosen.isdecimal():
            sites.queryset = Site.objects.filter(customer=int(chosen[:18]))

    def clean_on(self) -> date:
        """Today or a day that is past."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError(_("Give today or an earlier day: the machine must have been moved."))
        return on
