from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenancy.acting import acting_company


class WayForm(forms.Form):
    """How letters go."""

    PRINT = "print"
    way = forms.ChoiceField(
        label=_("How they go"),
        choices=[
            ("email", _("By e-mail where possible and welcome, else printed")),
            (PRINT, _("All printed")),
        ],
    )


class VisitLetterForm(WayForm):
    """How visit notices go, and when the technician comes."""

    visit_on = forms.DateField(
        label=_("Day of the visit"), required=False, help_text=_("Empty: the window of each visit is told.")
    )
    hours = forms.CharField(
        label=_("Time"),
        max_length=60,
        required=False,
        help_text=_("As written to the customer, such as “8 to 10 a.m.”"),
    )
    fieldsets = [("", ["way", ("visit_on", "hours")])]

    def clean_visit_on(self) -> date | None:
        """A visit lies ahead."""
        on: date | None = self.cleaned_data["visit_on"]
        if on is not None and on < acting_company().today():
            raise forms.ValidationError(_("This day lies in the past."))
        return on

    def clean(self) -> dict[str, Any]:
        """A time wants its day."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("hours") and not given.get("visit_on") and "visit_on" not in self.errors:
            self.add_error("visit_on", _("A time needs its day."))
        return given


class AutomaticForm(forms.Form):
    """From which day on letters of a kind are written by the night."""

    since = forms.DateField(
        label=_("For what happens from"), help_text=_("What happened before is not written about by itself.")
    )
