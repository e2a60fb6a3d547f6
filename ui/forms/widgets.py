from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise

from ui.formats import currency_symbol


class SuffixInput(forms.TextInput):
    """A text field with a word behind it (a unit, a currency)."""

    template_name = "ui/forms/suffixed.html"

    def __init__(self, suffix: str | Promise = "", attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.suffix = suffix

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds the suffix."""
        context = super().get_context(name, value, attrs)
        context["widget"]["suffix"] = self.suffix
        return context


class MoneyInput(SuffixInput):
    """An amount with its currency's sign."""

    def __init__(self, currency: str = "EUR", attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})
        self.currency = currency

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The sign in the page's language."""
        self.suffix = currency_symbol(self.currency)
        return super().get_context(name, value, attrs)

    def format_value(self, value: Any) -> str | None:
        """The amount with the language's decimal mark and no grouping; what was typed stays as typed."""
        if isinstance(value, Decimal | int | float):
            return number_format(value, decimal_pos=2, use_l10n=True, force_grouping=False)
        typed: str | None = super().format_value(value)
        return typed


class _Remote:
    """Shows only what is chosen; the browser asks ``url_name`` (an OptionsPage) for the rest while one types."""

    choices: Any

    def __init__(self, url_name: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)  # type: ignore[call-arg]
        self.url_name = url_name

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds where to ask."""
        context: dict[str, Any] = super().get_context(name, value, attrs)  # type: ignore[misc]
        context["widget"]["attrs"]["data-remote"] = reverse(self.url_name)
        return context

    def use_required_attribute(self, initial: Any) -> bool:
        """Asked of the field alone: looking at the first choice would read rows."""
        return not self.is_hidden  # type: ignore[attr-defined]

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> Any:
        """Only the chosen rows are read and written."""
        everything = self.choices
        self.choices = list(_chosen(everything, [key for key in value if key]))
        try:
            return super().optgroups(name, value, attrs)  # type: ignore[misc]
        finally:
            self.choices = everything


def _chosen(choices: Any, keys: list[str]) -> Iterator[tuple[Any, Any]]:
    """The empty choice and the chosen rows; plain lists of choices stay as they are."""
    if not isinstance(choices, ModelChoiceIterator):
        yield from choices
        return
    field: Any = choices.field
    if field.empty_label is not None:
        yield "", field.empty_label
    name = field.to_field_name or "pk"
    # Keys come from the address and from forged forms, too.
    whole = name in {"pk", field.queryset.model._meta.pk.name}
    found = [
        key
        for key in keys
        if not whole or (str(key).isascii() and str(key).isdecimal() and len(str(key)) < 19)
    ]
    if found:
        for row in field.queryset.filter(**{f"{name}__in": found}):
            yield getattr(row, name), field.label_from_instance(row)


class RemoteSelect(_Remote, forms.Select):
    """A choice among many rows, found by typing."""


class RemoteSelectMultiple(_Remote, forms.SelectMultiple):
    """Several choices among many rows, found by typing."""
