from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tenancy.acting import acting_company


class TakingOutForm(forms.Form):
    """The day a machine is taken out of service, not in the future."""

    on = forms.DateField(label=_("Taken out on"), widget=forms.DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = acting_company().today()
        self.fields["on"].initial = self.today

    def clean_on(self) -> date:
        """Today or a day that is past."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError(_("A machine is taken out when it is gone: give today or an earlier day."))
        return on
