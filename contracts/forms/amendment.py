from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from contracts.amending.wanted import Content, Wanted, content_of, differing
from contracts.forms.conditions import MonthField
from contracts.forms.line import Items, Machines
from contracts.models import Line, Service, VisitPosition
from installed_base.models import Equipment
from ui import formats
from ui.forms import MoneyField, SuffixInput

PREFIX = "lines"


class AmendedLineForm(forms.Form):
    """A line as it is to be from the amendment's day on; ``line`` names the one it is now."""

    line = forms.IntegerField(required=False, widget=forms.HiddenInput)
    service = forms.ModelChoiceField(
        Service.objects.none(), required=False, label=_("Item of the catalogue"), empty_label=formats.NOTHING
    )
    label = forms.CharField(max_length=160, label=_("Service"))
    annual_fee = MoneyField(
        max_digits=10, min_value=0, label=_("Yearly fee, net"),
        error_messages={"min_value": _("The fee cannot be negative.")},
    )  # fmt: skip
    machines = forms.ModelMultipleChoiceField(Equipment.objects.none(), required=False, label=_("Machines"))
    visits_per_year = forms.IntegerField(
        min_value=0, max_value=366, label=_("Visits"),
        widget=SuffixInput(_("a year"), {"inputmode": "numeric"}),
    )  # fmt: skip
    visit_month = MonthField(label=_("Preferred month"), required=False)
    visit_position = forms.ChoiceField(choices=VisitPosition.choices, label=_("Place of the visit"))

    fieldsets = [
        (
            "",
            [
                "service",
                ("label", "annual_fee"),
                "machines",
                ("visits_per_year", "visit_month", "visit_position"),
            ],
        )
    ]

    def __init__(self, *args: Any, machines: Machines, items: Items, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items.offer(self.fields["service"])
        self.fields["machines"].queryset = machines.rows  # type: ignore[attr-defined]
        self.fields["machines"].widget.choices = machines.choices

    @property
    def content(self) -> Content | None:
        """What the line is to promise; None when it goes."""
        given = self.cleaned_data
        if given.get("DELETE"):
            return None
        return Content(
            given["label"],
            given["annual_fee"],
            given["visits_per_year"],
            given["visit_month"] or None,
            given["visit_position"],
            tuple(sorted(machine.pk for machine in given["machines"])),
            given["service"].pk if given["service"] else None,
        )


class AmendedLines(forms.BaseFormSet):
    """The lines in force and those to add; one taken away needs no more to be right."""

    deletion_widget = forms.CheckboxInput

    def add_fields(self, form: Any, index: int | None) -> None:
        """The box that takes a line away is named."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Remove this line")


LINES = forms.formset_factory(
    AmendedLineForm, formset=AmendedLines, extra=0, can_delete=True, max_num=200, absolute_max=250
)


class AmendmentForm(forms.Form):
    """From which day, why, and each line as it is to be (``form.lines``)."""

    effective_on = forms.DateField(label=_("In force from"))
    agreed_on = forms.DateField(
        label=_("Agreed on"), required=False, help_text=_("The day the customer agreed, if you know it.")
    )
    reason = forms.CharField(
        max_length=200, label=_("Reason"), help_text=_("Printed on the amendment, such as: boiler replaced.")
    )

    def __init__(
        self, *args: Any, present: Sequence[Line], customer: int, first: date, last: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.present, self.customer, self.first, self.last = present, customer, first, last

    @cached_property
    def lines(self) -> Any:
        """The lines, with the customer's machines to choose from."""
        choices = {"machines": Machines(self.customer), "items": Items(self.present)}
        kwargs: dict[str, Any] = {"prefix": PREFIX, "form_kwargs": choices}
        if self.is_bound:
            return LINES(self.data, **kwargs)
        return LINES(initial=[_initial(line) for line in self.present], **kwargs)

    def is_valid(self) -> bool:
        """The form and its lines; both tell their faults."""
        own, lines = super().is_valid(), self.lines.is_valid()
        return own and lines

    def wanted(self, lines: Sequence[Line]) -> Wanted:
        """What is asked for, beside the lines as they stand."""
        said = [
            (form.cleaned_data.get("line"), form.content)
            for form in self.lines.forms
            if form.cleaned_data
            if form.cleaned_data.get("line") is not None or not form.cleaned_data.get("DELETE")
        ]
        return Wanted(
            self.cleaned_data["effective_on"],
            differing(lines, said),
            self.cleaned_data["reason"],
            self.cleaned_data["agreed_on"],
        )


class UndoForm(forms.Form):
    """Why it is taken back."""

    reason = forms.CharField(max_length=200, label=_("Why it is undone"))


class CreditGivenForm(forms.Form):
    """By which paper a credit was given."""

    reference = forms.CharField(
        max_length=200, label=_("Reference"), help_text=_("Such as the number of the credit note.")
    )


def _initial(line: Line) -> dict[str, Any]:
    content = content_of(line)
    return {
        "line": line.pk,
        "label": content.label,
        "service": content.service,
        "annual_fee": content.annual_fee,
        "machines": list(content.machines),
        "visits_per_year": content.visits_per_year,
        "visit_month": content.visit_month,
        "visit_position": content.visit_position,
    }
