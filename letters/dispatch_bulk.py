"""What the post did with many letters at once: it brought them back, or handed them over."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from letters import returning
from letters.dispatch_table import fate_of
from letters.forms.dispatch import (
    CameBackForm,
    HandedOverForm,
)
from tenancy.permissions import Right
from ui.bulk import BulkAction, Outcome


class _OnPaper(BulkAction):
    """A bulk action on letters a postman carried."""

    right = Right.LETTERS_SEND

    def outcome(self, row: Any) -> Outcome:
        """Only paper, and only what is not known yet."""
        if not row.is_paper:
            return Outcome(row, _("It did not go by post."), will=False)
        if row.fate != "sent":
            return Outcome(row, str(fate_of(row).label), will=False)
        return Outcome(_Named(row), f"{row.to}")

    def outcomes(self, rows: Sequence[Any]) -> list[Outcome]:
        """Named by contract and customer; the row itself is handed on."""
        told = [self.outcome(row) for row in rows]
        return [Outcome(_Named(row), each.text, each.will) for row, each in zip(rows, told, strict=True)]


class _Named:
    """A letter shown by its contract and customer."""

    def __init__(self, row: Any) -> None:
        self.dispatch = row
        self.pk = row.pk

    def __str__(self) -> str:
        return f"{self.dispatch.reference} · {self.dispatch.customer.name}"


class CameBackMany(_OnPaper):
    """The post brought them back."""

    name = "came_back"
    label = pgettext_lazy("letter", "Came back")
    icon = "mail-x"
    explanation = gettext_lazy(
        "Each is kept with day and reason and stands among the alerts until it is sent anew."
    )
    form_class = CameBackForm

    def run(self, rows: Sequence[Any], form: Any = None) -> str:
        """Record it of each."""
        given = form.cleaned_data
        done = returning.came_back(
            [row.dispatch for row in rows], given["on"], given["reason"], given["text"]
        )
        return ngettext("%(count)s letter came back.", "%(count)s letters came back.", done) % {"count": done}


class HandedOverMany(_OnPaper):
    """The acknowledgements arrived."""

    name = "handed_over"
    label = gettext_lazy("Handed over")
    icon = "mail-check"
    style = "secondary"
    explanation = gettext_lazy("The day stands on the acknowledgement of receipt.")
    form_class = HandedOverForm

    def run(self, rows: Sequence[Any], form: Any = None) -> str:
        """Record it of each."""
        done = returning.handed_over([row.dispatch for row in rows], form.cleaned_data["on"])
        return ngettext("%(count)s letter was handed over.", "%(count)s letters were handed over.", done) % {
            "count": done
        }
