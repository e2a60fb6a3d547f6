"""What can be done to many rows of a list at once: first shown row by row, then done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ui.actions import ActionStyle
from ui.in_common import InCommon


@dataclass(frozen=True)
class Outcome:
    """What will happen to one row, or why not. A row that ``stays`` goes along with the others and is not changed."""

    row: Any
    text: str | Promise
    will: bool = True
    stays: bool = False

    @property
    def changes(self) -> bool:
        """Whether it is counted among those that will be changed."""
        return self.will and not self.stays


class BulkAction:
    """An action on the selected rows of a list.

    Subclasses declare ``name``, ``label``, ``right``, tell in ``outcome`` what would happen to a row, and do it in
    ``run``. ``form_class`` asks for what the action needs to know (a date, a channel).
    """

    # Templates name the class itself; without this they would make an instance of it.
    do_not_call_in_templates: ClassVar[bool] = True

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    right: ClassVar[str]
    icon: ClassVar[str] = "checks"
    style: ClassVar[ActionStyle] = "primary"
    explanation: ClassVar[str | Promise] = ""
    form_class: ClassVar[type[forms.Form] | None] = None
    # Leads to a page of its own that shows what would happen; nothing is done before.
    leads_on: ClassVar[bool] = False

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        # What happens to rows alike: ``outcomes`` may put it here, told once above them.
        self.in_common: list[InCommon] = []

    def outcome(self, row: Any) -> Outcome:
        """What will happen to this row. Must not write."""
        return Outcome(row, _("Will be changed."))

    def outcomes(self, rows: Sequence[Any]) -> list[Outcome]:
        """What will happen to each row; override to look things up once for all of them."""
        return [self.outcome(row) for row in rows]

    def run(self, rows: Sequence[Any], form: forms.Form | None = None) -> str | HttpResponse:
        """Do it to the rows whose outcome said so; give the message to show, or another response (a file, a job)."""
        raise NotImplementedError
