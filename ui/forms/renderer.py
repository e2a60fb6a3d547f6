from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.functional import Promise

from ui.forms.bound_field import BoundField


class Renderer(TemplatesSetting):
    """Draws every form of the product; ``{{ form }}`` gives the fields, in the form's ``fieldsets`` if declared.

    ``fieldsets = [(title, [names…])]`` or ``(title, [names…], explanation)``; a tuple among the names stands in one
    row. A fourth part is an id, for a group that is swapped; it stands also while it is empty. Fields named nowhere
    follow at the end. ``folds`` of a form names a field of each group that is folded: closed, with what it holds in its
    title, but for one with an error in it.
    """

    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = BoundField


# What a field holds that nobody filled in.
EMPTY: tuple[Any, ...] = (None, "", False, [], ())


@dataclass(frozen=True)
class Group:
    """A fieldset as drawn: rows of one or more fields."""

    title: str | Promise
    rows: list[list[forms.BoundField]]
    explanation: str | Promise = ""
    id: str = ""
    folds: bool = False

    @property
    def fields(self) -> list[forms.BoundField]:
        """Its fields, row after row."""
        return [field for row in self.rows for field in row]

    @property
    def wrong(self) -> bool:
        """Whether a field of it has an error, so that it must stand open."""
        return any(field.errors for field in self.fields)

    @property
    def held(self) -> str:
        """The names of the fields that hold something, for the title of a folded group."""
        return ", ".join(str(field.label) for field in self.fields if field.value() not in EMPTY)


def groups_of(form: forms.BaseForm) -> list[Group]:
    """The form's visible fields, grouped as the form declares."""
    left = {field.name: field for field in form.visible_fields()}
    groups = []
    declared: Sequence[Any] = getattr(form, "fieldsets", ())
    for title, names, *explanation in declared:
        rows = []
        for entry in names:
            row = [left.pop(name) for name in ((entry,) if isinstance(entry, str) else entry) if name in left]
            if row:
                rows.append(row)
        if rows or len(explanation) > 1:
            told = explanation[0] if explanation else ""
            identity = explanation[1] if len(explanation) > 1 else ""
            groups.append(Group(title, rows, told, identity, folds=_folds(form, rows)))
    if left:
        groups.append(Group("", [[field] for field in left.values()]))
    return groups


def _folds(form: forms.BaseForm, rows: list[list[forms.BoundField]]) -> bool:
    names = {field.name for row in rows for field in row}
    return bool(names.intersection(getattr(form, "folds", ())))
