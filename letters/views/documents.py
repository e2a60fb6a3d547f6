from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from customers.restricted import without_erased
from letters.models import Kind
from tenancy.models import Document
from tenancy.permissions import Right
from ui.views import ObjectPage

KINDS = (*Kind.values, "mailing")


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """A PDF to look at in the browser."""
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"},
    )


class PdfPage(ObjectPage):
    """A page that answers with a PDF that shows prices, so the right to see fees is asked too."""

    right = Right.LETTERS_VIEW

    def authorise(self) -> None:
        """Ask for the page's right and for the fees'."""
        super().authorise()
        if not self.may(Right.FEES_VIEW):
            raise PermissionDenied


class DocumentFile(PdfPage):
    """The file of a letter as it was frozen, checked against its hash."""

    queryset: QuerySet[Any] | None = Document.objects.filter(kind__in=KINDS)

    def get_queryset(self) -> QuerySet[Any]:
        """Without the letters of people who were erased, for those who do not answer privacy requests."""
        return without_erased(super().get_queryset(), self.request.rights, path="letters__customer")  # type: ignore[attr-defined]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The bytes; a file that is gone is a 404."""
        try:
            return pdf_response(self.object.read(), self.object.name)
        except FileNotFoundError as gone:
            raise Http404 from gone
