from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.views import View

from ui.actions import Action, Crumb, allowed
from ui.banners import banners_of


class Page(View):
    """What every page has: a right to open it, a title, bread-crumbs, actions, one template.

    ``right`` is asked for each method, ``write_right`` (default: the same) for those that write; ``further_rights``
    are asked beside, each time. A page without right says so by ``right = ""``.
    """

    right: str = ""
    further_rights: tuple[str, ...] = ()
    write_right: str = ""
    title: str | Promise = ""
    template_name: str = ""
    http_method_names = ["get", "head", "options"]

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse those without the right, before anything is read."""
        self.authorise()
        return super().dispatch(request, *args, **kwargs)

    def authorise(self) -> None:
        """Raise PermissionDenied unless the person holds the page's rights."""
        writes = self.request.method not in {"GET", "HEAD", "OPTIONS"}
        needed = self.write_right if writes and self.write_right else self.right
        if not all(map(self.may, (needed, *self.further_rights))):
            raise PermissionDenied

    def may(self, right: str) -> bool:
        """Whether the person holds a right; every member holds the empty one."""
        return not right or right in getattr(self.request, "rights", ())

    def get_title(self) -> str | Promise:
        """The heading of the page."""
        return self.title

    def get_breadcrumbs(self) -> list[Crumb]:
        """The way here, without the page itself."""
        return []

    def get_actions(self) -> list[Action]:
        """The buttons of the page's head; those whose right is not held are left out."""
        return []

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """What the template gets."""
        return {
            "page": self,
            "title": self.get_title(),
            "breadcrumbs": self.get_breadcrumbs(),
            "banners": lambda: banners_of(self),  # asked by whole pages only, not by their parts
            "actions": allowed(self.get_actions(), getattr(self.request, "rights", ())),
            **extra,
        }

    def respond(self, template: str = "", status: int = 200, **extra: Any) -> HttpResponse:
        """The page as a response."""
        return TemplateResponse(
            self.request, template or self.template_name, self.get_context_data(**extra), status=status
        )


class ObjectPage(Page):
    """A page about one row, found by ``pk`` in the address among the rows of ``get_queryset``; none → 404."""

    model: type[Model] | None = None
    queryset: QuerySet[Any] | None = None
    pk_url_kwarg: str = "pk"
    _found: Any = None

    def get_queryset(self) -> QuerySet[Any]:
        """The rows among which the page's one is found."""
        if self.queryset is not None:
            return self.queryset.all()
        if self.model is None:
            raise TypeError(f"{type(self).__name__} declares neither model nor queryset.")
        return self.model._default_manager.all()

    @property
    def object(self) -> Any:
        """The row, read once."""
        if self._found is None:
            self._found = self.find(self.get_queryset())
        return self._found

    def find(self, rows: QuerySet[Any]) -> Any:
        """The row named by the address, or 404."""
        found = rows.filter(pk=self.kwargs[self.pk_url_kwarg]).first()
        if found is None:
            raise Http404
        return found

    def get_title(self) -> str | Promise:
        """The title declared, or the row's own name."""
        return self.title or str(self.object)

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds ``object``."""
        return super().get_context_data(object=self.object, **extra)
