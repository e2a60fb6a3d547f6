"""Two people edit one row: the second to save is told, and loses nothing she typed."""

import json
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.http import QueryDict
from django.utils.functional import cached_property

SEEN = "_seen"


@dataclass(frozen=True)
class Change:
    """A field that somebody else changed meanwhile: its label, the value before and now, in words."""

    label: str
    before: str
    now: str
    typed_too: bool


class EditGuard:
    """Compares the values a form showed when it was opened, carried in a hidden field, with the row's present ones."""

    def __init__(self, form: forms.BaseForm, posted: QueryDict) -> None:
        self.form = form
        self.posted = posted

    @property
    def field_name(self) -> str:
        """The hidden field's name."""
        return SEEN

    @property
    def value(self) -> str:
        """The row's present values, for the hidden field."""
        return json.dumps(self._present, cls=DjangoJSONEncoder)

    @cached_property
    def changes(self) -> list[Change]:
        """The fields somebody else changed since the form was opened; a request without the hidden field has none."""
        return [
            Change(
                label=str(self.form[name].label),
                before=self._words(name, self._seen[name]),
                now=self._words(name, now),
                typed_too=self._typed(name),
            )
            for name, now in self._comparable.items()
            if name in self._seen and self._seen[name] != now
        ]

    def take_over(self) -> None:
        """Let the form show the present value in every field the person herself had left alone."""
        data = self.posted.copy()
        for name, now in self._comparable.items():
            if name in self._seen and self._seen[name] != now and not self._typed(name):
                data.setlist(self.form.add_prefix(name), _as_posted(now))
        self.form.data = data

    @cached_property
    def _seen(self) -> dict[str, Any]:
        try:
            seen = json.loads(self.posted.get(SEEN, "{}"))
        except ValueError:
            return {}
        return seen if isinstance(seen, dict) else {}

    @cached_property
    def _present(self) -> dict[str, Any]:
        return {
            name: _plain(field.prepare_value(self.form.get_initial_for_field(field, name)))
            for name, field in self.form.fields.items()
            if not isinstance(field, forms.FileField) and not isinstance(field.widget, forms.MultiWidget)
        }

    @property
    def _comparable(self) -> dict[str, Any]:
        return json.loads(self.value)  # type: ignore[no-any-return]

    def _typed(self, name: str) -> bool:
        field = self.form.fields[name]
        posted = field.widget.value_from_datadict(self.posted, self.form.files, self.form.add_prefix(name))
        return bool(field.has_changed(self._seen[name], posted))

    def _words(self, name: str, value: Any) -> str:
        field = self.form.fields[name]
        if value in (None, "", []):
            return "–"
        if isinstance(field, forms.ModelChoiceField):
            keys = value if isinstance(value, list) else [value]
            try:
                rows = field.queryset.filter(**{f"{field.to_field_name or 'pk'}__in": keys})  # type: ignore[union-attr]
            except (TypeError, ValueError):  # a forged hidden field
                return str(value)
            return ", ".join(str(row) for row in rows)
        for key, label in getattr(field, "choices", ()):
            if str(key) == str(value):
                return str(label)
        try:
            return str(field.widget.format_value(value) or value)
        except (TypeError, ValueError, AttributeError):
            return str(value)


def _plain(value: Any) -> Any:
    if hasattr(value, "__iter__") and not isinstance(value, str | dict):
        return [getattr(each, "pk", each) for each in value]
    return getattr(value, "pk", value)


def _as_posted(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    if value is True:
        return ["on"]
    return [] if value in (None, False) else [str(value)]
