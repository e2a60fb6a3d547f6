from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin

from contracts.models import Contract, Notice
from letters.contract_document import contract_pdf
from letters.facts import of_contract, of_notices
from letters.forms import WordingForm
from letters.models import Kind, Language, LetterVersion
from letters.placeholders import PLACEHOLDERS, REQUIRED
from letters.sheets import letter_pdf
from letters.starting import template_of, text_in_force
from letters.views.documents import PdfPage, pdf_response
from tenancy.acting import acting, acting_company
from tenancy.permissions import Right
from ui.actions import Action, Crumb
from ui.views import FormPage, OptionsPage, Page


class WordingList(Page):
    """The letters a company sends, each in the languages of its customers."""

    right = Right.LETTERS_VIEW
    title = gettext_lazy("Wordings")
    template_name = "letters/wording_list.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """All kinds and languages with the text in force."""
        kinds = [
            (kind, [(language, text_in_force(kind, language.value)) for language in Language])
            for kind in Kind
        ]
        return self.respond(kinds=kinds)

    def get_breadcrumbs(self) -> list[Crumb]:
        """From the letters."""
        return [Crumb(_("Letters"), reverse("letters:list"))]


class _Wording(Page):
    """A page about one kind of letter in one language."""

    right = Right.TEMPLATES_EDIT

    @property
    def kind(self) -> str:
        """Which letter."""
        return str(self.kwargs["kind"])

    @property
    def language(self) -> str:
        """In which language."""
        return str(self.kwargs["language"])

    @property
    def versions(self) -> QuerySet[LetterVersion]:
        """Its texts, the latest first."""
        return LetterVersion.objects.of(self.kind, self.language).select_related("written_by")

    def get_title(self) -> str:
        """Kind and language."""
        return f"{Kind(self.kind).label} · {Language(self.language).label}"

    def get_breadcrumbs(self) -> list[Crumb]:
        """From the letters, over the wordings."""
        return [
            Crumb(_("Letters"), reverse("letters:list")),
            Crumb(_("Wordings"), reverse("letters:wording_list")),
        ]


class WordingEdit(_Wording, FormPage):
    """Change the text of a letter: placeholders to pick, a preview on a real contract; each save is a version."""

    form_class = WordingForm
    template_name = "letters/wording_edit.html"
    submit_label = gettext_lazy("Put in force")
    success_message = gettext_lazy("Saved. Letters written from now on use this text.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The text in force, or that of the version asked for."""
        return {**super().get_form_kwargs(), "kind": self.kind}

    def get_initial(self) -> dict[str, Any]:
        """What stands in the form."""
        latest = text_in_force(self.kind, self.language)
        text = latest
        if (number := self.request.GET.get("version", "")).isdigit():
            text = get_object_or_404(self.versions, number=int(number))
        return {"subject": text.subject, "body": text.body, "seen": latest.number}

    def act(self, form: Any) -> Any:
        """A new version, unless somebody else made one meanwhile."""
        template = template_of(self.kind, self.language)
        now = text_in_force(self.kind, self.language).number
        if (form.cleaned_data["seen"] or 0) not in {0, now}:
            form.data = form.data.copy()
            form.data["seen"] = str(now)
            raise ValidationError(
                _(
                    "Somebody saved version %(number)s meanwhile. Your text stands here: save again to put it in force."
                )
                % {"number": now}
            )
        return template.write(form.cleaned_data["subject"], form.cleaned_data["body"], by=acting().actor)

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
class WordingPreview(_Wording, PdfPage):
    """The text as typed, on a real contract, as PDF. Nothing is kept."""

    right = Right.TEMPLATES_EDIT
    http_method_names = ["post", "options"]
    template_name = "letters/wording_problem.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The PDF, or what is wrong with the text."""
        form = WordingForm(request.POST, kind=self.kind)
        if not form.is_valid():
            return self._problem([str(error) for errors in form.errors.values() for error in errors])
        version = LetterVersion(
            number=0, subject=form.cleaned_data["subject"], body=form.cleaned_data["body"]
        )
        content = self._pdf(version, form.cleaned_data["contract"])
        if content is None:
            return self._problem([_("There is no contract yet to show the letter with.")])
        return pdf_response(content, f"preview-{self.kind}-{self.language}.pdf")

    def _problem(self, problems: list[str]) -> HttpResponse:
        return self.respond(problems=problems, status=422)

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Without a row: the page is about none."""
        return Page.get_context_data(self, **extra)

    def _pdf(self, version: LetterVersion, contract: Contract | None) -> bytes | None:
        on = acting_company().today()
        if self.kind == Kind.CONTRACT:
            contract = contract or Contract.objects.order_by("-pk").first()
            return contract_pdf(contract, on, self.language, version=version) if contract else None
        if contract is None:
            notice = Notice.objects.order_by("-pk").first()
            contract = notice.contract if notice else Contract.objects.signed().order_by("-pk").first()
        if contract is None:
            return None
        notice = contract.notices.order_by("-pk").first()
        facts = of_notices([notice], on)[0] if notice else of_contract(contract, on)
        return letter_pdf(self.kind, version, facts.in_language(self.language), specimen=True)


class WordingVersion(_Wording):
    """A text as it once was."""

    right = Right.LETTERS_VIEW
    template_name = "letters/wording_version.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The version asked for."""
        version = self.versions.filter(number=self.kwargs["number"]).first()
        if version is None:
            raise Http404
        return self.respond(version=version)

    def get_title(self) -> str:
        """Kind, language, number."""
        return _("%(letter)s, version %(number)s") % {
            "letter": super().get_title(),
            "number": self.kwargs["number"],
        }

    def get_actions(self) -> list[Action]:
        """Begin anew from this text."""
        url = reverse("letters:wording_edit", args=[self.kind, self.language])
        return [
            Action(
                _("Begin from this text"),
                f"{url}?version={self.kwargs['number']}",
                "pencil",
                right=Right.TEMPLATES_EDIT,
            )
        ]


class ContractOptions(OptionsPage):
    """Contracts to preview a letter with."""

    right = Right.LETTERS_VIEW
    queryset = Contract.objects.select_related("customer")

    def label(self, row: Any) -> str:
        """Number and customer."""
        return f"{row.number} · {row.customer.name}"
