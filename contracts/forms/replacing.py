from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contracts.forms.life import ASKS_AGAIN, not_in_future
from contracts.models import Contract, Ending
from tenancy.acting import acting_company


class ReplaceForm(forms.Form):
    """The contract that takes the place of another."""

    number = forms.CharField(max_length=30, label=_("Number of the new contract"))
    starts_on = forms.DateField(label=_("First day of the new contract"))
    signed_on = forms.DateField(label=_("Signed on"))
    channel = forms.ChoiceField(choices=Ending.Channel.choices, label=_("How it came"))
    reason = forms.CharField(max_length=300, label=_("Reason"))

    def __init__(self, *args: Any, refused: Callable[[date], str | Promise], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refused = refused
        self.fields["signed_on"].initial = acting_company().today()
        self.fields["starts_on"].widget.attrs |= ASKS_AGAIN

    def clean_starts_on(self) -> date:
        """A day on which the former contract can give way."""
        day: date = self.cleaned_data["starts_on"]
        if reason := self.refused(day):
            raise forms.ValidationError(str(reason))
        return day

    def clean_signed_on(self) -> date:
        """Not in the future."""
        return not_in_future(self.cleaned_data["signed_on"])

    def clean_number(self) -> str:
        """Nobody has it yet."""
        number: str = self.cleaned_data["number"].strip()
        if Contract.objects.filter(number=number).exists():
            raise forms.ValidationError(_("Another contract has this number."))
        return number
