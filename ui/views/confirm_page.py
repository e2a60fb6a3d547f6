from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ui.actions import ActionStyle
from ui.views.form_page import EditPage


class ConfirmPage(EditPage):
    """Says what will happen to a row; POST does it.

    Declare ``model`` or ``queryset``, ``right``, ``question``; override ``consequences``, ``refusals`` and ``confirm``.
    ``form_class`` asks for what the verb needs to know (a reason, a date).
    """

    form_class: type[forms.BaseForm] = forms.Form
    template_name = "ui/confirm.html"
    question: str | Promise = ""
    submit_label: str | Promise = _("Confirm")
    submit_icon = "check"
    style: ClassVar[ActionStyle] = "primary"
    success_message: str | Promise = _("Done.")

    def get_question(self) -> str | Promise:
        """The question, in one sentence."""
        return self.question

    def consequences(self) -> Sequence[str | Promise]:
        """What will happen, a sentence each."""
        return []

    def refusals(self) -> Sequence[str | Promise]:
        """Why it cannot be done, a sentence each; none lets it be done."""
        return []

    def confirm(self, form: Any) -> Any:
        """The verb. Gives the row, a response, or nothing."""
        raise NotImplementedError

    def act(self, form: Any) -> Any:
        """Ask once more why not, then do it."""
        if refusals := self.refusals():
            raise ValidationError([str(refusal) for refusal in refusals])
        made = self.confirm(form)
        return made if made is not None else self.object

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, or say why not. There is no form over the row's own values, so no guard either."""
        return super(EditPage, self).post(request, *args, **kwargs)

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the question and what will happen."""
        return super().get_context_data(
            question=self.get_question(), consequences=self.consequences(), refusals=self.refusals(), **extra
        )
