from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tenancy.acting import acting_company


class ExclusionForm(forms.Form):
    """Why, and until when, something is left out of maintenance lists; asked of many rows at once."""

    reason = forms.CharField(label=_("Why excluded"), max_length=200, required=False)
    until = forms.DateField(
        label=_("Excluded until"),
        required=False,
        help_text=_("Left empty, until somebody includes them again."),
        widget=forms.DateInput,
    )

    def clean_until(self) -> date | None:
        """A day that is still to come."""
        return still_to_come(self.cleaned_data["until"])


class ReasonedExclusionForm(ExclusionForm):
    """The same where a reason must be given."""

    reason = forms.CharField(label=_("Why excluded"), max_length=200)


class ExclusionFields(forms.ModelForm):
    """An exclusion on a form of its own row: reason and end go with the mark, the end is still to come."""

    def settle_exclusion(self, cleaned: dict[str, Any]) -> None:
        """A new end lies ahead; without the mark, reason and end are dropped."""
        if not cleaned.get("excluded"):
            cleaned["excluded_reason"], cleaned["excluded_until"] = "", None
        elif {"excluded", "excluded_until"} & set(self.changed_data):
            try:
                still_to_come(cleaned.get("excluded_until"))
            except ValidationError as passed:
                self.add_error("excluded_until", passed)


def still_to_come(until: date | None) -> date | None:
    """The day, unless it is over. Raises ValidationError."""
    if until and until < acting_company().today():
        raise ValidationError(_("This day has passed."))
    return until
