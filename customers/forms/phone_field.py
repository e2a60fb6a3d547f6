from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from customers.phones import e164, written
from tenancy.acting import acting_company


class PhoneInput(forms.TextInput):
    """A telephone number as people of the company's country write it."""

    input_type = "tel"

    def format_value(self, value: Any) -> str | None:
        """A stored number in groups of figures; what was typed stays as typed."""
        shown = super().format_value(value)
        return written(shown, acting_company().country) if shown else shown


class PhoneField(forms.CharField):
    """A telephone number, kept as E.164. One that an import kept as written stays until somebody types another."""

    widget = PhoneInput
    default_error_messages = {
        "invalid": _(
            "This is no telephone number. Write one number, with its country code if it is from abroad."
        )
    }

    def to_python(self, value: Any) -> str:
        """The number as E.164 where it can be read so, else as typed."""
        typed = super().to_python(value) or ""
        return e164(typed, acting_company().country) or typed

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another number was typed, however it is grouped."""
        return self.to_python(initial) != self.to_python(data)

    def _clean_bound_field(self, bound: forms.BoundField) -> str:
        number = str(self.clean(bound.data))
        if number and not number.startswith("+") and self.has_changed(bound.initial, number):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number
