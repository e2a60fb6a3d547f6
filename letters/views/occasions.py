from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Contract
from customers.models import Customer
from customers.reaching import notice_way
from customers.restricted import without_erased
from letters.dispatch_table import fate_of
from letters.matters import customer_of, no_longer_needed, reference_of
from letters.models import Occasion
from letters.notices import under_way
from letters.occasion_actions import DropOccasions, EmailOccasions, MarkOccasionsSent, PrintOccasions
from letters.occasion_table import OccasionFilter, OccasionTable, badge_of, occasions
from letters.occasions import preview
from letters.returning import unsent_letter
from letters.views.documents import PdfPage, pdf_response
from letters.views.leaving import actions_about
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui.actions import Action, Crumb, EmptyState
from ui.badges import Badge
from ui.bulk import BulkAction
from ui.views import DetailPage, ListPage, ObjectPage


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
        return rows.filter(
            Q(contract__in=Contract.objects.found_by(words))
            | Q(contract=None, customer__in=Customer.objects.found_by(words))
        )

    def get_breadcrumbs(self) -> list[Crumb]:
        """From the letters."""
        return [Crumb(_("Letters"), reverse("letters:list"))]

    def get_actions(self) -> list[Action]:
        """To the circulars, which stand apart."""
        url = reverse("letters:circular_list")
        return [Action(_("Circulars"), url, "mail-forward", right=Right.LETTERS_VIEW)]

    def get_empty_state(self) -> EmptyState:
        """Where they come from."""
        return EmptyState(
            _("No other letter yet"),
            _(
                "Choose visits, fees due, prices or contracts in their lists, or let a kind be written by itself."
            ),
            "mail",
        )


class OccasionPage(ObjectPage):
    """A page about one of these letters."""

    right = Right.LETTERS_VIEW

    def get_queryset(self) -> QuerySet[Any]:
        """Those this person may see, with what the letter is about."""
        rows = occasions().select_related(
            "visit__line", "period", "revision", "refusal", "sent_by", "made_by"
        )
        return without_erased(rows, self.request.rights, path="customer")  # type: ignore[attr-defined]

    def get_breadcrumbs(self) -> list[Crumb]:
        """From the letters, over the list."""
        crumbs = [
            Crumb(_("Letters"), reverse("letters:list")),
            Crumb(_("Other letters"), reverse("letters:occasion_list")),
        ]
        if not isinstance(self, OccasionDetail):
            crumbs.append(Crumb(str(self.object.get_kind_display()), self.url))
        return crumbs

    @property
    def url(self) -> str:
        """The letter's own page."""
        return reverse("letters:occasion_detail", args=[self.object.pk])


class OccasionDetail(OccasionPage, DetailPage):
    """What a letter is about, how it goes, and the proof that it left."""

    template_name = "letters/occasion_detail.html"

    def get_title(self) -> str:
        """Which letter."""
        return str(self.object.circular or self.object.get_kind_display())

    def get_subtitle(self) -> str:
        """Of which contract, and whose."""
        return f"{reference_of(self.object)} · {customer_of(self.object).name}"

    def get_badges(self) -> list[Badge]:
        """How it stands."""
        return [badge_of(self.object)]

    def get_actions(self) -> list[Action]:
        """Look at it, and what can still be done."""
        occasion, sees = self.object, self.may(Right.FEES_VIEW)
        may_go = not occasion.mailing and not no_longer_needed(occasion)
        found = actions_about(occasion, may_go=may_go, sees_fees=sees)
        if sees:
            label = _("Open the letter") if occasion.letter_id else _("Preview")
            found.insert(0, Action(label, reverse("letters:occasion_pdf", args=[occasion.pk]), "eye"))
        return found

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds how it goes, the times it left, and its e-mail."""
        occasion = self.object
        return super().get_context_data(
            way=notice_way(customer_of(occasion)),
            mail=under_way([occasion], Occasion).get(occasion.pk),
            waiting=unsent_letter(occasion) if occasion.sent_on else None,
            document=occasion.letter.document if occasion.letter else None,
            dispatches=[(each, fate_of(each)) for each in occasion.dispatches.with_fate()],
            obsolete=no_longer_needed(occasion),
            **extra,
        )


class OccasionPdf(PdfPage):
    """The letter as it was kept, else as it would be written. Nothing is kept by looking."""

    def get_queryset(self) -> QuerySet[Any]:
        """With its file."""
        rows = Occasion.objects.select_related(
            "letter__document", "circular__version", "contract", "customer"
        )
        return without_erased(rows, self.request.rights, path="customer")  # type: ignore[attr-defined]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The PDF; a file that is gone is a 404."""
        if (letter := self.object.letter) is None:
            return pdf_response(preview(self.object, acting_company().today()), "preview.pdf")
        try:
            return pdf_response(letter.document.read(), letter.document.name)
        except FileNotFoundError as gone:
            raise Http404 from gone
