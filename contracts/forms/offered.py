"""What a template brings to the form of a contract: services included, options to tick, its rules beside each field."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from contracts.forms.conditions import NAMES, ConditionsForm
from contracts.models import ContractTemplate, Line
from contracts.offering import Offer
from contracts.opening import taken_from
from tenancy.acting import acting_company
from ui import formats


class OfferedForm(ConditionsForm):
    """Rules of a contract with what its template offers."""

    options = forms.MultipleChoiceField(
        required=False, label=_("Options"), widget=forms.CheckboxSelectMultiple
    )

    @property
    def customer_id(self) -> int | None:
        """The customer chosen so far."""
        return self.chosen("customer")

    @cached_property
    def template(self) -> ContractTemplate | None:
        """The template chosen so far."""
        key = self.chosen("template")
        return ContractTemplate.objects.filter(pk=key).first() if key else None

    @cached_property
    def offer(self) -> Offer:
        """What the template offers of the catalogue, at the prices of the contract's first day."""
        return Offer(self.template, self.customer_id, self.first_day)

    @property
    def first_day(self) -> date:
        """The first day chosen so far, else today."""
        typed = self._present(self.fields["start_on"], "start_on")
        try:
            found: date | None = self.fields["start_on"].to_python(typed)
        except ValidationError:
            found = None
        return found or acting_company().today()

    def chosen(self, name: str) -> int | None:
        """The key of a row chosen so far."""
        value = (
            self.data.get(name)
            if self.is_bound
            else self.initial.get(name) or getattr(self.instance, f"{name}_id")
        )
        text = str(getattr(value, "pk", value) or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None

    def clean_options(self) -> list[int]:
        """Only options that have a price."""
        chosen = [int(key) for key in self.cleaned_data["options"]]
        for row in self.offer.options:
            if row.pk in chosen and self.offer.fee(row) is None:
                raise ValidationError(
                    _("“%(name)s” has no price on that day: enter it as a line."),
                    params={"name": row.service.name},
                )
        return chosen

    def offered_lines(self) -> list[Line]:
        """What is included and the options ticked, as lines."""
        return self.offer.lines(self.cleaned_data.get("options") or [])

    def offer_options(self) -> None:
        """Boxes for the options of the template; they are taken into a new contract only."""
        if self.instance.pk or not (self.offer.options or self.offer.included):
            del self.fields["options"]
            return
        currency = acting_company().currency
        self.fields["options"].choices = [  # type: ignore[attr-defined]
            (row.pk, f"{row.service.name} ({_priced(self.offer.fee(row), currency)})")
            for row in self.offer.options
        ]
        if included := ", ".join(row.service.name for row in self.offer.included):
            self.fields["options"].help_text = _("Included: %(services)s.") % {"services": included}

    def mark_inherited(self) -> None:
        """Say at each rule what the template has."""
        if self.template is None:
            return
        for name, value in taken_from(self.template).items():
            if name not in NAMES:
                continue
            field = self.fields[name]
            differs = field.has_changed(value, self._present(field, name))
            words = (
                _("Template: %(value)s.") % {"value": _as_words(field, value)}
                if differs
                else _("As in the template.")
            )
            field.help_text = f"{field.help_text} {words}" if field.help_text else words

    def _present(self, field: Any, name: str) -> Any:
        if self.is_bound:
            return field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        return self.get_initial_for_field(field, name)


def _priced(fee: Decimal | None, currency: str) -> str:
    return (
        str(_("no price"))
        if fee is None
        else str(_("%(fee)s a year")) % {"fee": formats.money(fee, currency)}
    )


def _as_words(field: Any, value: Any) -> str:
    if isinstance(field, forms.BooleanField):
        return str(_("yes") if value else _("no"))
    for key, label in getattr(field, "choices", ()):
        if str(key) == str("" if value is None else value):
            return str(label)
    if value in (None, ""):
        return formats.NOTHING
    return str(field.widget.format_value(value) or value)
