from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contracts.forms.life import not_in_future
from contracts.models import RenewalAnswer
from tenancy.acting import acting_company

#: another answer or day has other consequences: they are asked again
ASKED_AGAIN = {
    "hx-get": "",
    "hx-trigger": "change",
    "hx-include": "closest form",
    "hx-target": ".echeo-consequences",
    "hx-select": ".echeo-consequences",
    "hx-swap": "outerHTML",
}


class AnswerForm(forms.Form):
    """What the customer answered when the renewal was asked."""

    answer = forms.ChoiceField(label=_("Answer"), choices=RenewalAnswer.Answer.choices)
    answered_on = forms.DateField(label=_("Answered on"))
    source = forms.ChoiceField(label=_("Asked by"), choices=RenewalAnswer.Source.choices, initial="office")
    reference = forms.CharField(label=_("Report number"), max_length=60, required=False)
    note = forms.CharField(label=_("Remark"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answered_on"].initial = acting_company().today
        for name in ("answer", "answered_on", "source"):
            self.fields[name].widget.attrs |= ASKED_AGAIN

    def clean_answered_on(self) -> date:
        """Not in the future."""
        return not_in_future(self.cleaned_data["answered_on"])


class DecisionForm(forms.Form):
    """What the office decides about an answer."""

    DECISIONS = (("accept", _("Accept: do what it says")), ("set_aside", _("Set it aside")))

    decision = forms.ChoiceField(label=_("Decision"), choices=DECISIONS, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why"), max_length=200, required=False)

    def clean(self) -> dict[str, Any] | None:
        """Setting an answer aside needs a reason."""
        cleaned = super().clean() or {}
        if cleaned.get("decision") == "set_aside" and not cleaned.get("reason"):
            self.add_error("reason", _("Say why the answer is set aside."))
        return cleaned


class SetAsideForm(forms.Form):
    """Why answers are set aside."""

    reason = forms.CharField(label=_("Why"), max_length=200)
