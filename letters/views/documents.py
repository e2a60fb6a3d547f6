from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from customers.restricted import without_erased
from letters.e_signing import SIGNED, TO_SIGN
from letters.models import Kind
from letters.receiving import PEC_RECEIPT
from tenancy.models import Document
from tenancy.permissions import Right
from ui.views import ObjectPage

KINDS = (*Kind.values, "mailing", PEC_RECEIPT, TO_SIGN, SIGNED)


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
    further_rights = (Right.FEES_VIEW,)  # contracts and letters show them


class DocumentFile(PdfPage):
    """The file of a letter as it was frozen, checked against its hash."""

    queryset: QuerySet[Any] | None = Document.objects.filter(kind__in=KINDS)

    def get_queryset(self) -> QuerySet[Any]:
        """Without the letters of people who were erased, for those who do not answer privacy requests."""
        rights = self.request.rights  # type: ignore[attr-defined]
        rows = without_erased(super().get_queryset(), rights, path="letters__customer")
        rows = without_erased(rows, rights, path="receipts__dispatch__customer")
        rows = without_erased(rows, rights, path="signature_requests__contract__customer")
        return without_erased(rows, rights, path="signatures__request__contract__customer")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The bytes; a file that is gone is a 404."""
        document = self.object
        try:
            content = document.read()
        except FileNotFoundError as gone:
            raise Http404 from gone
        if document.content_type == "application/pdf":
            return pdf_response(content, document.name)
        response = HttpResponse(content, content_type="application/octet-stream")
        response["Content-Disposition"] = f'attachment; filename="{document.name}"'
        response["Cache-Control"] = "private, no-store"
        return response
