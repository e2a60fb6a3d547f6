from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from ui.forms import MoneyField, SuffixInput


class PowerInput(SuffixInput):
    """A power with its unit."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__("kW", {"inputmode": "decimal", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """The figure with the language's decimal mark and no grouping; what was typed stays as typed."""
        if isinstance(value, Decimal):
            shown: str = number_format(value.normalize() if value else Decimal(0), force_grouping=False)
            return shown
        typed: str | None = super().format_value(value)
        return typed


class PowerField(MoneyField):
    """A power in kW with two decimals, typed with a point or a comma; never negative."""

    widget = PowerInput  # type: ignore[assignment]
    default_error_messages = {"invalid": _("Enter a power in kW, such as 24.5.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0} | kwargs)
