from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import AdvertisingWish, Customer
from tenancy.acting import acting_company

BY_HAND = [choice for choice in AdvertisingWish.Source.choices if choice[0] != AdvertisingWish.Source.LINK]


class AdvertisingForm(forms.Form):
    """What a customer said about advertising, when and how."""

    wanted = forms.ChoiceField(
        label=_("What she said"),
        choices=[("yes", _("Agrees to receive advertising")), ("no", _("Wants no advertising"))],
    )
    on = forms.DateField(label=_("Said on"))
    source = forms.ChoiceField(label=_("How"), choices=BY_HAND)
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, help_text=_("Such as where the form is kept.")
    )
    fieldsets = [("", ["wanted", ("on", "source"), "note"])]

    def __init__(self, *args: Any, customer: Customer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last = customer.advertising_wishes.first() if customer else None

    def clean_on(self) -> date:
        """Not to come, and not before her last word."""
        on: date = self.cleaned_data["on"]
        if on > acting_company().today():
            raise forms.ValidationError(_("This day lies in the future."))
        if self.last is not None and on < self.last.on:
            raise forms.ValidationError(_("She said something else later."))
        return on

    @property
    def said(self) -> dict[str, Any]:
        """As ``advertising.record`` takes it."""
        given = self.cleaned_data
        return {
            "wanted": given["wanted"] == "yes",
            "on": given["on"],
            "source": given["source"],
            "note": given["note"],
        }
