from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class MomentField(forms.DateTimeField):
    """A day with its hour in the company's zone; the hour that a change of clocks repeats or skips is asked again."""

    default_error_messages = {
        "clocks": _(
            "On this day the clocks are changed and this hour comes twice or not at all: give another."
        )
    }

    def to_python(self, value: Any) -> datetime | None:
        """The moment, or a message a person understands."""
        try:
            return super().to_python(value)
        except ValidationError as wrong:
            if wrong.code == "ambiguous_timezone":
                raise ValidationError(self.error_messages["clocks"], code="clocks") from wrong
            raise
