from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from contracts.models import Notice, Term
from customers.models.communication import EARLIEST
from letters.models import Dispatch
from letters.post_numbers import checked as checked_post_number
from tenancy.acting import acting_company
from ui import formats

BY_HAND = [
    (value, label) for value, label in Notice.Channel.choices if value != Notice.Channel.IMPORTED
]  # what came from elsewhere is never typed here


def past_day(on: date) -> date:
    """A day on which something can have happened: not to come, nor before any log of a customer begins.

    Raises ``ValidationError`` on another day.
    """
    if on < EARLIEST.date():
        raise forms.ValidationError(_("This day lies too far back."))
    if on > acting_company().today():
        raise forms.ValidationError(_("This day lies in the future."))
    return on


class SentForm(forms.Form):
    """When and how letters left."""

    on = forms.DateField(label=_("Left on"))
    channel = forms.ChoiceField(label=_("By"), choices=BY_HAND)
    fieldsets: ClassVar[list[Any]] = [("", [("on", "channel")])]

    def clean_on(self) -> date:
        """A letter cannot have left tomorrow."""
        return past_day(self.cleaned_data["on"])


class OneSentForm(SentForm):
    """When and how one letter left, with its registered mail number."""

    reference = forms.CharField(
        label=_("Registered mail number"),
        max_length=60,
        required=False,
        help_text=_("For a registered letter."),
    )
    fieldsets: ClassVar[list[Any]] = [("", [("on", "channel"), "reference"])]

    def clean_reference(self) -> str:
        """As the post prints it, and no other letter's."""
        return checked_number(self.cleaned_data["reference"])

    def clean(self) -> dict[str, Any]:
        """Only registered mail has a number."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("reference") and cleaned.get("channel") not in {None, Notice.Channel.REGISTERED}:
            self.add_error("reference", _("Only a registered letter has a number."))
        return cleaned


def checked_number(raw: str, dispatch: Dispatch | None = None) -> str:
    """A registered mail number as it is kept. Raises ``ValidationError`` when it is none or another letter's."""
    if not raw:
        return ""
    try:
        number = checked_post_number(raw, acting_company().country)
    except ValueError as problem:
        raise forms.ValidationError(str(problem)) from problem
    others = Dispatch.objects.filter(tracking=number)
    if (others.exclude(pk=dispatch.pk) if dispatch else others).exists():
        raise forms.ValidationError(_("Another letter has this registered mail number."))
    return number


class NoticeSentForm(OneSentForm):
    """When and how one letter left; a day outside its window must be meant."""

    outside = forms.BooleanField(
        label=_("It left on that day all the same: keep it, although it does not count"), required=False
    )
    fieldsets: ClassVar[list[Any]] = [("", [("on", "channel"), "reference", "outside"])]

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
