import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from ui.forms.widgets import MoneyInput

SPACES = re.compile(r"[\s\u00a0\u202f'’]")


def parse_amount(text: str) -> Decimal:
    """Read an amount as people of any of our languages type it: ``1 234,50``, ``1.234,50``, ``1,234.50``, ``12,5 €``.

    The last point or comma is the decimal one, unless exactly three digits follow it and the language groups
    thousands with it. Raises ValueError.
    """
    bare = SPACES.sub("", text).strip("€").removesuffix("EUR").removesuffix("eur")
    last = max(bare.rfind("."), bare.rfind(","))
    if last >= 0:
        mark, before, after = bare[last], bare[:last], bare[last + 1 :]
        if mark in before and len(after) != 3:
            raise ValueError(text)
        groups = mark == formats.get_format("THOUSAND_SEPARATOR") or mark in before
        whole = re.sub(r"[.,]", "", before)
        bare = f"{whole}{after}" if groups and len(after) == 3 and whole.strip("-") else f"{whole}.{after}"
    if not re.fullmatch(r"[-+]?\d*\.?\d*", bare):
        raise ValueError(text)
    try:
        return Decimal(bare)
    except InvalidOperation as wrong:
        raise ValueError(text) from wrong


class TypedDecimalField(forms.DecimalField):
    """A decimal number as people of any of our languages type it."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """The number, or a message at the field."""
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal | int):
            return Decimal(value)
        try:
            return parse_amount(str(value))
        except ValueError as wrong:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from wrong


class MoneyField(TypedDecimalField):
    """An amount in cents, typed as people write it. Use it for a model's field by ``Meta.field_classes``."""

    widget = MoneyInput
    default_error_messages = {"invalid": _("Enter an amount, such as 120.00.")}

    def __init__(self, *, max_digits: int = 12, decimal_places: int = 2, **kwargs: Any) -> None:
        if "widget" in kwargs and kwargs["widget"] is forms.NumberInput:
            del kwargs["widget"]
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, **kwargs)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another amount was typed, however it is written."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True
