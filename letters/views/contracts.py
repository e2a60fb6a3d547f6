from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import slugify

from contracts.models import Contract
from customers.restricted import without_erased
from letters.contract_document import contract_pdf
from letters.models import Language
from letters.views.documents import PdfPage, pdf_response
from tenancy.acting import acting_company
from tenancy.permissions import Right


class ContractPdf(PdfPage):
    """The contract as paper to sign: ``?language=it`` for another language than the customer's. Nothing is kept."""

    right = Right.CONTRACTS_VIEW
    queryset: QuerySet[Any] | None = Contract.objects.select_related(
        "customer", "site", "template"
    ).prefetch_related("lines__machines__equipment__type", "lines__machines__equipment__site")

    def get_queryset(self) -> QuerySet[Any]:
        """Those this person may see."""
        return without_erased(super().get_queryset(), self.request.rights)  # type: ignore[attr-defined]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The PDF."""
        language = request.GET.get("language", "")
        if language and language not in Language.values:
            raise Http404
        contract = self.object
        content = contract_pdf(contract, acting_company().today(), language)
        return pdf_response(content, f"contract-{slugify(contract.number) or contract.pk}.pdf")
