from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Field
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import Customer
from customers.phones import written
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui import formats
from ui.forms import RemoteSelect

KEEPER, OTHER, BOTH = "keeper", "other", "both"
# Long texts of the two may stand one below the other.
JOINABLE = ("notes", "private_notes")
PHONES = ("phone", "mobile")
# Who somebody is: it stays whole, since parts of two names make a third who is nobody.
IDENTITY = ("kind", "last_name", "first_name", "company_name", "legal_class")
# What belongs to one of another kind or legal class is not hers either.
OF_HER_KIND = ("small_business", "outside_activity", "siren", "siret", "vat_number", "tax_code", "sdi_code")


def columns() -> list["Field[Any, Any]"]:
    """What is chosen of either customer: all that people edit, but the number, which stays the keeper's."""
    return [
        column
        for column in Customer._meta.concrete_fields
        if column.editable
        and not column.primary_key
        and column.name not in {"company", "number"}
        and not getattr(column, "auto_now", False)
        and not getattr(column, "auto_now_add", False)
    ]


class OtherForm(forms.Form):
    """Whom to merge."""

    other = forms.ModelChoiceField(
        Customer.objects.none(),
        label=gettext_lazy("The same customer, entered twice"),
        widget=RemoteSelect("customers:options"),
        help_text=gettext_lazy("You see both side by side before anything happens."),
    )

    def __init__(self, *args: Any, keeper: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = Customer.objects.exclude(pk=keeper.pk)  # type: ignore[attr-defined]


class MergeForm(forms.Form):
    """Which value stays, for each column in which the two differ; the keeper's, unless she has none.

    Her name, kind and legal class are the keeper's as a whole, with what is empty of them.
    """

    seal = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, keeper: Customer, other: Customer, rights: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keeper, self.other, self.rights = keeper, other, rights
        self.compared = [column for column in columns() if self._differ(column) and self._may_see(column)]
        self.same = [column for column in columns() if not self._differ(column) and self._has(keeper, column)]
        for column in self.compared:
            choices = [(KEEPER, self.words(keeper, column)), (OTHER, self.words(other, column))]
            if column.name in JOINABLE and self._has(keeper, column) and self._has(other, column):
                choices.append((BOTH, _("Both, one below the other")))
            self.fields[column.name] = forms.ChoiceField(
                choices=choices,
                label=capfirst(str(column.verbose_name)),
                initial=KEEPER if self._is_kept(column) else OTHER,
                widget=forms.RadioSelect,
            )

    def sides(self) -> list[dict[str, Any]]:
        """The rows of the comparison: the field, both values, which one is chosen."""
        found = []
        for column in self.compared:
            bound = self[column.name]
            found.append(
                {
                    "field": bound,
                    "label": bound.label,
                    "options": [
                        {"value": value, "words": words or formats.NOTHING, "chosen": bound.value() == value}
                        for value, words in self.fields[column.name].choices  # type: ignore[attr-defined]
                    ],
                }
            )
        return found

    def alike(self) -> list[tuple[str, str]]:
        """What both say: name of the column and value."""
        return [
            (capfirst(str(column.verbose_name)), self.words(self.keeper, column))
            for column in self.same
            if self._may_see(column)
        ]

    def clean(self) -> dict[str, Any]:
        """Asks the database's rules about what would come out, so that a fault stands here."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            candidate = Customer.everyone.get(pk=self.keeper.pk)
            for name, value in self.values().items():
                setattr(candidate, name, value)
            candidate.prepare()
            try:
                candidate.validate_constraints()
            except ValidationError as refusal:
                raise ValidationError(refusal.messages) from refusal
        return cleaned

    def values(self) -> dict[str, Any]:
        """The columns that change on the keeper. Private notes nobody here may read are joined: none is lost."""
        found: dict[str, Any] = {}
        for column in columns():
            if not self._differ(column):
                continue
            hidden = column not in self.compared
            choice = (
                BOTH if hidden and column.name in JOINABLE else self.cleaned_data.get(column.name, KEEPER)
            )
            if hidden and not self._has(self.keeper, column):
                choice = OTHER
            if choice == OTHER:
                found[column.attname] = getattr(self.other, column.attname)
            elif choice == BOTH:
                texts = (getattr(self.keeper, column.name), getattr(self.other, column.name))
                found[column.attname] = "\n\n".join(text for text in texts if text)
        return found

    def words(self, customer: Customer, column: "Field[Any, Any]") -> str:
        """A value as people read it."""
        value = getattr(customer, column.name)
        if value in (None, ""):
            return ""
        if column.name in PHONES:
            return written(value, acting_company().country)
        if column.choices:
            return str(getattr(customer, f"get_{column.name}_display")())
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return formats.day(value) if isinstance(column, models.DateField) else str(value)

    def _differ(self, column: "Field[Any, Any]") -> bool:
        return bool(getattr(self.keeper, column.attname) != getattr(self.other, column.attname))

    def _has(self, customer: Customer, column: "Field[Any, Any]") -> bool:
        return getattr(customer, column.attname) not in (None, "", False)

    def _is_kept(self, column: "Field[Any, Any]") -> bool:
        """Whether the keeper's value stays unless somebody chooses otherwise."""
        alike = (self.keeper.kind, self.keeper.legal_class) == (self.other.kind, self.other.legal_class)
        hers = column.name in IDENTITY or (column.name in OF_HER_KIND and not alike)
        return hers or self._has(self.keeper, column)

    def _may_see(self, column: "Field[Any, Any]") -> bool:
        needed = {"private_notes": Right.PRIVATE_NOTES, **Customer.history.rights}
        return needed.get(column.name, "") in {"", *self.rights}
