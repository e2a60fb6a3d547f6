from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from installed_base.models import MaintenanceRule
from tenancy.acting import acting_company
from ui.forms import RemoteSelect

SCOPES = ("equipment", "customer", "type")


class RuleForm(forms.ModelForm):
    """How often, for what, and on whose word."""

    month = forms.TypedChoiceField(
        label=_("Wished month"),
        choices=[("", _("none")), *MONTHS.items()],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("For yearly and longer intervals."),
    )

    fieldsets = (
        (_("For what"), [*SCOPES], _("One of the three. The most specific wins: machine, contract, customer, type.")),
        (_("How often"), [("months", "month"), "position", "note"]),
        (
            _("On whose word"),
            ["word", ("declared_on", "declared_by")],
            _("An interval declared in writing (DPR 74/2013, art. 7) is a legal date that no rule of yours loosens."),
        ),
    )  # fmt: skip

    class Meta:
        model = MaintenanceRule
        fields = (*SCOPES, "months", "month", "position", "word", "declared_on", "declared_by", "note")
        labels = {"months": _("Every so many months")}
        widgets = {
            "customer": RemoteSelect("customers:options"),
            "equipment": RemoteSelect("equipment:options"),
            "months": forms.TextInput({"inputmode": "numeric", "maxlength": 3}),
        }

    def __init__(self, *args: Any, may_types: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["word"].required = False
        if not may_types:
            del self.fields["type"]

    def clean_declared_on(self) -> date | None:
        """Not in the future."""
        day: date | None = self.cleaned_data["declared_on"]
        if day is not None and day > acting_company().today():
            raise ValidationError(_("This day is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """One scope, which has no other rule of this kind; what is not declared has no declaration."""
        cleaned = super().clean() or self.cleaned_data
        chosen = [name for name in SCOPES if cleaned.get(name)]
        if len(chosen) != 1 and not {*SCOPES} & set(self.errors):
            self.add_error(
                chosen[1] if chosen else "equipment", _("Choose one: a machine, a customer or a type.")
            )
        if not cleaned.get("word"):
            cleaned["declared_on"], cleaned["declared_by"] = None, ""
        if len(chosen) == 1:
            same = MaintenanceRule.objects.filter(**{chosen[0]: cleaned[chosen[0]]}).exclude(
                pk=self.instance.pk
            )
            if (same.declared() if cleaned.get("word") else same.own()).exists():
                self.add_error(chosen[0], _("It has a rule already: change that one."))
        return cleaned
