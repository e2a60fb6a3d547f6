from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class ClosingForm(forms.Form):
    """The company's name, typed, so that nobody closes it by a slip of the hand."""

    name = forms.CharField(
        label=_("The company's name"),
        max_length=160,
        help_text=_("Type it as it stands above."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, wanted: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = wanted

    def clean_name(self) -> str:
        """Exactly that name."""
        name: str = self.cleaned_data["name"]
        if name.strip() != self.wanted.strip():
            raise ValidationError(_("This is not the company's name."))
        return name
