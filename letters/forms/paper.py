from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contracts.models import Contract
from letters.models import Paper
from ui.forms import RemoteSelect

LAID_OUT = (
    "margin_top", "margin_bottom", "margin_left", "margin_right", "font", "size", "logo", "header", "footer", "window",
    "envelope",
)  # fmt: skip


class PaperForm(forms.ModelForm):
    """How letters and contracts are laid out; ``contract`` is the one the preview is about."""

    contract = forms.ModelChoiceField(
        label=_("Preview with the contract"),
        queryset=Contract.objects.none(),
        required=False,
        widget=RemoteSelect("letters:wording_contracts"),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    fieldsets = [
        (_("Margins"), [("margin_top", "margin_bottom", "margin_left", "margin_right")]),
        (_("Text"), ["font", "size", "logo", "header", "footer"]),
        (_("Envelope"), ["window", "envelope"]),
    ]

    class Meta:
        model = Paper
        fields = LAID_OUT

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contract"].queryset = Contract.objects.select_related("customer")  # type: ignore[attr-defined]
