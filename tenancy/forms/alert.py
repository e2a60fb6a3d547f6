from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SnoozeForm(forms.Form):
    """Until when an alert is put off, and why."""

    until = forms.DateField(label=_("Put off until"), help_text=_("On this day it is back in the list."))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = timezone.localdate() + timedelta(days=7)

    def clean_until(self) -> Any:
        """A day to come, within a year."""
        until, today = self.cleaned_data["until"], timezone.localdate()
        if until <= today:
            raise forms.ValidationError(_("Choose a day after today."))
        if until > today + timedelta(days=366):
            raise forms.ValidationError(_("Choose a day within a year."))
        return until
