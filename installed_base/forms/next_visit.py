from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from installed_base.models import NextVisitNote
from tenancy.acting import acting_company


class NextVisitForm(forms.ModelForm):
    """What to do at the next visit."""

    class Meta:
        model = NextVisitNote
        fields = ("text", "not_before")
        widgets = {"text": forms.Textarea({"rows": 3, "maxlength": 500})}
        labels = {"not_before": _("Not before")}
        help_texts = {
            "text": _("One thing a note: bring a new expansion vessel, ask for the key of the loft…"),
            "not_before": _("Empty: at the very next visit."),
        }


class PostponeForm(forms.Form):
    """Until when, and why."""

    until = forms.DateField(label=_("Not before"), widget=forms.DateInput)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def clean_until(self) -> date:
        """A day to come."""
        until: date = self.cleaned_data["until"]
        if until <= acting_company().today():
            raise ValidationError(_("Give a day to come."))
        return until


class DropForm(forms.Form):
    """Why it need not be done."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
