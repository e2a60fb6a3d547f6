"""Letters and contracts as Word documents: to be changed before they are sent by hand. Nothing is kept."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.text import slugify

from letters.contract_document import contract_html, version_for
from letters.facts import Facts
from letters.gathering import of_contract, of_notices, of_occasions
from letters.models import Kind, Language, LetterVersion
from letters.sheets import letter_html, logo_of
from letters.starting import text_in_force
from letters.views.contracts import ContractPdf
from letters.views.notices import NoticePreview
from letters.views.occasions import OccasionPdf
from letters.word import MEDIA_TYPE, word_document
from tenancy.acting import acting_company


def word_response(html: str, facts: Facts, name: str) -> HttpResponse:
    """A page as DOCX, saved by the browser."""
    content = word_document(html, logo=logo_of(facts.company), language=facts.language)
    return HttpResponse(
        content,
        content_type=MEDIA_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="{name}.docx"',
            "Cache-Control": "private, no-store",
        },
    )


class ContractWord(ContractPdf):
    """The contract as DOCX: ``?language=it`` for another language than the customer's."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The document."""
        language = request.GET.get("language", "")
        if language and language not in Language.values:
            raise Http404
        contract = self.object
        facts = of_contract(contract, acting_company().today(), language)
        with translation.override(facts.language):
            html = contract_html(facts, version_for(contract, facts.language))
        return word_response(html, facts, f"contract-{slugify(contract.number) or contract.pk}")


class NoticeWord(NoticePreview):
    """A renewal notice as DOCX, as it would be written today."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The document."""
        (facts,) = of_notices([self.object], acting_company().today())
        return _letter(Kind.RENEWAL_NOTICE, facts)


class OccasionWord(OccasionPdf):
    """Another letter as DOCX, as it would be written today."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The document."""
        (facts,) = of_occasions([self.object], acting_company().today())
        circular = self.object.circular
        return _letter(self.object.kind, facts, circular.version if circular else None)


def _letter(kind: str, facts: Facts, version: LetterVersion | None = None) -> HttpResponse:
    with translation.override(facts.language):
        html = letter_html(kind, version or text_in_force(kind, facts.language), facts)
    reference = facts.contract.number if facts.has_contract else facts.customer.number
    name = slugify(reference) or str(facts.customer.pk)
    return word_response(html, facts, f"{kind.replace('_', '-')}-{name}")
