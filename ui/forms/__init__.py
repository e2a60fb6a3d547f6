"""Forms: the renderer (markup, help, errors at the field), and the fields and widgets our forms share."""

from ui.forms.fields import MoneyField, TypedDecimalField, parse_amount
from ui.forms.moments import MomentField
from ui.forms.renderer import Renderer
from ui.forms.widgets import MoneyInput, RemoteSelect, RemoteSelectMultiple, SuffixInput

__all__ = [
    "MomentField",
    "MoneyField",
    "MoneyInput",
    "RemoteSelect",
    "RemoteSelectMultiple",
    "Renderer",
    "SuffixInput",
    "TypedDecimalField",
    "parse_amount",
]
