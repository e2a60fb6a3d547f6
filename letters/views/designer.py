from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin

from letters.designing.clause import as_json, clauses_of
from letters.forms import WordingForm
from letters.forms.clause import rearranged
from letters.models import LetterVersion
from letters.placeholders import PLACEHOLDERS, REQUIRED
from letters.specimens import specimen
from letters.starting import template_of, text_in_force
from letters.views.documents import PdfPage, pdf_response
from letters.views.wordings import WordingPage
from tenancy.acting import acting
from tenancy.permissions import Right
from ui.views import FormPage
from ui.views.page import Page


class WordingEdit(WordingPage, FormPage):
    """Change a wording clause by clause: placeholders to pick, a preview on a real contract; each save is a version.

    Posts named ``refresh`` add, move or take away a clause and show the form again; they write nothing.
    """

    form_class = WordingForm
    template_name = "letters/wording_edit.html"
    submit_label = gettext_lazy("Put in force")
    success_message = gettext_lazy("Saved. Letters written from now on use this text.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The clauses of the text in force, or of the version asked for."""
        kwargs = {**super().get_form_kwargs(), "kind": self.kind}
        if "data" not in kwargs:
            with translation.override(self.language):
                kwargs["clauses"] = clauses_of(self.kind, self.text)
        return kwargs

    @cached_property
    def text(self) -> LetterVersion:
        """What stands in the form."""
        number = self.request.GET.get("version", "")
        if number.isascii() and number.isdigit() and len(number) < 5:
            return get_object_or_404(self.versions, number=int(number))
        return self.in_force

    @cached_property
    def in_force(self) -> LetterVersion:
        """What letters are written from."""
        return text_in_force(self.kind, self.language)

    def get_initial(self) -> dict[str, Any]:
        """What stands in the form."""
        seen = self.in_force.number
        return {"subject": self.text.subject, "signatures": self.text.signatures, "seen": seen}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Rearrange the clauses, or save."""
        if step := request.POST.get("refresh", ""):
            typed = {name: request.POST.get(name, "") for name in WordingForm.base_fields}
            clauses = rearranged(request.POST, step)
            self.form = WordingForm(initial=typed, kind=self.kind, clauses=clauses)
            return self.respond(step=step)
        return super().post(request, *args, **kwargs)

    def act(self, form: Any) -> Any:
        """A new version, unless somebody else made one meanwhile."""
        template = template_of(self.kind, self.language)
        now = self.in_force.number
        if (form.cleaned_data["seen"] or 0) not in {0, now}:
            form.data = form.data.copy()
            form.data["seen"] = str(now)
            raise ValidationError(
                _(
                    "Somebody saved version %(number)s meanwhile. Your text stands here: save again to put it in force."
                )
                % {"number": now}
            )
        signatures = form.cleaned_data.get("signatures", "")
        return template.write(
            form.cleaned_data["subject"], form.clauses, signatures=signatures, by=acting().actor
        )

    def get_success_url(self, made: Any) -> str:
        """Stay here."""
        return reverse("letters:wording_edit", args=[self.kind, self.language])

    def get_cancel_url(self) -> str:
        """Back to all wordings."""
        return reverse("letters:wording_list")

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the placeholders and the versions."""
        known = PLACEHOLDERS[self.kind].values()
        return super().get_context_data(
            texts=[each for each in known if not each.block],
            paragraphs=[each for each in known if each.block],
            required=REQUIRED[self.kind],
            versions=self.versions[:50],
            preview_url=reverse("letters:wording_preview", args=[self.kind, self.language]),
            kind=self.kind,
            language=self.language,
            **extra,
        )


# Shown beside the editor, hence the one page that another of ours may frame.
@method_decorator([xframe_options_sameorigin, csp_replace({"frame-ancestors": [SELF]})], name="dispatch")
class WordingPreview(WordingPage, PdfPage):
    """The text as typed, on a real contract, as PDF. Nothing is kept."""

    right = Right.TEMPLATES_EDIT
    http_method_names = ["post", "options"]
    template_name = "letters/wording_problem.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The PDF, or what is wrong with the text."""
        form = WordingForm(request.POST, kind=self.kind)
        if not form.is_valid():
            return self._problem(form.problems)
        version = LetterVersion(
            number=0,
            subject=form.cleaned_data["subject"],
            clauses=as_json(form.clauses),
            signatures=form.cleaned_data.get("signatures", ""),
        )
        content = specimen(self.kind, form.cleaned_data["contract"], self.language, version=version)
        if content is None:
            return self._problem([_("There is no contract yet to show the letter with.")])
        return pdf_response(content, f"preview-{self.kind}-{self.language}.pdf")

    def _problem(self, problems: list[str]) -> HttpResponse:
        return self.respond(problems=problems, status=422)

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Without a row: the page is about none."""
        return Page.get_context_data(self, **extra)
