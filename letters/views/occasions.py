from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Contract
from customers.restricted import without_erased
from letters.models import Occasion
from letters.occasion_actions import DropOccasions, EmailOccasions, MarkOccasionsSent, PrintOccasions
from letters.occasion_table import OccasionFilter, OccasionTable, occasions
from letters.occasions import preview
from letters.views.documents import PdfPage, pdf_response
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui.actions import Crumb, EmptyState
from ui.bulk import BulkAction
from ui.views import ListPage


class OccasionList(ListPage):
    """Letters other than renewal notices: what each is about, and whether it left."""

    table_class = OccasionTable
    filterset_class = OccasionFilter
    right = Right.LETTERS_VIEW
    title = gettext_lazy("Other letters")
    search_hint = gettext_lazy("Contract, customer")
    export_name = "letters"
    bulk_actions: ClassVar[Sequence[type[BulkAction]]] = (
        PrintOccasions,
        EmailOccasions,
        MarkOccasionsSent,
        DropOccasions,
    )
    searchable = True

    def get_queryset(self) -> QuerySet[Any]:
        """Without those of people erased, for most."""
        return without_erased(occasions(), self.request.rights, path="customer")  # type: ignore[attr-defined]

    def search(self, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
        """By contract number or customer."""
        return rows.filter(contract__in=Contract.objects.found_by(words))

    def get_breadcrumbs(self) -> list[Crumb]:
        """From the letters."""
        return [Crumb(_("Letters"), reverse("letters:list"))]

    def get_empty_state(self) -> EmptyState:
        """Where they come from."""
        return EmptyState(
            _("No other letter yet"),
            _(
                "Choose visits, fees due, prices or contracts in their lists, or let a kind be written by itself."
            ),
            "mail",
        )


class OccasionPdf(PdfPage):
    """The letter as it was kept, else as it would be written. Nothing is kept by looking."""

    def get_queryset(self) -> QuerySet[Any]:
        """With its file."""
        rows = Occasion.objects.select_related("letter__document")
        return without_erased(rows, self.request.rights, path="customer")  # type: ignore[attr-defined]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The PDF; a file that is gone is a 404."""
        if (letter := self.object.letter) is None:
            return pdf_response(preview(self.object, acting_company().today()), "preview.pdf")
        try:
            return pdf_response(letter.document.read(), letter.document.name)
        except FileNotFoundError as gone:
            raise Http404 from gone
