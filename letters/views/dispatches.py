from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from contracts.models import Contract
from customers.restricted import without_erased
from letters.dispatch_bulk import CameBackMany, HandedOverMany
from letters.dispatch_table import DispatchFilter, DispatchTable, fate_of
from letters.models import Dispatch, Receipt
from letters.proof import check, proof_pdf, proofs_of
from letters.views.documents import PdfPage, pdf_response
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui.actions import Action, Crumb, EmptyState
from ui.badges import Badge
from ui.bulk import BulkAction
from ui.views import DetailPage, ListPage, ObjectPage


def rows_for(request: Any) -> QuerySet[Any]:
    """Letters that left, with what became of each, as far as this person may see them."""
    rows = Dispatch.objects.with_fate().select_related("contract", "customer", "notice__term", "occasion")
    return without_erased(rows, request.rights)


class DispatchList(ListPage):
    """Letters that left, with what became of each."""

    table_class = DispatchTable
    filterset_class = DispatchFilter
    right = Right.LETTERS_VIEW
    title = gettext_lazy("Letters sent")
    search_hint = gettext_lazy("Contract, customer, registered mail number")
    export_name = "letters-sent"
    bulk_actions: ClassVar[Sequence[type[BulkAction]]] = (CameBackMany, HandedOverMany)

    def get_queryset(self) -> QuerySet[Any]:
        """The latest first."""
        return rows_for(self.request).order_by("-sent_on", "-pk")

    def get_breadcrumbs(self) -> list[Crumb]:
        """From the letters."""
        return [Crumb(_("Letters"), reverse("letters:list"))]

    def get_actions(self) -> list[Action]:
        """The proof of the contract whose letters these are."""
        contract = self.request.GET.get("contract", "")
        if not (contract.isascii() and contract.isdecimal() and self.may(Right.FEES_VIEW)):
            return []
        url = reverse("letters:contract_proof", args=[contract[:18]])
        return [Action(_("Proof as PDF"), url, "certificate", right=Right.LETTERS_VIEW)]

    def get_empty_state(self) -> EmptyState:
        """Letters come here when they leave."""
        return EmptyState(
            _("No letter has left yet"), _("Each letter stands here as soon as it is marked as sent."), "send"
        )


class DispatchPage(ObjectPage):
    """A page about one letter that left."""

    right = Right.LETTERS_SEND

    def get_queryset(self) -> QuerySet[Any]:
        """Those this person may see."""
        return rows_for(self.request)

    def get_breadcrumbs(self) -> list[Crumb]:
        """From the letters, over those sent."""
        return [
            Crumb(_("Letters"), reverse("letters:list")),
            Crumb(_("Letters sent"), reverse("letters:dispatch_list")),
        ]


class DispatchDetail(DispatchPage, DetailPage):
    """All that is known of a letter that left: the proof."""

    right = Right.LETTERS_VIEW
    template_name = "letters/dispatch_detail.html"

    def get_queryset(self) -> QuerySet[Any]:
        """With what the page shows."""
        return super().get_queryset().select_related(
            "letter__document", "letter__version", "message", "recorded_by", "notice__term", "contract"
        )  # fmt: skip

    def get_title(self) -> str:
        """Of which contract."""
        return _("%(letter)s, contract %(number)s") % {
            "letter": self.object.label,
            "number": self.object.reference,
        }

    def get_subtitle(self) -> str:
        """Whose."""
        return str(self.object.customer.name)

    def get_badges(self) -> list[Badge]:
        """What became of it."""
        return [fate_of(self.object)]

    def get_actions(self) -> list[Action]:
        """What may be heard of it."""
        proof = Action(
            _("Proof as PDF"), reverse("letters:dispatch_proof", args=[self.object.pk]), "certificate"
        )
        shown = [proof] if self.may(Right.FEES_VIEW) else []
        if not self.object.is_paper:
            return shown
        known = {receipt.kind for receipt in self.object.receipts.all()}
        found = shown
        if Receipt.Kind.RETURNED not in known:
            found.append(self._action(pgettext("letter", "Came back"), "returned", "mail-x"))
        if Receipt.Kind.DELIVERED not in known:
            found.append(self._action(_("Handed over"), "delivered", "mail-check"))
        if self.object.channel == Dispatch.Channel.REGISTERED:
            found.append(self._action(_("Registered mail number"), "number", "barcode"))
        return found

    def _action(self, label: str, verb: str, icon: str) -> Action:
        url = reverse(f"letters:dispatch_{verb}", args=[self.object.pk])
        return Action(label, url, icon, right=Right.LETTERS_SEND)

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds what was heard, and the other times this letter left."""
        row = self.object
        same = {"notice": row.notice_id} if row.notice_id else {"occasion": row.occasion_id}
        others = Dispatch.objects.with_fate().filter(**same).exclude(pk=row.pk)
        if not any(same.values()):
            others = others.none()
        return super().get_context_data(
            check=check(row.letter.document) if row.letter else None,
            receipts=row.receipts.select_related("document", "recorded_by"),
            others=[(other, fate_of(other)) for other in others],
            **extra,
        )


class DispatchProof(DispatchPage, PdfPage):
    """The proof of one letter on paper, with the letter behind it."""

    right = Right.LETTERS_VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The PDF."""
        row = self.object
        content = proof_pdf(proofs_of(pk=row.pk), row.reference, row.customer, acting_company().today())
        return pdf_response(content, f"proof-{slugify(row.reference) or row.pk}-{row.sent_on}.pdf")


class ContractProof(PdfPage):
    """The proof of every letter of a contract on paper, with the letters behind it."""

    def get_queryset(self) -> QuerySet[Any]:
        """Those this person may see."""
        rows = Contract.objects.select_related("customer")
        return without_erased(rows, self.request.rights)  # type: ignore[attr-defined]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The PDF."""
        contract = self.object
        sent, today = proofs_of(contract=contract), acting_company().today()
        content = proof_pdf(sent, contract.number, contract.customer, today)
        return pdf_response(content, f"proof-{slugify(contract.number) or contract.pk}.pdf")
