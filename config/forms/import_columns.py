from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.nouns import NOUNS, company_nouns
from ui.spreadsheets.cells import letter
from ui.spreadsheets.columns import Noun, guess, lacking


class SheetForm(forms.Form):
    """What one sheet holds, and which column each of its headers means.

    ``sheet`` is what was found in the file. When ``noun`` is another than the one found, its columns are guessed anew.
    """

    noun = forms.ChoiceField(label=gettext_lazy("This file holds"), required=False)

    def __init__(self, *args: Any, sheet: dict[str, Any], noun: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        names = {noun.name for noun in NOUNS} | {""}
        asked = self.data.get(self.add_prefix("noun"), "") if self.is_bound else noun
        self.chosen = asked if asked is not None and asked in names else sheet["noun"]
        self.fields["noun"].choices = [  # type: ignore[attr-defined]
            ("", _("Something else: leave it alone")),
            *((each.name, capfirst(str(each.label))) for each in NOUNS),
        ]
        self.fields["noun"].initial = self.chosen
        for place, header in enumerate(sheet["headers"]):
            if header and self.meant:
                self.fields[f"c{place}"] = forms.ChoiceField(
                    label=header,
                    required=False,
                    choices=[("", _("Not read")), *((c.name, _choice(c)) for c in self.meant.columns)],
                    initial=self._guessed.get(header, ""),
                )

    @cached_property
    def meant(self) -> Noun | None:
        """The noun chosen so far."""
        return next((noun for noun in company_nouns() if noun.name == self.chosen), None)

    @cached_property
    def _guessed(self) -> dict[str, str]:
        if self.chosen == self.sheet["noun"]:
            columns: dict[str, str] = self.sheet["columns"]
            return columns
        _noun, at = guess(self.sheet["headers"], company_nouns(), expected=self.chosen)
        return {self.sheet["headers"][places[0]]: column for column, places in at.items()}

    def rows(self) -> list[tuple[str, list[str], forms.BoundField | None]]:
        """Every column of the file: its header, some values, and the field to assign it; none without a header."""
        return [
            (
                header or _("Column %(letter)s, without header") % {"letter": letter(place)},
                self.sheet["samples"][place],
                self[f"c{place}"] if f"c{place}" in self.fields else None,
            )
            for place, header in enumerate(self.sheet["headers"])
        ]

    def missing(self) -> list[str]:
        """Columns the noun cannot be brought in without, that no header is assigned to so far."""
        if self.meant is None:
            return []
        taken = set(self._guessed.values())
        if self.is_bound:
            taken = {str(self.data.get(self.add_prefix(name), "")) for name in self.fields if name != "noun"}
        return [str(column.label) for column in lacking(self.meant, taken)]

    def clean(self) -> dict[str, Any]:
        """Each column assigned once, none missing."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        places: dict[str, str] = {}
        for name in list(self.fields):
            column = cleaned.get(name)
            if name == "noun" or not column:
                continue
            if column in places:
                self.add_error(
                    name, _("“%(header)s” is read as this column already.") % {"header": places[column]}
                )
            places[column] = str(self.fields[name].label)
        if not self.errors and (missing := self.missing()):
            raise ValidationError(
                _("Needed and not assigned: %(columns)s."), params={"columns": ", ".join(missing)}
            )
        return cleaned

    def settled(self) -> dict[str, Any]:
        """The sheet with what was chosen."""
        columns = {
            str(self.fields[name].label): value
            for name, value in self.cleaned_data.items()
            if name != "noun" and value
        }
        return self.sheet | {"noun": self.cleaned_data["noun"], "columns": columns}


def _choice(column: Any) -> str:
    return f"{column.label} *" if column.required else str(column.label)
