"""Who was chosen for circulars, and the letter of each."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import Customer
from customers.restricted import without_erased
from letters import circular_texts
from letters.circular_table import RecipientFilter, RecipientTable, TakeOff, recipients
from letters.models import Recipient
from letters.views.circulars import circular_crumbs
from letters.views.documents import PdfPage, pdf_response
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui.actions import Crumb, EmptyState
from ui.bulk import BulkAction
from ui.views import ListPage


class RecipientList(ListPage):
    """Who was chosen for circulars, and what became of each."""

    table_class = RecipientTable
    filterset_class = RecipientFilter
    right = Right.LETTERS_VIEW
    title = gettext_lazy("Recipients")
    search_hint = gettext_lazy("Customer")
    export_name = "recipients"
    bulk_actions: ClassVar[Sequence[type[BulkAction]]] = (TakeOff,)
    searchable = True

    def get_queryset(self) -> QuerySet[Any]:
        """Without those erased, for most."""
        return without_erased(recipients(), self.request.rights)  # type: ignore[attr-defined]

    def search(self, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
        """By customer."""
        return rows.filter(customer__in=Customer.objects.found_by(words))

    def get_breadcrumbs(self) -> list[Crumb]:
        """From the letters, over the circulars."""
        return circular_crumbs()

    def get_empty_state(self) -> EmptyState:
        """Nobody is left."""
        return EmptyState(
            _("Nobody was chosen"),
            _("Choose customers or contracts in their lists, then “Write to these”."),
            "users",
        )


class RecipientPdf(PdfPage):
    """The letter of a recipient as it was kept, else as it would be written. Nothing is kept by looking.

    A file that is gone is a 404.
    """

    def get_queryset(self) -> QuerySet[Any]:
        """Those this person may see."""
        rows = Recipient.objects.select_related(
            "circular__version", "customer", "contract", "occasion__letter__document"
        )
        return without_erased(rows, self.request.rights)  # type: ignore[attr-defined]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The PDF."""
        row = self.object
        letter = row.occasion.letter if row.occasion else None
        if letter is None:
            return pdf_response(circular_texts.preview(row, acting_company().today()), "preview.pdf")
        try:
            return pdf_response(letter.document.read(), letter.document.name)
        except FileNotFoundError as gone:
            raise Http404 from gone
