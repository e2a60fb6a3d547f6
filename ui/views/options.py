from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse

from ui.views.page import ObjectPage

OPTIONS_SHOWN = 20


class OptionsPage(ObjectPage):
    """The choices of a remote select (ui.forms.RemoteSelect) as JSON: rows that match ``?q=``, twenty at most.

    Declare ``model`` or ``queryset`` (with a ``found_by(words)`` method) and ``right``.
    """

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """``{"options": [{"value", "text"}]}``."""
        words = request.GET.get("q", "").replace("\0", "").strip()[:100]
        rows = self.search(self.get_queryset(), words) if words else self.get_queryset()
        options = [{"value": str(row.pk), "text": self.label(row)} for row in rows[:OPTIONS_SHOWN]]
        return JsonResponse({"options": options})

    def search(self, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
        """The rows that match."""
        return rows.found_by(words)  # type: ignore[attr-defined, no-any-return]

    def label(self, row: Any) -> str:
        """How a row is written in the list."""
        return str(row)
