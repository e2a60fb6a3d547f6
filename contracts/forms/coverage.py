from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contracts.models import Coverage, Line, TemplateService
from contracts.template_versions.keeping import keep
from ui.forms import MoneyField, SuffixInput

INHERITED, YES, NO = "", "yes", "no"
CHOICES = [(INHERITED, _("As the contract says")), (YES, _("Covered")), (NO, _("Not covered"))]


class CoverageForm(forms.Form):
    """What one service covers: for each kind of cost whether, and up to what in a year."""

    def __init__(self, *args: Any, owner: Line | TemplateService, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner
        self.known = {row.kind: row for row in owner.coverages.all()}
        self.fieldsets = []
        for kind, label in Coverage.Kind.choices:
            row = self.known.get(kind)
            self.fields[kind] = forms.ChoiceField(choices=CHOICES, required=False, label=label)
            self.fields[f"{kind}_amount"] = MoneyField(
                max_digits=10, required=False, label=_("Up to, a year"),
                error_messages={"min_value": _("A limit is above zero.")}, min_value=0,
            )  # fmt: skip
            self.fields[f"{kind}_times"] = forms.IntegerField(
                min_value=1, max_value=999, required=False, label=_("Times a year"),
                widget=SuffixInput(_("a year"), {"inputmode": "numeric"}),
            )  # fmt: skip
            if row is not None:
                self.initial[kind] = YES if row.covered else NO
                self.initial[f"{kind}_amount"], self.initial[f"{kind}_times"] = row.amount, row.times
            self.fieldsets.append(("", [(kind, f"{kind}_amount", f"{kind}_times")]))

    def clean(self) -> dict[str, Any]:
        """Limits belong to what is covered, and leave something."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for kind in Coverage.Kind.values:
            amount, times = cleaned.get(f"{kind}_amount"), cleaned.get(f"{kind}_times")
            if amount is not None and amount == 0:
                self.add_error(f"{kind}_amount", _("A limit is above zero."))
            if cleaned.get(kind) != YES and (amount is not None or times is not None):
                self.add_error(kind, _("A limit goes with what is covered only."))
        return cleaned

    def rows(self) -> Iterable[Coverage]:
        """What was said, one row a kind; kinds left to the contract have none."""
        column = "line" if isinstance(self.owner, Line) else "template_service"
        for kind in Coverage.Kind.values:
            if self.cleaned_data[kind]:
                yield Coverage(
                    **{column: self.owner},
                    kind=kind,
                    covered=self.cleaned_data[kind] == YES,
                    amount=self.cleaned_data[f"{kind}_amount"],
                    times=self.cleaned_data[f"{kind}_times"],
                )

    def save(self) -> Line | TemplateService:
        """Write what differs; of a template it makes a version."""
        said = {row.kind: row for row in self.rows()}
        for kind, row in self.known.items():
            if kind not in said:
                row.delete()
        for kind, row in said.items():
            former = self.known.get(kind, row)
            former.covered, former.amount, former.times = row.covered, row.amount, row.times
            former.save()
        if isinstance(self.owner, TemplateService):
            keep(self.owner.template)
        return self.owner
