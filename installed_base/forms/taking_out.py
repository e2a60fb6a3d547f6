from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from installed_base.models import Equipment
from tenancy.acting import acting_company
from ui.forms import RemoteSelect


class TakingOutForm(forms.Form):
    """The day a machine is taken out of service, not in the future; why, and what stands in its place."""

    on = forms.DateField(label=_("Taken out on"), widget=forms.DateInput)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
    replaced_by = forms.ModelChoiceField(
        Equipment.objects.none(),
        label=_("Replaced by"),
        required=False,
        widget=RemoteSelect("equipment:options"),
        help_text=_("The machine that does its work now, if it is here already."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = acting_company().today()
        self.fields["on"].initial = self.today
        if "replaced_by" in self.fields:
            choices: Any = self.fields["replaced_by"]
            choices.queryset = Equipment.objects.installed().select_related("type")

    def clean_on(self) -> date:
        """Today or a day that is past."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError(_("A machine is taken out when it is gone: give today or an earlier day."))
        return on
