from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contracts.forms.life import ASKS_AGAIN, not_in_future
from contracts.models import Suspension
from tenancy.acting import acting_company
from tenancy.forms.attachment import TAKEN, FilesField, SeveralFilesInput


class SuspensionForm(forms.Form):
    """A suspension as it was asked; ``files`` is there for those who may add documents."""

    starts_on = forms.DateField(label=_("Suspended from"))
    ends_on = forms.DateField(
        required=False,
        label=_("Suspended until"),
        help_text=_("The last day without service. Left empty, until the contract is resumed."),
    )
    side = forms.ChoiceField(choices=Suspension.Side.choices, label=_("Asked by"))
    told_on = forms.DateField(label=_("Told on"))
    channel = forms.ChoiceField(choices=Suspension.Channel.choices, label=_("How it was told"))
    reason = forms.CharField(max_length=300, label=_("Reason"))
    files = FilesField(  # type: ignore[assignment]
        required=False,
        label=_("Letter or form received"),
        help_text=_("Kept with the documents of the contract."),
        widget=SeveralFilesInput(attrs={"accept": TAKEN}),
    )

    def __init__(self, *args: Any, adds_files: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["told_on"].initial = acting_company().today()
        for name in ("starts_on", "ends_on"):
            self.fields[name].widget.attrs |= ASKS_AGAIN | {"hx-include": "[name=starts_on],[name=ends_on]"}
        if not adds_files:
            del self.fields["files"]

    def clean_told_on(self) -> date:
        """Not in the future."""
        return not_in_future(self.cleaned_data["told_on"])

    def clean(self) -> dict[str, Any]:
        """It does not end before it begins."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("This day lies before the first one."))
        return cleaned


class ResumeForm(forms.Form):
    """The first day on which the contract runs again."""

    on = forms.DateField(label=_("Runs again from"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].widget.attrs |= ASKS_AGAIN
