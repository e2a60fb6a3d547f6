from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from customers.models import PrivacyRequest

IN_FORCE = date(2018, 5, 25)  # the day the GDPR began to apply
ASKED = [each for each in PrivacyRequest.Kind.choices if each[0] != PrivacyRequest.Kind.RETENTION]


class PrivacyRequestForm(forms.ModelForm):
    """What somebody asked, when and how."""

    kind = forms.ChoiceField(label=_("What is asked"), choices=ASKED)

    fieldsets = (("", [("kind", "asker"), ("received_on", "channel")]),)

    class Meta:
        model = PrivacyRequest
        fields = ("kind", "asker", "received_on", "channel")
        widgets = {"received_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for name in ("asker", "channel"):
            self.fields[name].required = True
        self.fields["received_on"].initial = today

    def clean_received_on(self) -> date:
        """Not in the future, and not before the law."""
        day: date = self.cleaned_data["received_on"]
        if day > self.today:
            raise ValidationError(_("This lies in the future."))
        if day < IN_FORCE:
            raise ValidationError(_("This day lies too far back."))
        return day


class ErasureForm(forms.Form):
    """Her number, typed, so that nobody is erased by a slip of the hand; then the seal of what was shown."""

    number = forms.CharField(
        label=_("The customer's number"),
        max_length=30,
        help_text=_("Type it as it stands above."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    seal = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput())

    def __init__(self, *args: Any, wanted: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = wanted

    def clean_number(self) -> str:
        """Exactly that number."""
        number: str = self.cleaned_data["number"]
        if number.strip() != self.wanted:
            raise ValidationError(_("This is not the customer's number."))
        return number.strip()
