from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contracts.forms.life import ASKS_AGAIN
from contracts.models import BillingPeriod
from tenancy.acting import acting_company


class PeriodCloseForm(forms.Form):
    """Why a period is not billed here."""

    state = forms.ChoiceField(
        choices=[
            (state.value, state.label)
            for state in (BillingPeriod.State.ELSEWHERE, BillingPeriod.State.WAIVED)
        ],
        label=_("What becomes of it"),
        widget=forms.RadioSelect,
        initial=BillingPeriod.State.ELSEWHERE.value,
    )
    reason = forms.CharField(
        max_length=200,
        label=_("Reason"),
        help_text=_("Such as the number of the invoice in the other software."),
    )


class VisitDoneForm(forms.Form):
    """When the visit was made, as the office knows."""

    on = forms.DateField(label=_("Done on"))
    reference = forms.CharField(
        max_length=60, required=False, label=_("Reference"), help_text=_("Such as the report's number.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = acting_company().today

    def clean_on(self) -> Any:
        """Not in the future."""
        day = self.cleaned_data["on"]
        if day > acting_company().today():
            raise ValidationError(_("A visit cannot be done in the future."))
        return day


class OneVisitDoneForm(VisitDoneForm):
    """The same for one visit: another day moves other visits, so what happens is asked again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].widget.attrs |= ASKS_AGAIN
