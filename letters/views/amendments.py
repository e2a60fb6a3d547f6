from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import slugify

from contracts.models import Amendment
from customers.restricted import Restricted
from letters.amendment_document import amendment_pdf
from letters.models import Language
from letters.views.documents import PdfPage, pdf_response
from tenancy.permissions import Right


class AmendmentPdf(Restricted, PdfPage):
    """The amendment as paper to sign: ``?language=it`` for another language than the customer's. Nothing is kept."""

    right = Right.CONTRACTS_VIEW
    queryset = Amendment.objects.select_related(
        "contract__customer", "contract__site", "contract__template", "company"
    ).prefetch_related("contract__lines__machines__equipment__type")
    customer_path = "contract__customer"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The PDF."""
        language = request.GET.get("language", "")
        if language and language not in Language.values:
            raise Http404
        amendment = self.object
        name = slugify(amendment.contract.number) or str(amendment.contract_id)
        return pdf_response(amendment_pdf(amendment, language), f"amendment-{name}-{amendment.number}.pdf")
