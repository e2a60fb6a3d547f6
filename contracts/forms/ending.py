from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contracts.forms.life import ASKS_AGAIN, PastDayForm, not_in_future
from contracts.forms.subs import SubsField, ask_subs
from contracts.models import Contract, Ending
from tenancy.acting import acting_company
from tenancy.forms.attachment import TAKEN, FilesField, SeveralFilesInput
from ui.forms import MoneyField

ASKED = {"hx-include": "[name=received_on],[name=last_day],[name=running],[name=credit],[name=subs]"}


class CreditField(MoneyField):
    """Another amount to give back than the one computed of what was charged for days not served."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_digits=10,
            decimal_places=2,
            required=False,
            min_value=0,
            label=_("Another credit, net"),
            help_text=_("Empty: the amount computed above. 0: nothing is given back."),
            **kwargs,
        )


class EndingForm(forms.Form):
    """An end as it came. ``files`` is there for those who may add documents, the credit for those who see fees.

    ``computed`` is what is given back, net, unless somebody says another amount and why.
    """

    received_on = forms.DateField(label=_("Received on"))
    channel = forms.ChoiceField(choices=Ending.Channel.choices, label=_("How it came"))
    reason = forms.CharField(max_length=300, label=_("Reason"))
    running = forms.ChoiceField(
        choices=Ending.Running.choices, label=_("Period to bill that the last day cuts")
    )
    subs = SubsField()
    credit = CreditField()
    credit_reason = forms.CharField(max_length=200, required=False, label=_("Why another amount"))
    files = FilesField(  # type: ignore[assignment]
        required=False,
        label=_("Letter or form received"),
        help_text=_("Kept with the documents of the contract."),
        widget=SeveralFilesInput(attrs={"accept": TAKEN}),
    )

    def __init__(
        self,
        *args: Any,
        sees_fees: bool,
        adds_files: bool,
        computed: Decimal = Decimal(0),
        subs: Sequence[Contract] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.computed = computed
        ask_subs(self, subs, ASKS_AGAIN | ASKED)
        self.fields["received_on"].initial = acting_company().today()
        for name in ("received_on", "last_day", "running", "credit"):
            if name in self.fields:
                self.fields[name].widget.attrs |= ASKS_AGAIN | ASKED
        if not sees_fees:
            del self.fields["credit"], self.fields["credit_reason"]
        if not adds_files:
            del self.fields["files"]

    def clean_received_on(self) -> date:
        """Not in the future."""
        return not_in_future(self.cleaned_data["received_on"])

    def clean(self) -> dict[str, Any] | None:
        """Another amount has its reason, and a reason its amount."""
        cleaned = super().clean() or {}
        amount, reason = cleaned.get("credit"), cleaned.get("credit_reason")
        if amount is not None and amount != self.computed and not reason:
            self.add_error("credit_reason", _("Say why it is not the amount computed."))
        if reason and amount is None and "credit" not in self.errors:
            self.add_error("credit", _("Say which amount."))
        return cleaned


class WithdrawalForm(EndingForm):
    """A withdrawal: the customer's, at once, without a reason needed."""

    reason = forms.CharField(max_length=300, required=False, label=_("Reason given"))
    running = forms.ChoiceField(
        choices=[
            (Ending.Running.WAIVED, _("Nothing is charged")),
            (Ending.Running.PRORATED, _("The days served are charged: the customer asked to begin early")),
        ],
        label=_("Fees"),
    )

    def __init__(self, *args: Any, began_early: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not began_early:  # L221-25: without an express request nothing is owed
            del self.fields["running"]


class TerminationForm(EndingForm):
    """A termination: by whom, and until when the contract still runs."""

    side = forms.ChoiceField(choices=Ending.Side.choices, label=_("Ended by"))
    last_day = forms.DateField(label=_("Last day of the contract"))

    def __init__(self, *args: Any, refused: Callable[[date], str | Promise], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refused = refused

    def clean_last_day(self) -> date:
        """A day the contract can end on."""
        day: date = self.cleaned_data["last_day"]
        if reason := self.refused(day):
            raise ValidationError(str(reason))
        return day

    field_order = [
        "side",
        "received_on",
        "channel",
        "last_day",
        "reason",
        "running",
        "subs",
        "credit",
        "credit_reason",
        "files",
    ]


class UndoForm(forms.Form):
    """Why an end is undone."""

    reason = forms.CharField(max_length=200, label=_("Why it is undone"))


class RefundedForm(PastDayForm):
    """The day the money went back."""

    on = forms.DateField(label=_("Refunded on"))
