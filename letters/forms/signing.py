from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Conclusion, Contract
from letters.drawn import LONGEST, checked
from letters.models import SignatureRequest
from tenancy.acting import acting_company

AT_MOST = timedelta(days=90)


class AskForm(forms.Form):
    """How a contract is given to be signed."""

    way = forms.ChoiceField(label=gettext_lazy("How"), choices=SignatureRequest.Way.choices)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), required=False, help_text=gettext_lazy("For a link.")
    )
    until = forms.DateField(label=gettext_lazy("Last day to sign"))
    conclusion = forms.ChoiceField(label=gettext_lazy("Where it is concluded"), required=False)
    fieldsets = [("", ["way", "email", "until", "conclusion"])]

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = acting_company().country
        if contract.customer.may_withdraw(country):
            self.fields["conclusion"].choices = [  # type: ignore[attr-defined]
                choice
                for choice in Conclusion.choices
                if choice[0] != Conclusion.UNREQUESTED_VISIT or country == "IT"
            ]
            self.fields["conclusion"].required = True
            self.fields["conclusion"].help_text = _("It decides until when the customer may withdraw.")
        else:
            del self.fields["conclusion"]

    def clean_until(self) -> date:
        """From today on, three months at most."""
        until, today = self.cleaned_data["until"], acting_company().today()
        if not today <= until <= today + AT_MOST:
            raise forms.ValidationError(_("A day from today on, within three months."))
        return until  # type: ignore[no-any-return]

    def clean(self) -> dict[str, Any]:
        """A link needs an address."""
        cleaned: dict[str, Any] = super().clean() or {}
        if (
            cleaned.get("way") == SignatureRequest.Way.LINK
            and not cleaned.get("email")
            and "email" not in self.errors
        ):
            self.add_error("email", _("A link needs an address to go to."))
        return cleaned


class CustomerSignForm(forms.Form):
    """What the customer fills in to sign: her name, that she has read, and her signature drawn where she likes."""

    signer = forms.CharField(
        label=gettext_lazy("Your first name and surname"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    read = forms.BooleanField(label=gettext_lazy("I have read the contract and agree to it"))
    clauses = forms.BooleanField(label=gettext_lazy("I specifically approve these clauses"))
    early_start = forms.BooleanField(
        required=False,
        label=gettext_lazy("I ask that the first work begins before the withdrawal period ends"),
    )
    drawing = forms.CharField(
        required=False, widget=forms.HiddenInput, validators=[MaxLengthValidator(LONGEST)]
    )
    clauses_drawing = forms.CharField(
        required=False, widget=forms.HiddenInput, validators=[MaxLengthValidator(LONGEST)]
    )

    def __init__(self, *args: Any, twice: bool, withdrawable: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not twice:
            del self.fields["clauses"], self.fields["clauses_drawing"]
        if not withdrawable:
            del self.fields["early_start"]

    def clean_signer(self) -> str:
        """A name, not a scribble."""
        name = " ".join(str(self.cleaned_data["signer"]).split())
        if sum(letter.isalpha() for letter in name) < 2:
            raise forms.ValidationError(_("Type your name."))
        return name

    def clean_drawing(self) -> str:
        """A picture, looked at."""
        return _drawn(self.cleaned_data["drawing"])

    def clean_clauses_drawing(self) -> str:
        """A picture, looked at."""
        return _drawn(self.cleaned_data["clauses_drawing"])


def _drawn(data: str) -> str:
    try:
        return checked(data)
    except ValueError as problem:
        raise forms.ValidationError(_("The drawing could not be read. Draw it again.")) from problem
