from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contracts.models import Contract, Notice, Term
from letters.wording import checked
from tenancy.acting import acting_company
from ui import formats
from ui.forms import RemoteSelect

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


class WordingForm(forms.Form):
    """The text of a letter."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(
            attrs={"rows": 22, "class": "font-monospace", "spellcheck": "true", "data-wording": ""}
        ),
        help_text=_(
            "Simple HTML: p, strong, em, ul, ol, li, h2, h3, table. Text without any is cut at empty lines."
        ),
    )
    contract = forms.ModelChoiceField(
        label=_("Preview with the contract"),
        queryset=Contract.objects.none(),
        required=False,
        widget=RemoteSelect("letters:wording_contracts"),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["contract"].queryset = Contract.objects.select_related("customer")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Sanitise, and refuse what the letter cannot say, at its field."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "subject" in cleaned and "body" in cleaned:
            cleaned["subject"], cleaned["body"] = checked(self.kind, cleaned["subject"], cleaned["body"])
        return cleaned
