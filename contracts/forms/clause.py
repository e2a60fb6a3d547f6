from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contracts.clauses import COPIED, forbidden, why_forbidden
from contracts.forms.index import FigureField, YearMonthField
from contracts.models import IndexSeries, Method, Reference, RevisionClause, Rounding
from ui.forms import SuffixInput

ROWS = (1, 2, 3)
PERCENT = {"required": False, "min_value": 0, "max_value": 100, "max_digits": 5, "decimal_places": 2}


def _weight(number: int) -> forms.Field:
    return FigureField(
        label=_("Weight"), required=number == 1, min_value=0, max_value=1, max_digits=5, decimal_places=4
    )


class ClauseForm(forms.Form):
    """A price formula: a fixed part and up to three weighted indices, which sum to 1, and how it is applied."""

    fixed_part = FigureField(label=_("Fixed part"), min_value=0, max_value=1, max_digits=5, decimal_places=4)
    series_1 = forms.ModelChoiceField(IndexSeries.objects.none(), label=_("Index"))
    weight_1 = _weight(1)
    series_2 = forms.ModelChoiceField(IndexSeries.objects.none(), label=_("Second index"), required=False)
    weight_2 = _weight(2)
    series_3 = forms.ModelChoiceField(IndexSeries.objects.none(), label=_("Third index"), required=False)
    weight_3 = _weight(3)
    method = forms.ChoiceField(label=_("Method"), choices=Method.choices)
    rounding = forms.ChoiceField(label=_("Rounding"), choices=Rounding.choices)
    reference = forms.ChoiceField(label=_("Index value"), choices=Reference.choices)
    months_before = forms.IntegerField(
        label=_("Months before the new term"), min_value=0, max_value=24,
        widget=SuffixInput(_("months"), {"inputmode": "numeric"}),
    )  # fmt: skip
    cap = FigureField(label=_("Greatest rise (%)"), **PERCENT)
    floor = FigureField(label=_("Greatest fall (%)"), **PERCENT)
    threshold = FigureField(label=_("No revision below (%)"), **PERCENT)
    first_months = forms.IntegerField(
        label=_("Not in the first"), min_value=0, max_value=120,
        widget=SuffixInput(_("months"), {"inputmode": "numeric"}),
    )  # fmt: skip
    since = forms.DateField(label=_("Fee agreed on"))
    base_month = YearMonthField(label=_("Month of its index values"), required=False)

    fieldsets: Any = (
        (
            _("Formula"),
            ["fixed_part", ("series_1", "weight_1"), ("series_2", "weight_2"), ("series_3", "weight_3")],
        ),
        (_("How it is applied"), [("method", "rounding"), ("reference", "months_before", "first_months")]),
        (_("Limits"), [("cap", "floor", "threshold")]),
        (_("Base of the price"), [("since", "base_month")]),
    )

    def __init__(self, *args: Any, clause: RevisionClause | None, with_base: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used = [term.series_id for term in clause.terms.all()] if clause else []
        offered = IndexSeries.objects.filter(withdrawn_on=None) | IndexSeries.objects.filter(pk__in=used)
        for number in ROWS:
            self.fields[f"series_{number}"].queryset = offered  # type: ignore[attr-defined]
        self.fields["fixed_part"].help_text = _("Fixed part and weights sum to 1, such as 0.15 + 0.85.")
        self.fields["months_before"].help_text = _("Only for the value of a month.")
        self.fields["cap"].help_text = _("Of the fee in force, at one revision.")
        self.fields["floor"].help_text = _("A formula that can only raise may be contested.")
        self.fields["base_month"].help_text = _("Empty: as the formula refers to them on that day.")
        if not with_base:
            del self.fields["since"], self.fields["base_month"]
            self.fieldsets = self.fieldsets[:3]

    def clean(self) -> dict[str, Any]:
        """Parts sum to 1, each index once and none the law forbids; each fault at the field that mends it."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        weights: list[tuple[IndexSeries, Decimal]] = []
        for number in ROWS:
            series, weight = cleaned.get(f"series_{number}"), cleaned.get(f"weight_{number}")
            if series and not weight and f"weight_{number}" not in self.errors:
                self.add_error(f"weight_{number}", _("A weight is above zero."))
            elif weight and not series and f"series_{number}" not in self.errors:
                self.add_error(f"series_{number}", _("Which index has this weight?"))
            elif series and weight:
                if forbidden(series):
                    self.add_error(f"series_{number}", why_forbidden(series))
                if series in [each for each, _weight in weights]:
                    self.add_error(f"series_{number}", _("An index stands in the formula twice."))
                weights.append((series, weight))
        total = sum((weight for _series, weight in weights), cleaned.get("fixed_part") or Decimal(0))
        if not self.errors and total != 1:
            told = {"total": total.normalize()}
            self.add_error("fixed_part", ValidationError(_("They sum to %(total)s instead of 1.") % told))
        cleaned["weights"] = weights
        return cleaned


def initial_of(clause: RevisionClause | None) -> dict[str, Any]:
    """What the form shows first: the formula there is, else the usual one."""
    model = clause or RevisionClause(fixed_part=Decimal("0.15"))
    found = {name: getattr(model, name) for name in COPIED}
    for number, term in zip(ROWS, clause.terms.all() if clause else (), strict=False):
        found |= {f"series_{number}": term.series_id, f"weight_{number}": term.weight}
    return found
