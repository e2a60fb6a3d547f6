from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from installed_base.forms.attribute_fields import NumberField
from installed_base.forms.measures import MeasureInput
from installed_base.models import Attribute, ChecklistItem
from tenancy.search import fold

LIMITS = dict.fromkeys(("smallest", "largest"), MeasureInput)
MOST_CHOICES = 50


class _OfTypeForm(forms.ModelForm):
    """An entry of a type; a unit and limits belong to numbers only."""

    numeric: str = ""

    def __init__(self, *args: Any, of: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if of is not None:
            self.instance.type = of

    def clean(self) -> dict[str, Any]:
        """Drops what does not belong to the kind; limits stand in order."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") != self.numeric:
            cleaned |= {"unit": "", "smallest": None, "largest": None}
        low, high = cleaned.get("smallest"), cleaned.get("largest")
        if low is not None and high is not None and high < low:
            self.add_error("largest", _("The largest value cannot be below the smallest."))
        return cleaned


class AttributeForm(_OfTypeForm):
    """What is asked of each machine of a type."""

    numeric = Attribute.Kind.NUMBER

    fieldsets = (
        (_("Attribute"), ["name", "kind", "required"]),
        (_("For numbers"), ["unit", ("smallest", "largest")]),
        (_("For choices"), ["choices"]),
    )

    class Meta:
        model = Attribute
        fields = ("name", "kind", "required", "unit", "smallest", "largest", "choices")
        field_classes = dict.fromkeys(LIMITS, NumberField)
        widgets = {**LIMITS, "choices": forms.Textarea({"rows": 5})}
        help_texts = {"unit": _("As it is written behind the figure: kg, bar, °C…")}

    def clean_name(self) -> str:
        """A name no other attribute of the type has, accents and case ignored; withdrawn ones count."""
        name: str = self.cleaned_data["name"]
        others = Attribute.objects.filter(type=self.instance.type).exclude(pk=self.instance.pk)
        if any(fold(other) == fold(name) for other in others.values_list("name", flat=True)):
            raise ValidationError(
                _("This type has an attribute of this name already; if it was withdrawn, bring it back.")
            )
        return name

    def clean_kind(self) -> str:
        """What was answered keeps its kind."""
        kind: str = self.cleaned_data["kind"]
        if self.instance.pk and kind != self.initial["kind"] and self.instance.values.exists():
            raise ValidationError(
                _("Machines answered to this already: withdraw it and add another attribute instead.")
            )
        return kind

    def clean(self) -> dict[str, Any]:
        """A choice needs something to choose from."""
        cleaned = super().clean()
        lines = [line.strip() for line in (cleaned.get("choices") or "").splitlines() if line.strip()]
        if cleaned.get("kind") != Attribute.Kind.CHOICE:
            cleaned["choices"] = ""
        elif "choices" not in self.errors:
            if not lines:
                self.add_error("choices", _("Write what can be chosen, one a line."))
            elif len(lines) > MOST_CHOICES or any(len(line) > 200 for line in lines):
                self.add_error("choices", _("At most 50 choices, of at most 200 letters each."))
            cleaned["choices"] = "\n".join(dict.fromkeys(lines))
        return cleaned


class ChecklistItemForm(_OfTypeForm):
    """What is checked or measured at a visit."""

    numeric = ChecklistItem.Kind.MEASURE

    fieldsets = (
        (_("Item"), ["text", "kind"]),
        (_("For measures"), ["unit", ("smallest", "largest")]),
    )

    class Meta:
        model = ChecklistItem
        fields = ("text", "kind", "unit", "smallest", "largest")
        field_classes = dict.fromkeys(LIMITS, NumberField)
        widgets = dict(LIMITS)
        help_texts = {
            "unit": _("As it is written behind the figure: kg, bar, °C…"),
            "largest": _("A measure outside these limits is marked."),
        }
