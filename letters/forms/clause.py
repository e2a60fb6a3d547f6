from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from letters.designing.checking import MOST, checked_clause, lacking
from letters.designing.clause import Clause, Sort
from letters.designing.when import CHOICES, Signed, When
from ui.forms import MoneyField

PREFIX = "clauses"
BOXES = ("customer", "country", "machines", "renewal")
CONDITIONS = (*BOXES, "signed", "fee_from", "fee_to")


class ClauseForm(forms.Form):
    """A clause, or the title of a section, with when it is printed."""

    sort = forms.ChoiceField(choices=Sort.choices, widget=forms.HiddenInput, initial=Sort.CLAUSE)
    heading = forms.CharField(label=gettext_lazy("Heading"), max_length=160, required=False)
    body = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "class": "font-monospace", "spellcheck": "true"}),
    )
    law = forms.CharField(
        label=gettext_lazy("Legal reference"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Printed small below the clause."),
    )
    onerous = forms.BooleanField(
        label=gettext_lazy("Onerous: approved by the second signature"), required=False
    )
    on = forms.BooleanField(label=gettext_lazy("Switched on"), required=False, initial=True)
    customer = forms.MultipleChoiceField(
        label=gettext_lazy("Only for customers who are"),
        choices=CHOICES["customer"],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    country = forms.MultipleChoiceField(
        label=gettext_lazy("Only for customers in"),
        choices=CHOICES["country"],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    machines = forms.MultipleChoiceField(
        label=gettext_lazy("Only with a machine that is"),
        choices=CHOICES["machines"],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    renewal = forms.MultipleChoiceField(
        label=gettext_lazy("Only with a renewal that is"),
        choices=CHOICES["renewal"],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    signed = forms.ChoiceField(
        label=gettext_lazy("Only if signed"),
        choices=[("", "–"), *Signed.choices],
        required=False,
        help_text=gettext_lazy("Printed also as long as nobody knows."),
    )
    fee_from = MoneyField(label=gettext_lazy("Yearly fee from, net"), required=False, min_value=0)
    fee_to = MoneyField(label=gettext_lazy("Yearly fee up to, net"), required=False, min_value=0)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.kept: list[Clause] = []

    @property
    def is_section(self) -> bool:
        """Whether it is a title."""
        return bool(self["sort"].value() == Sort.SECTION)

    @property
    def is_off(self) -> bool:
        """Whether it is not printed."""
        return not self["on"].value()

    @property
    def conditions(self) -> list[forms.BoundField]:
        """The fields of its conditions."""
        return [self[name] for name in CONDITIONS]

    @property
    def conditional(self) -> bool:
        """Whether any condition is filled in."""
        return any(self[name].value() for name in CONDITIONS)

    @property
    def conditions_wrong(self) -> bool:
        """Whether a condition has an error, so that it must be seen."""
        return any(self[name].errors for name in CONDITIONS)

    def clean(self) -> dict[str, Any]:
        """Sanitise, and refuse what cannot be said or bears too much, at its field."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        low, high = given.get("fee_from"), given.get("fee_to")
        if low is not None and high is not None and high < low:
            self.add_error("fee_to", _("It lies below the other."))
        if self.errors or given.get("DELETE"):
            return given
        try:
            self.kept = checked_clause(self.kind, self._clause(given))
        except ValidationError as wrong:
            self.add_error(None, wrong)
        return given

    def _clause(self, given: Mapping[str, Any]) -> Clause:
        section = given["sort"] == Sort.SECTION
        return Clause(
            "" if section else given["body"],
            given["heading"],
            given["sort"],
            "" if section else given["law"],
            onerous=given["onerous"] and not section,
            on=given["on"],
            when=When(
                **{name: tuple(given[name]) for name in BOXES},
                signed=given["signed"],
                fee_from=given["fee_from"],
                fee_to=given["fee_to"],
            ),
        )


def initial_of(clause: Clause) -> dict[str, Any]:
    """A clause as the form shows it."""
    told = {name: getattr(clause, name) for name in ("sort", "heading", "body", "law", "onerous", "on")}
    return told | {name: getattr(clause.when, name) for name in CONDITIONS}


class ClauseList(forms.BaseFormSet):
    """The clauses of a wording, in their order."""

    deletion_widget = forms.CheckboxInput
    default_error_messages = {
        **forms.BaseFormSet.default_error_messages,
        "too_many_forms": gettext_lazy("A wording may have %(num)d clauses at most."),
    }
    ordering_widget = forms.HiddenInput

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(*args, **{**kwargs, "form_kwargs": {"kind": kind}, "prefix": PREFIX})

    def add_fields(self, form: Any, index: int | None) -> None:
        """The box that takes a clause away is named."""
        super().add_fields(form, index)
        form.empty_permitted = False
        form.fields["DELETE"].label = _("Remove this clause")

    @property
    def clauses(self) -> list[Clause]:
        """What stays, in the order given."""
        rows = [form for form in self.forms if form not in self.deleted_forms]
        return [clause for form in sorted(rows, key=_place) for clause in form.kept]

    def clean(self) -> None:
        """What the law wants must stand in it, and paper must bear it."""
        if not any(self.errors) and (told := lacking(self.kind, self.clauses)):
            raise ValidationError(told)


def _place(form: Any) -> float:
    place = form.cleaned_data.get("ORDER")
    return float("inf") if place is None else place


CLAUSES = forms.formset_factory(
    ClauseForm, formset=ClauseList, extra=0, can_delete=True, can_order=True, max_num=MOST,
    validate_max=True, absolute_max=MOST + 20,
)  # fmt: skip


def rearranged(data: Any, step: str) -> list[dict[str, Any]]:
    """The clauses as typed, in their order, after one step: ``clause`` or ``section`` adds one behind the place named,
    ``up`` and ``down`` move it (``up:3``). Nothing typed is lost, whatever it is.
    """
    count = data.get(f"{PREFIX}-TOTAL_FORMS", "")
    total = min(int(count), MOST) if count.isascii() and count.isdigit() and len(count) < 6 else 0
    rows = sorted((_typed(data, number) for number in range(total)), key=itemgetter("place"))
    rows = [row for row in rows if not row["removed"]]
    what, _colon, named = step.partition(":")
    place = next((number for number, row in enumerate(rows) if row.get("was") == named), len(rows) - 1)
    if what in Sort.values and len(rows) < MOST:
        rows.insert(place + 1, {"sort": what, "on": True, "new": True})
    elif what in {"up", "down"} and rows:
        other = place + (1 if what == "down" else -1)
        if 0 <= other < len(rows):
            rows[place], rows[other] = rows[other], rows[place]
    return rows


def _typed(data: Any, number: int) -> dict[str, Any]:
    """One clause as it stands in the posted form."""
    name = f"{PREFIX}-{number}-"
    order = data.get(f"{name}ORDER", "")
    row: dict[str, Any] = {
        field: data.getlist(name + field) if field in BOXES else data.get(name + field, "")
        for field in ClauseForm.base_fields
    }
    row["on"], row["onerous"] = bool(row["on"]), bool(row["onerous"])
    row["removed"], row["was"] = bool(data.get(f"{name}DELETE")), str(number)
    row["place"] = (int(order) if order.isascii() and order.isdigit() and len(order) < 6 else number, number)
    return row


def initial_of_all(clauses: Sequence[Clause]) -> list[dict[str, Any]]:
    """Clauses as the form shows them."""
    return [initial_of(clause) for clause in clauses]
