from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from tenancy import search
from ui.views import Page

SUGGESTIONS = "global-suggestions"


class Search(Page):
    """Everything found by some words: suggestions under the search box while one types, and a page.

    Each kind of thing asks its own right, so any member may open the page.
    """

    right = ""
    title = _("Search")
    template_name = "tenancy/search.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The suggestions for htmx on the search box, else the page."""
        words = request.GET.get("q", "").strip()[:100]
        found = search.best(words, request.rights) if words else []  # type: ignore[attr-defined]
        suggested = request.headers.get("HX-Target") == SUGGESTIONS
        template = "tenancy/search_suggestions.html" if suggested else ""
        response = self.respond(template, words=words, found=found, asked=bool(search.asked(words)))
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        return response
