from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contracts.models import Notice, Term
from tenancy.acting import acting_company
from ui import formats

BY_HAND = [
    (value, label) for value, label in Notice.Channel.choices if value != Notice.Channel.IMPORTED
]  # what came from elsewhere is never typed here


class SentForm(forms.Form):
    """When and how letters left."""

    on = forms.DateField(label=_("Left on"))
    channel = forms.ChoiceField(label=_("By"), choices=BY_HAND)
    reference = forms.CharField(
        label=_("Registered mail number"),
        max_length=60,
        required=False,
        help_text=_("For a registered letter."),
    )
    fieldsets = [("", [("on", "channel"), "reference"])]

    def clean_on(self) -> date:
        """A letter cannot have left tomorrow."""
        on: date = self.cleaned_data["on"]
        if on > acting_company().today():
            raise forms.ValidationError(_("This day lies in the future."))
        return on


class NoticeSentForm(SentForm):
    """When and how one letter left; a day outside its window must be meant."""

    outside = forms.BooleanField(
        label=_("It left on that day all the same: keep it, although it does not count"), required=False
    )
    fieldsets = [("", [("on", "channel"), "reference", "outside"])]

    def __init__(self, *args: Any, term: Term, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.term = term
        if not self.is_bound or "outside" not in self.data:
            self.fields["outside"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """Ask once more when the day lies outside the window."""
        cleaned: dict[str, Any] = super().clean() or {}
        on = cleaned.get("on")
        opens, closes = self.term.notice_opens_on, self.term.notice_closes_on
        if on and not opens <= on <= closes and not cleaned.get("outside"):
            self.fields["outside"].widget = forms.CheckboxInput()
            self.add_error(
                "on",
                _("This day lies outside the window, %(opens)s to %(closes)s. Tick the box if it is right.")
                % {"opens": formats.day(opens), "closes": formats.day(closes)},
            )
        return cleaned


class PrintForm(forms.Form):
    """How a batch will be printed."""

    both_sides = forms.BooleanField(
        label=_("Printed on both sides"),
        required=False,
        help_text=_("Each letter then begins on a new sheet."),
    )
