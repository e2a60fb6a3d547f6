from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contracts.models import Contract


class SubsField(forms.TypedMultipleChoiceField):
    """The sub-contracts that end with their main contract, by their keys; none unless somebody ticks them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            label=_("Sub-contracts that end too"),
            help_text=_("Those not ticked go on by themselves."),
            **kwargs,
        )


def ask_subs(form: forms.Form, subs: Sequence[Contract], attrs: dict[str, str]) -> None:
    """Offer the sub-contracts there are; what happens is asked again with each tick. Without any nothing is asked."""
    field: Any = form.fields["subs"]
    if not subs:
        del form.fields["subs"]
        return
    field.choices = [(each.pk, f"{each.number} · {each.customer}") for each in subs]
    field.widget.attrs |= attrs
