from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from contracts.forms.conditions import MonthField
from contracts.models import Contract, Line, LineEquipment, Service, TemplateService
from installed_base.models import Equipment
from ui import formats
from ui.forms import MoneyField, SuffixInput

TAKING = {
    "hx-post": "",
    "hx-trigger": "change",
    "hx-target": "#contract-form",
    "hx-select": "#contract-form",
    "hx-swap": "outerHTML",
}


class Machines:
    """The machines of a customer, read once for all lines of a form."""

    def __init__(self, customer_id: int | None) -> None:
        self.rows = Equipment.objects.filter(customer=customer_id or 0).select_related("type")

    @cached_property
    def choices(self) -> list[tuple[int, str]]:
        """Key and name of each."""
        return [(machine.pk, str(machine)) for machine in self.rows]


class Items:
    """The services of the catalogue a line may stand for, read once for all lines of a form."""

    def __init__(self, lines: Iterable[Line | TemplateService] = ()) -> None:
        """Those offered, and those the lines have already."""
        had = {line.service_id for line in lines if line.service_id}
        self.rows = Service.objects.yearly().filter(Q(archived_on=None) | Q(pk__in=had))

    @cached_property
    def choices(self) -> list[tuple[int | str, str]]:
        """Key and name of each, after the choice of none."""
        return [("", formats.NOTHING), *((each.pk, str(each)) for each in self.rows)]

    def offer(self, field: Any) -> None:
        """Let a field choose among them; without a catalogue it does not show."""
        field.queryset = self.rows
        field.widget.choices = self.choices
        if len(self.choices) == 1:
            field.widget = forms.HiddenInput()


class LineForm(forms.ModelForm):
    """One service: its yearly fee, its days, its visits and the customer's machines it looks after."""

    visit_month = MonthField(label=_("Preferred month"), required=False)
    machines = forms.ModelMultipleChoiceField(Equipment.objects.none(), required=False, label=_("Machines"))

    fieldsets = [
        (
            "",
            [
                "service",
                ("label", "annual_fee"),
                "machines",
                ("visits_per_year", "visit_month", "visit_position"),
                ("vat_rate", "revenue_account"),
                ("starts_on", "ends_on"),
            ],
        )
    ]

    class Meta:
        model = Line
        fields = (
            "service",
            "label",
            "annual_fee",
            "starts_on",
            "ends_on",
            "visits_per_year",
            "visit_month",
            "visit_position",
            "vat_rate",
            "revenue_account",
        )
        field_classes = {"annual_fee": MoneyField}
        widgets = {
            "visits_per_year": SuffixInput(_("a year"), {"inputmode": "numeric"}),
            "vat_rate": SuffixInput("%", {"inputmode": "decimal"}),
        }

    def __init__(self, *args: Any, machines: Machines, items: Items, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items.offer(self.fields["service"])
        self.fields["service"].help_text = _("Brings its name, and its price from the list.")
        self.fields["service"].widget.attrs |= TAKING | {
            "hx-vals": f'{{"refresh": "service", "of": "{self.prefix}"}}'
        }
        self.fields["machines"].queryset = machines.rows  # type: ignore[attr-defined]
        self.fields["machines"].widget.choices = machines.choices
        if self.instance.pk:
            self.initial["machines"] = [each.equipment_id for each in self.instance.machines.all()]
        self.fields["visits_per_year"].label = _("Visits")
        self.fields["vat_rate"].label = _("VAT rate")
        self.fields["vat_rate"].localize = self.fields["vat_rate"].widget.is_localized = True
        self.fields["vat_rate"].help_text = _("Empty: that of the contract.")
        self.fields["revenue_account"].help_text = _("Empty: that of the contract.")
        self.fields["starts_on"].help_text = _("Empty: from the contract's first day.")
        self.fields["ends_on"].help_text = _("Empty: as long as the contract runs.")

    def clean(self) -> dict[str, Any]:
        """The last day cannot lie before the first."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The line ends before it starts."))
        return cleaned

    def write(self, contract: Contract, position: int) -> Line:
        """Save the line and its machines."""
        line: Line = self.save(commit=False)
        line.contract, line.position = contract, position
        line.save()
        wanted = {machine.pk for machine in self.cleaned_data["machines"]}
        present = {each.equipment_id: each for each in line.machines.all()}
        for key, each in present.items():
            if key not in wanted:
                each.delete()
        LineEquipment.objects.bulk_create(
            [LineEquipment(line=line, equipment_id=key) for key in sorted(wanted - set(present))]
        )
        return line


class LineFormSet(forms.BaseInlineFormSet):
    """The lines of a contract; one at least."""

    deletion_widget = forms.CheckboxInput

    def clean(self) -> None:
        """At least one line stays."""
        super().clean()
        kept = [
            form for form in self.forms if not (form.cleaned_data if form.is_valid() else {}).get("DELETE")
        ]
        if not kept:
            raise ValidationError(_("A contract needs one line at least."))

    def add_fields(self, form: Any, index: int | None) -> None:
        """The box that takes a line away is named."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove this line")

    @property
    def kept(self) -> list[Any]:
        """The lines that stay, in order."""
        return [form for form in self.forms if not form.cleaned_data.get("DELETE")]

    def write(self, contract: Contract) -> None:
        """Save what stays, delete what goes."""
        for form in self.forms:
            if form.cleaned_data.get("DELETE") and form.instance.pk:
                form.instance.delete()
        for position, form in enumerate(self.kept):
            form.write(contract, position)


LINES = forms.inlineformset_factory(
    Contract,
    Line,
    form=LineForm,
    formset=LineFormSet,
    extra=0,
    can_delete=True,
    max_num=200,
    absolute_max=250,
)
