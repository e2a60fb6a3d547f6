from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise, cached_property

from ui.actions import Tab, allowed
from ui.badges import Badge
from ui.views.page import ObjectPage


class DetailPage(ObjectPage):
    """One row: head with title, badges and actions, then tabs that have an address (``?tab=name``).

    Declare ``model`` or ``queryset``, ``right``, and override ``get_tabs``, ``get_badges``, ``get_actions``. The
    template extends ``ui/detail.html``; a page without its own template uses that one.
    """

    template_name = "ui/detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page; for htmx on the tabs, the tabs with the panel asked for."""
        target = request.headers.get("HX-Target")
        response = self.respond("ui/detail_tabs.html" if target == "tabs" else "")
        patch_vary_headers(response, ["HX-Request"])
        return response

    def get_subtitle(self) -> str | Promise:
        """The line under the title."""
        return ""

    def get_badges(self) -> list[Badge]:
        """The states shown beside the title."""
        return []

    def get_tabs(self) -> list[Tab]:
        """The tabs; those whose right is not held are left out."""
        return []

    @cached_property
    def tabs(self) -> list[Tab]:
        """The tabs this person may open."""
        return allowed(self.get_tabs(), getattr(self.request, "rights", ()))

    @cached_property
    def active_tab(self) -> Tab | None:
        """The tab named in the address, else the first; an unknown name is a 404."""
        wanted = self.request.GET.get("tab", "")
        for tab in self.tabs:
            if tab.name == wanted or not wanted:
                return tab
        if wanted and self.tabs:
            raise Http404
        return None

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the head, the tabs, and the active tab's own context from ``tab_<name>()``."""
        tab = self.active_tab
        if tab is not None and (own := getattr(self, f"tab_{tab.name}", None)):
            extra = {**own(), **extra}
        return super().get_context_data(
            subtitle=self.get_subtitle(), badges=self.get_badges(), tabs=self.tabs, active_tab=tab, **extra
        )
