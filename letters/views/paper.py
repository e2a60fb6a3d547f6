from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin

from letters.forms.paper import LAID_OUT, PaperForm
from letters.models import Kind, Paper
from letters.specimens import specimen
from letters.views.crumbs import wording_crumbs
from letters.views.documents import PdfPage, pdf_response
from tenancy.acting import acting
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import FormPage
from ui.views.page import Page


class PaperEdit(FormPage):
    """The layout of letters and contracts; each save is a version, and letters already written stay as they are."""

    form_class = PaperForm
    right = Right.TEMPLATES_EDIT
    title = gettext_lazy("Paper layout")
    template_name = "letters/paper_edit.html"
    submit_label = gettext_lazy("Put in force")
    success_message = gettext_lazy("Saved. Letters written from now on are laid out like this.")

    @cached_property
    def in_force(self) -> Paper | None:
        """The layout of today."""
        return Paper.objects.in_force()

    def get_form_kwargs(self) -> dict[str, Any]:
        """A new row that begins as the layout in force."""
        now = self.in_force
        kept = {name: getattr(now, name) for name in LAID_OUT} if now else {}
        return {**super().get_form_kwargs(), "instance": Paper(number=now.number + 1 if now else 1, **kept)}

    def get_initial(self) -> dict[str, Any]:
        """Which version the person saw."""
        return {"seen": self.in_force.number if self.in_force else 0}

    def act(self, form: Any) -> Any:
        """A new version, unless somebody else made one meanwhile."""
        now = self.in_force.number if self.in_force else 0
        if (form.cleaned_data["seen"] or 0) != now:
            form.data = form.data.copy()
            form.data["seen"] = str(now)
            raise ValidationError(
                _("Somebody saved version %(number)s meanwhile. Save again to put yours in force.")
                % {"number": now}
            )
        return form.save(commit=False).put_in_force(acting().actor)

    def get_success_url(self, made: Any) -> str:
        """Stay here."""
        return reverse("letters:paper")

    def get_cancel_url(self) -> str:
        """Back to all wordings."""
        return reverse("letters:wording_list")

    def get_breadcrumbs(self) -> list[Crumb]:
        """From the letters, over the wordings."""
        return wording_crumbs()

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds where the preview is."""
        return super().get_context_data(
            versions=Paper.objects.select_related("written_by")[:20],
            preview_url=reverse("letters:paper_preview"),
            **extra,
        )


# Shown beside the form, hence framed by it.
@method_decorator([xframe_options_sameorigin, csp_replace({"frame-ancestors": [SELF]})], name="dispatch")
class PaperPreview(PdfPage):
    """The layout as chosen, on a real letter or contract (``?of=contract``). Nothing is kept."""

    right = Right.TEMPLATES_EDIT
    http_method_names = ["post", "options"]
    template_name = "letters/wording_problem.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The PDF, or what is wrong with the choice."""
        form = PaperForm(request.POST, instance=Paper(number=0))
        if not form.is_valid():
            problems = [str(error) for errors in form.errors.values() for error in errors]
            return self.respond(problems=problems, status=422)
        kind = Kind.CONTRACT if request.GET.get("of") == "contract" else Kind.RENEWAL_NOTICE
        paper = form.save(commit=False)
        content = specimen(kind, form.cleaned_data["contract"], paper=paper)
        if content is None:
            return self.respond(problems=[_("There is no contract yet to show the letter with.")], status=422)
        return pdf_response(content, "preview.pdf")

    def get_title(self) -> str:
        """Of the page that says what is wrong."""
        return _("Paper layout")

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Without a row: the page is about none."""
        return Page.get_context_data(self, **extra)
