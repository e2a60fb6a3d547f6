"""The fields by which a machine's form asks for the attributes of its type."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from installed_base.forms.measures import MeasureInput
from installed_base.models import Attribute
from ui.forms import MoneyField

PREFIX = "attr_"


class NumberField(MoneyField):
    """A figure with up to four decimals, typed with a point or a comma."""

    default_error_messages = {"invalid": _("Enter a number, such as 12.5.")}

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """The figure; a point or comma is always the decimal mark."""
        if value in self.empty_values or isinstance(value, Decimal | int):
            return super().to_python(value)
        bare = re.sub(r"[\s\u00a0\u202f]", "", str(value)).replace(",", ".")
        if not re.fullmatch(r"[-+]?[0-9]{1,14}(\.[0-9]{1,10})?", bare):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return Decimal(bare)


def field_of(attribute: Attribute, current: str = "") -> forms.Field:
    """The field for an attribute; ``current`` is a choice that may stay though it is offered no more."""
    made = _MAKERS[attribute.kind](attribute, current)
    made.label, made.required = attribute.name, attribute.required
    made.widget.is_required = attribute.required
    return made


def _text(attribute: Attribute, _current: str) -> forms.Field:
    return forms.CharField(max_length=200)


def _number(attribute: Attribute, _current: str) -> forms.Field:
    widget = MeasureInput()
    widget.suffix = attribute.unit
    return NumberField(
        max_digits=14,
        decimal_places=4,
        min_value=attribute.smallest,
        max_value=attribute.largest,
        widget=widget,
    )


def _choice(attribute: Attribute, current: str) -> forms.Field:
    options = attribute.options + ([current] if current and current not in attribute.options else [])
    return forms.ChoiceField(choices=[("", "---------"), *((option, option) for option in options)])


def _date(attribute: Attribute, _current: str) -> forms.Field:
    return forms.DateField()


_MAKERS: dict[str, Callable[[Attribute, str], forms.Field]] = {
    Attribute.Kind.TEXT: _text,
    Attribute.Kind.NUMBER: _number,
    Attribute.Kind.CHOICE: _choice,
    Attribute.Kind.DATE: _date,
}
