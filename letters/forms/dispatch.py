from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from letters.forms.leaving import checked_number, past_day
from letters.models import Dispatch, Mailing, Receipt
from letters.numbering import read_numbers
from letters.post_numbers import Numbers

LARGEST = 500_000


class _PastDay(forms.Form):
    """A form with a day on which something happened."""

    on = forms.DateField(label=_("On"))

    def clean_on(self) -> date:
        """Not to come."""
        return past_day(self.cleaned_data["on"])


class HandedOverForm(_PastDay):
    """When a letter was handed over."""


class CameBackForm(_PastDay):
    """When and why the post brought a letter back."""

    reason = forms.ChoiceField(label=_("Reason on the envelope"), choices=Receipt.Reason.choices)
    text = forms.CharField(
        label=_("What else it says"), max_length=300, required=False, help_text=_("Such as the new address.")
    )
    fieldsets = [("", [("on", "reason"), "text"])]


class OneCameBackForm(CameBackForm):
    """The same of one letter: not before it left."""

    def __init__(self, *args: Any, dispatch: Dispatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dispatch = dispatch

    def clean_on(self) -> date:
        """Not before the letter left."""
        return not_before(super().clean_on(), self.dispatch)


class OneHandedOverForm(HandedOverForm):
    """The same of one letter: not before it left."""

    def __init__(self, *args: Any, dispatch: Dispatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dispatch = dispatch

    def clean_on(self) -> date:
        """Not before the letter left."""
        return not_before(super().clean_on(), self.dispatch)


def not_before(on: date, dispatch: Dispatch) -> date:
    """The day, where it does not lie before the letter left."""
    if on < dispatch.sent_on:
        raise forms.ValidationError(_("The letter had not left yet on this day."))
    return on


class NumberForm(forms.Form):
    """The registered mail number of one letter."""

    tracking = forms.CharField(label=_("Registered mail number"), max_length=60, required=False)

    def __init__(self, *args: Any, dispatch: Dispatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dispatch = dispatch

    def clean_tracking(self) -> str:
        """As the post prints it, and no other letter's."""
        return checked_number(self.cleaned_data["tracking"], self.dispatch)


class NumbersForm(_PastDay):
    """The registered mail numbers of a batch, pasted or as a CSV file."""

    numbers = forms.CharField(
        label=_("Numbers"),
        required=False,
        max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 12, "class": "font-monospace", "spellcheck": "false"}),
        help_text=_(
            "One a line, in printing order; or the contract, a semicolon and the number. "
            "Letters without a number are left as they are."
        ),
    )
    file = forms.FileField(
        label=_("Or a CSV file"),
        required=False,
        help_text=_("With the contract and the number in each line."),
    )
    fieldsets = [("", ["on", "numbers", "file"])]

    def __init__(self, *args: Any, mailing: Mailing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mailing = mailing
        self.fields["on"].label = _("Left on")

    def clean_file(self) -> str:
        """The file's text, whatever its encoding."""
        file = self.cleaned_data["file"]
        if not file:
            return ""
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is too large for a list of numbers."))
        raw = file.read()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", "replace")
        if "\0" in text:
            raise forms.ValidationError(_("This is no CSV file. Save the sheet as CSV first."))
        return text  # type: ignore[no-any-return]

    def clean(self) -> dict[str, Any]:
        """Read the list; each line that is wrong is named, and nothing is kept."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        text, place = (cleaned["file"], "file") if cleaned.get("file") else (cleaned["numbers"], "numbers")
        found: Numbers = read_numbers(self.mailing, text)
        if found.problems:
            self.add_error(place, forms.ValidationError(found.problems[:20]))
        elif not found.by_place:
            self.add_error(place, _("There is no number in it."))
        cleaned["by_place"] = found.by_place
        return cleaned
