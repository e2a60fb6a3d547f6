from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contracts.forms.life import ASKS_AGAIN, RefundField, not_in_future
from contracts.models import Contract, Ending
from tenancy.acting import acting_company


class ReplaceForm(forms.Form):
    """The contract that takes the place of another. The refund is there for those who see fees."""

    number = forms.CharField(max_length=30, label=_("Number of the new contract"))
    starts_on = forms.DateField(label=_("First day of the new contract"))
    signed_on = forms.DateField(label=_("Signed on"))
    channel = forms.ChoiceField(choices=Ending.Channel.choices, label=_("How it came"))
    reason = forms.CharField(max_length=300, label=_("Reason"))
    refund = RefundField()

    def __init__(self, *args: Any, sees_fees: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signed_on"].initial = acting_company().today()
        self.fields["starts_on"].widget.attrs |= ASKS_AGAIN
        if not sees_fees:
            del self.fields["refund"]

    def clean_signed_on(self) -> date:
        """Not in the future."""
        return not_in_future(self.cleaned_data["signed_on"])

    def clean_number(self) -> str:
        """Nobody has it yet."""
        number: str = self.cleaned_data["number"].strip()
        if Contract.objects.filter(number=number).exists():
            raise forms.ValidationError(_("Another contract has this number."))
        return number
