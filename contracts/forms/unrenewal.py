from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contracts.forms.life import RefusalForm
from contracts.models import Term
from ui import formats


class UndoRenewalForm(forms.Form):
    """Why a renewal is undone; ``number`` is the term the page was about, so that a later one never goes instead."""

    number = forms.IntegerField(min_value=2, max_value=32767, widget=forms.HiddenInput)
    why = forms.CharField(max_length=200, label=_("Why it is undone"))


class LateRefusalForm(RefusalForm, UndoRenewalForm):
    """The refusal that should have stopped a tacit renewal, received in the ``former`` term."""

    field_order = ("received_on", "channel", "reason", "accept_late", "why", "number")

    def __init__(self, *args: Any, former: Term, **kwargs: Any) -> None:
        super().__init__(*args, refuse_by=former.refuse_by, **kwargs)
        self.former = former
        received = self.fields["received_on"]
        received.initial = None
        for name in [name for name in received.widget.attrs if name.startswith("hx-")]:
            del received.widget.attrs[name]

    def clean_received_on(self) -> date:
        """In the term it refuses to follow."""
        day = super().clean_received_on()
        if not self.former.starts_on <= day <= self.former.ends_on:
            raise ValidationError(
                _("It stops this renewal only when it was received from %(first)s to %(last)s."),
                params={
                    "first": formats.day(self.former.starts_on),
                    "last": formats.day(self.former.ends_on),
                },
            )
        return day
