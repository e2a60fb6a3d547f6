"""Numbers with a unit, typed as people write them."""

import re
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ui.forms import MoneyField, SuffixInput


class MeasureInput(SuffixInput):
    """A figure with its unit."""

    unit: str | Promise = ""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(self.unit, {"inputmode": "decimal", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """The figure with the language's decimal mark and no grouping; what was typed stays as typed."""
        if isinstance(value, Decimal):
            shown: str = number_format(value.normalize() if value else Decimal(0), force_grouping=False)
            return shown
        typed: str | None = super().format_value(value)
        return typed


class PowerInput(MeasureInput):
    """A power in kW."""

    unit = "kW"


class PowerField(MoneyField):
    """A power in kW with two decimals, typed with a point or a comma; never negative."""

    widget = PowerInput  # type: ignore[assignment]
    default_error_messages = {"invalid": _("Enter a power in kW, such as 24.5.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0} | kwargs)


class ChargeInput(MeasureInput):
    """A charge of refrigerant in kg."""

    unit = "kg"


class ChargeField(MoneyField):
    """A charge in kg with three decimals, typed with a point or a comma; never negative."""

    widget = ChargeInput  # type: ignore[assignment]
    default_error_messages = {"invalid": _("Enter a charge in kg, such as 1.35.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0, "decimal_places": 3} | kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """The charge; a point or comma is always the decimal mark, also before three figures: 1.350 is 1.35 kg."""
        if value in self.empty_values or isinstance(value, Decimal | int):
            return super().to_python(value)
        bare = re.sub(r"[\s\u00a0\u202f]", "", str(value)).lower().removesuffix("kg").replace(",", ".")
        if not re.fullmatch(r"[-+]?[0-9]{1,12}(\.[0-9]{1,6})?", bare):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return Decimal(bare)
