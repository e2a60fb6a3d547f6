from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Contract
from letters.designing.clause import clauses_of
from letters.models import Automatic, Kind, Language, LetterVersion
from letters.models.template import OTHER_LETTERS, WORDED
from letters.starting import text_in_force
from letters.views.crumbs import wording_crumbs
from tenancy.permissions import Right
from ui.actions import Action, Crumb
from ui.views import OptionsPage, Page


class WordingList(Page):
    """The letters a company sends, each in the languages of its customers."""

    right = Right.LETTERS_VIEW
    title = gettext_lazy("Wordings")
    template_name = "letters/wording_list.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """All kinds and languages with the text in force."""
        kinds = [
            (kind, [(language, text_in_force(kind, language.value)) for language in Language])
            for kind in WORDED
        ]
        automatic = {each.kind: each.since for each in Automatic.objects.all()}
        return self.respond(
            kinds=[(kind, languages, automatic.get(kind)) for kind, languages in kinds],
            others=[kind.value for kind in OTHER_LETTERS],
        )

    def get_actions(self) -> list[Action]:
        """The paper they are printed on."""
        url = reverse("letters:paper")
        return [Action(_("Paper layout"), url, "file-settings", right=Right.TEMPLATES_EDIT)]

    def get_breadcrumbs(self) -> list[Crumb]:
        """From the letters."""
        return [Crumb(_("Letters"), reverse("letters:list"))]


class WordingPage(Page):
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
        return wording_crumbs()


class WordingVersion(WordingPage):
    """A text as it once was."""

    right = Right.LETTERS_VIEW
    template_name = "letters/wording_version.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The version asked for."""
        version = self.versions.filter(number=self.kwargs["number"]).first()
        if version is None:
            raise Http404
        with translation.override(self.language):
            clauses = clauses_of(self.kind, version)
        return self.respond(version=version, clauses=clauses)

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
