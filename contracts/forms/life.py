from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contracts.forms.subs import SubsField, ask_subs
from contracts.models import Block, Conclusion, Contract, Refusal
from customers.models.communication import EARLIEST
from tenancy.acting import acting_company

CHANNELS = [
    (channel.value, channel.label) for channel in Refusal.Channel if channel != Refusal.Channel.IMPORTED
]


# Another day or choice brings something else: what happens is asked again.
ASKS_AGAIN = {
    "hx-get": "",
    "hx-trigger": "change",
    "hx-target": ".echeo-consequences",
    "hx-select": ".echeo-consequences",
    "hx-swap": "outerHTML",
}


class PastDayForm(forms.Form):
    """A day up to today; today when nothing is said."""

    on = forms.DateField(label=_("Day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = acting_company().today

    def clean_on(self) -> date:
        """Not in the future."""
        return not_in_future(self.cleaned_data["on"])


class SignForm(PastDayForm):
    """The day of signature."""

    on = forms.DateField(label=_("Signed on"))
    conclusion = forms.ChoiceField(
        required=False,
        label=_("Where it was concluded"),
        help_text=_(
            "Away from the firm the customer may withdraw; at home nothing may be paid the first seven days."
        ),
    )
    early_start_on = forms.DateField(
        required=False,
        label=_("Early start requested on"),
        help_text=_(
            "Only where the customer expressly asked that services begin before the withdrawal period ends."
        ),
    )
    early_start_evidence = forms.CharField(
        max_length=300, required=False, label=_("How the request is proven")
    )
    withdraw_by = forms.DateField(
        required=False,
        label=_("Another last day to withdraw"),
        help_text=_("Empty: as the law counts it."),
    )
    withdraw_by_reason = forms.CharField(max_length=200, required=False, label=_("Why that day"))

    def __init__(self, *args: Any, withdrawable: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not withdrawable:
            for name in list(self.fields)[1:]:
                del self.fields[name]
            return
        where = [
            choice
            for choice in Conclusion.choices
            if choice[0] != Conclusion.UNREQUESTED_VISIT or acting_company().country == "IT"
        ]
        self.fields["conclusion"].choices = [("", _("Not said")), *where]  # type: ignore[attr-defined]
        for name in ("on", "conclusion"):
            self.fields[name].widget.attrs |= ASKS_AGAIN | {"hx-include": "[name=on],[name=conclusion]"}

    def clean(self) -> dict[str, Any] | None:
        """A request needs its proof, another day its reason."""
        cleaned = super().clean() or {}
        if cleaned.get("early_start_on") and not cleaned.get("early_start_evidence"):
            self.add_error("early_start_evidence", _("Say how the customer’s request is proven."))
        if cleaned.get("withdraw_by") and not cleaned.get("withdraw_by_reason"):
            self.add_error("withdraw_by_reason", _("Say why it is not the day the law counts."))
        if cleaned.get("withdraw_by") and cleaned.get("on") and cleaned["withdraw_by"] < cleaned["on"]:
            self.add_error("withdraw_by", _("This day lies before the signature."))
        return cleaned


class SendForm(PastDayForm):
    """The day the contract left for signature."""

    on = forms.DateField(label=_("Sent on"))


class RefusalForm(forms.Form):
    """A refusal as it came; a late one is accepted by hand only. ``refuse_by`` is the last day to refuse."""

    received_on = forms.DateField(label=_("Received on"))
    channel = forms.ChoiceField(choices=CHANNELS, label=_("How it came"))
    reason = forms.CharField(max_length=200, required=False, label=_("Reason given"))
    accept_late = forms.BooleanField(
        required=False,
        label=_("Accept it though it is late"),
        help_text=_(
            "Needed only after the last day to refuse: the office decides whether a late refusal stands."
        ),
    )

    subs = SubsField()

    def __init__(
        self, *args: Any, refuse_by: date | None = None, subs: Sequence[Contract] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.refuse_by = refuse_by
        self.fields["received_on"].initial = acting_company().today
        # Another day may be late: what happens is asked again.
        asked = ASKS_AGAIN | ({"hx-include": "[name=received_on],[name=subs]"} if subs else {})
        self.fields["received_on"].widget.attrs |= asked
        ask_subs(self, subs, asked)

    def clean_received_on(self) -> date:
        """Not in the future."""
        return not_in_future(self.cleaned_data["received_on"])

    def clean(self) -> dict[str, Any] | None:
        """A late refusal needs the office's word."""
        cleaned = super().clean() or {}
        day = cleaned.get("received_on")
        if day and self.refuse_by and day > self.refuse_by and not cleaned.get("accept_late"):
            self.add_error(
                "accept_late",
                _("The refusal came after the last day to refuse. Tick this to accept it all the same."),
            )
        return cleaned


class BlockForm(forms.Form):
    """How far assistance is withheld, and why."""

    level = forms.ChoiceField(
        choices=[
            (Block.Level.STOP, _("Stop: no assistance until it is lifted")),
            (Block.Level.WARNING, _("Warning: who plans or works is told, and goes on")),
        ],
        initial=Block.Level.STOP,
        widget=forms.RadioSelect,
        label=_("Level"),
    )
    reason = forms.CharField(max_length=200, label=_("Reason"))


class LiftForm(forms.Form):
    """Why assistance is given again."""

    reason = forms.CharField(max_length=200, label=_("Why the block is lifted"))


def not_in_future(day: date) -> date:
    """The day itself. Raises ``ValidationError`` when it lies after today, or where no log keeps it."""
    if day > acting_company().today():
        raise ValidationError(_("This day lies in the future."))
    if day < EARLIEST.date():
        raise ValidationError(_("This day lies too far back."))
    return day
