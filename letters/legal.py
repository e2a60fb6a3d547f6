"""Which letters and files are papers the firm must be able to show: all that were written and kept."""

from collections.abc import Collection, Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from letters.models import Letter
from tenancy import standing
from tenancy.models import Document
from tenancy.standing import LegalDocument
from ui import formats


def letters_that_stand(ids: Collection[int]) -> Iterator[LegalDocument]:
    """Letters, each with its contract and its day; they lead to the file."""
    for letter in Letter.objects.filter(pk__in=ids).select_related("contract", "customer"):
        name = f"{letter.reference} · {formats.day(letter.written_on)}"
        yield LegalDocument(
            letter.get_kind_display(), name, reverse("letters:document", args=[letter.document_id])
        )


def documents_that_stand(ids: Collection[int]) -> Iterator[LegalDocument]:
    """Files kept for good that no letter speaks for."""
    for document in Document.objects.filter(pk__in=ids, letters=None):
        yield LegalDocument(_("Document kept"), document.name)


def register() -> None:
    """Make them known."""
    standing.register(Letter, letters_that_stand)
    standing.register(Document, documents_that_stand)
