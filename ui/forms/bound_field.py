import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ui.characters import visible
from ui.days import in_reach


class BoundField(forms.BoundField):
    """A field as drawn: the widget gets the classes of its kind, dates the browser's own picker and a span."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        _modernise(field.widget)
        if isinstance(field, forms.MultiValueField) and isinstance(field.widget, forms.MultiWidget):
            _modernise_range(field, field.widget)
        if isinstance(field, forms.DateField | forms.DateTimeField) and in_reach not in field.validators:
            field.validators.append(in_reach)
        super().__init__(form, field, name)

    @property
    def data(self) -> Any:
        """What was typed, without characters nobody sees; secrets stay as they are, to the last sign."""
        typed = super().data
        secret = isinstance(self.field.widget, forms.PasswordInput) or not getattr(self.field, "strip", True)
        if secret or not isinstance(typed, str):
            return typed
        text = visible(typed)
        return text if isinstance(self.field.widget, forms.Textarea) else re.sub(r"[\n\t]+", " ", text)

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Adds the class of the widget's kind, and says when the value is wrong."""
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        kind = css_class(widget)
        if isinstance(widget, forms.MultiWidget):
            for part in widget.widgets:
                part.attrs["class"] = _joined(css_class(part), part.attrs.get("class", ""))
        elif kind:
            invalid = "is-invalid" if self.errors else ""
            built["class"] = _joined(
                kind, widget.attrs.get("class", ""), str(built.get("class", "")), invalid
            )
        if (described := built.get("aria-describedby")) == "":
            del built["aria-describedby"]
        elif described and self.use_fieldset:
            built.pop("aria-describedby")
        return built

    @property
    def is_checkbox(self) -> bool:
        """Whether the label stands behind the box."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def fills_row(self) -> bool:
        """Whether the field wants the whole width."""
        return isinstance(self.field.widget, forms.Textarea)


def css_class(widget: forms.Widget) -> str:
    """The Tabler class of a widget's kind."""
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    if isinstance(widget, forms.HiddenInput | forms.MultiWidget):
        return ""
    return "form-control"


def _modernise(widget: forms.Widget) -> None:
    """Give plain date and time widgets the browser's own picker, which wants ISO values whatever the language."""
    kinds = (
        (forms.DateTimeInput, "datetime-local", "%Y-%m-%dT%H:%M"),
        (forms.DateInput, "date", "%Y-%m-%d"),
        (forms.TimeInput, "time", "%H:%M"),
    )
    for kind, input_type, value_format in kinds:
        if type(widget) is kind and "type" not in widget.attrs:
            widget.input_type = input_type
            widget.format = value_format


def _modernise_range(field: forms.MultiValueField, widget: forms.MultiWidget) -> None:
    """Both ends of a range get the picker of their kind and a name of their own."""
    ends = (_("from"), _("until")) if len(widget.widgets) == 2 else ()
    for part, part_field in zip(widget.widgets, field.fields, strict=False):
        if isinstance(part_field, forms.DateField) and isinstance(part, forms.TextInput):
            part.input_type = "date"
        _modernise(part)
    for part, end in zip(widget.widgets, ends, strict=False):
        part.attrs.setdefault("aria-label", f"{field.label}, {end}" if field.label else end)


def _joined(*names: str) -> str:
    return " ".join(dict.fromkeys(" ".join(names).split()))
