from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from installed_base.duties.clocks import Service
from installed_base.duty_words import SERVICES
from tenancy.acting import acting_company
from tenancy.models import Technician

EARLIEST = date(1950, 1, 1)

FOLLOW = {
    "hx-get": "",
    "hx-trigger": "change",
    "hx-include": "[name=what],[name=on]",
    "hx-select": "#moves",
    "hx-target": "#moves",
    "hx-swap": "outerHTML",
    "hx-select-oob": "#id_shown",
}


class ServiceForm(forms.Form):
    """What was done, when and by whom.

    ``shown`` carries the day and service whose new dates the person saw: another one is shown before it is recorded.
    """

    what = forms.ChoiceField(label=_("Service"), choices=SERVICES, initial=Service.CARE.value)
    on = forms.DateField(label=_("Done on"))
    technician = forms.ModelChoiceField(Technician.objects.none(), label=_("Technician"), required=False)
    done_by = forms.CharField(
        label=_("Or by somebody else"), max_length=120, required=False, help_text=_("Such as another firm.")
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data.copy() if data is not None else None, *args, **kwargs)
        self.today = acting_company().today()
        self.fields["on"].initial = self.today
        people: Any = self.fields["technician"]
        people.queryset = Technician.objects.filter(left_on=None)
        self.fields["shown"].initial = self.key(*self.supposed)

    @staticmethod
    def key(what: Service, on: date) -> str:
        """The mark of what was shown."""
        return f"{what.value}:{on.isoformat()}"

    @property
    def supposed(self) -> tuple[Service, date]:
        """The service and day typed, or those offered where what was typed makes no sense."""
        what, on = self["what"].value(), self["on"].value()
        try:
            day = self.fields["on"].clean(on)
            self._plausible(day)
        except ValidationError:
            day = self.today
        known = {service.value for service in Service}
        return Service(what) if what in known else Service.CARE, day

    def clean_on(self) -> date:
        """Not in the future, and not before there were such machines."""
        day: date = self.cleaned_data["on"]
        self._plausible(day)
        return day

    def clean(self) -> dict[str, Any]:
        """One doer at most; and only what was shown is recorded."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("technician") and cleaned.get("done_by"):
            self.add_error("done_by", _("Choose a technician or write a name, not both."))
        now = self.key(*self.supposed)
        if not self.errors and cleaned.get("shown") != now:
            data: Any = self.data
            data[self.add_prefix("shown")] = now
            raise ValidationError(_("The new dates are shown: look at them and confirm."))
        return cleaned

    def _plausible(self, day: date) -> None:
        if day > self.today:
            raise ValidationError(_("This day is still to come."))
        if day < EARLIEST:
            raise ValidationError(_("This day is too far back."))


class LiveServiceForm(ServiceForm):
    """On a machine's own page the new dates follow the day and the service as they are typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("what", "on"):
            self.fields[name].widget.attrs.update(FOLLOW)
