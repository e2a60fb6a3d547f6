"""What the type of a machine asks, as fields of the machine's form."""

from typing import Any

from django import forms

from installed_base import attributes
from installed_base.forms.attribute_fields import PREFIX, field_of
from installed_base.models import Attribute, Equipment
from tenancy.search import fold

# Another type asks for other attributes; what was typed for those of the same name goes along.
ATTRIBUTES_FOLLOW = {
    "hx-get": "",
    "hx-trigger": "change",
    "hx-include": "#of-type",
    "hx-select": "#of-type",
    "hx-target": "#of-type",
    "hx-swap": "outerHTML",
}


class AttributeQuestions(forms.ModelForm):
    """The part of the form that follows the type; the group ``of-type`` of its ``fieldsets`` holds the fields."""

    fieldsets: tuple[Any, ...] = ()
    attributes: list[Attribute]

    def chosen_type(self) -> int | None:
        """The type chosen from the list; none for one that is made on the way."""
        chosen = str(self["type"].value() or "")
        made = self.is_bound and str(self["new_type"].value() or "").strip()
        number = chosen.isascii() and chosen.isdecimal() and len(chosen) < 19
        return int(chosen) if number and not made else None

    def keep_answers(self, machine: Equipment) -> None:
        """Write what was answered."""
        attributes.keep(machine, {each: self.cleaned_data[f"{PREFIX}{each.pk}"] for each in self.attributes})

    def ask_attributes(self) -> None:
        """Add fields for the attributes of the type chosen; those of a type that is made on the way come later."""
        chosen = self.chosen_type()
        self.attributes = attributes.asked_of(chosen) if chosen else []
        if not self.attributes:
            return
        known = attributes.answers_of(self.instance) if self.instance.pk else {}
        kept = attributes.same_named(self.attributes, known.values())
        typed = self._typed_before()
        for each in self.attributes:
            value = kept.get(each.pk)
            name = f"{PREFIX}{each.pk}"
            self.fields[name] = field_of(each, value.text if value else "")
            if not self.is_bound:
                self.initial[name] = typed.get(
                    (fold(each.name), each.kind), value.value if value else self.initial.get(name)
                )
        names = [f"{PREFIX}{each.pk}" for each in self.attributes]
        pairs = [tuple(names[at : at + 2]) for at in range(0, len(names), 2)]
        self.fieldsets = tuple(
            (title, pairs if rest[-1:] == ["of-type"] else rows, *rest)
            for title, rows, *rest in type(self).fieldsets
        )

    def _typed_before(self) -> dict[tuple[str, str], str]:
        """What was typed for attributes of the type chosen before, by name and kind."""
        typed = {
            int(name.removeprefix(PREFIX)): value
            for name, value in self.initial.items()
            if name.startswith(PREFIX) and name.removeprefix(PREFIX).isdecimal() and len(name) < 22
        }
        rows = Attribute.objects.filter(pk__in=typed) if typed else ()
        return {(fold(row.name), row.kind): typed[row.pk] for row in rows if typed[row.pk]}
