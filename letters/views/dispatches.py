from collections.abc import Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from contracts.models import Contract
from customers.restricted import without_erased
from letters import returning
from letters.dispatch_table import DispatchFilter, DispatchTable, fate_of
from letters.forms.dispatch import (
    CameBackForm,
    HandedOverForm,
    NumberForm,
    OneCameBackForm,
    OneHandedOverForm,
)
from letters.models import Dispatch, Receipt
from letters.proof import check, proof_pdf, proofs_of
from letters.views.documents import PdfPage, pdf_response
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui.actions import Action, Crumb, EmptyState
from ui.badges import Badge
from ui.bulk import BulkAction, Outcome
from ui.views import ConfirmPage, DetailPage, EditPage, ListPage, ObjectPage


def rows_for(request: Any) -> QuerySet[Any]:
    """Letters that left, with what became of each, as far as this person may see them."""
    rows = Dispatch.objects.with_fate().select_related("contract", "customer", "notice__term")
    return without_erased(rows, request.rights)


class _OnPaper(BulkAction):
    """A bulk action on letters a postman carried."""

    right = Right.LETTERS_SEND

    def outcome(self, row: Any) -> Outcome:
        """Only paper, and only what is not known yet."""
        if not row.is_paper:
            return Outcome(row.contract, _("It did not go by post."), will=False)
        if row.fate != "sent":
            return Outcome(row.contract, str(fate_of(row).label), will=False)
        return Outcome(_Named(row), f"{row.to}")

    def outcomes(self, rows: Sequence[Any]) -> list[Outcome]:
        """Named by contract and customer; the row itself is handed on."""
        told = [self.outcome(row) for row in rows]
        return [Outcome(_Named(row), each.text, each.will) for row, each in zip(rows, told, strict=True)]


class _Named:
    """A letter shown by its contract and customer."""

    def __init__(self, row: Any) -> None:
        self.dispatch = row
        self.pk = row.pk

    def __str__(self) -> str:
        return f"{self.dispatch.contract.number} · {self.dispatch.customer.name}"


class CameBackMany(_OnPaper):
    """The post brought them back."""

    name = "came_back"
    label = pgettext_lazy("letter", "Came back")
    icon = "mail-x"
    explanation = gettext_lazy(
        "Each is kept with day and reason and stands among the alerts until it is sent anew."
    )
    form_class = CameBackForm

    def run(self, rows: Sequence[Any], form: Any = None) -> str:
        """Record it of each."""
        given = form.cleaned_data
        done = returning.came_back(
            [row.dispatch for row in rows], given["on"], given["reason"], given["text"]
        )
        return ngettext("%(count)s letter came back.", "%(count)s letters came back.", done) % {"count": done}


class HandedOverMany(_OnPaper):
    """The acknowledgements arrived."""

    name = "handed_over"
    label = gettext_lazy("Handed over")
    icon = "mail-check"
    style = "secondary"
    explanation = gettext_lazy("The day stands on the acknowledgement of receipt.")
    form_class = HandedOverForm

    def run(self, rows: Sequence[Any], form: Any = None) -> str:
        """Record it of each."""
        done = returning.handed_over([row.dispatch for row in rows], form.cleaned_data["on"])
        return ngettext("%(count)s letter was handed over.", "%(count)s letters were handed over.", done) % {
            "count": done
        }


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


class _DispatchPage(ObjectPage):
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


class DispatchDetail(_DispatchPage, DetailPage):
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
        return _("Letter sent, contract %(number)s") % {"number": self.object.contract.number}

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
        """Adds what was heard, and the other times this notice left."""
        row = self.object
        others = Dispatch.objects.none()
        if row.notice_id:
            others = Dispatch.objects.with_fate().filter(notice=row.notice_id).exclude(pk=row.pk)
        return super().get_context_data(
            check=check(row.letter.document) if row.letter else None,
            receipts=row.receipts.select_related("document", "recorded_by"),
            others=[(other, fate_of(other)) for other in others],
            **extra,
        )


class DispatchProof(_DispatchPage, PdfPage):
    """The proof of one letter on paper, with the letter behind it."""

    right = Right.LETTERS_VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The PDF."""
        row = self.object
        content = proof_pdf(proofs_of(row.contract, row.pk), row.contract, acting_company().today())
        return pdf_response(content, f"proof-{slugify(row.contract.number) or row.pk}-{row.sent_on}.pdf")


class ContractProof(PdfPage):
    """The proof of every letter of a contract on paper, with the letters behind it."""

    def get_queryset(self) -> QuerySet[Any]:
        """Those this person may see."""
        rows = Contract.objects.select_related("customer")
        return without_erased(rows, self.request.rights)  # type: ignore[attr-defined]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The PDF."""
        contract = self.object
        content = proof_pdf(proofs_of(contract), contract, acting_company().today())
        return pdf_response(content, f"proof-{slugify(contract.number) or contract.pk}.pdf")


class _Heard(_DispatchPage, ConfirmPage):
    """Record what was heard of a letter."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Adds the letter."""
        return {**super().get_form_kwargs(), "dispatch": self.object}

    def get_initial(self) -> dict[str, Any]:
        """Today."""
        return {"on": acting_company().today()}

    def refusals(self) -> Sequence[str | Promise]:
        """Only the post brings letters back or hands them over."""
        return [] if self.object.is_paper else [_("It did not go by post.")]

    def get_cancel_url(self) -> str:
        """Back to the letter."""
        return str(self.object.get_absolute_url())


class DispatchReturned(_Heard):
    """The post brought a letter back."""

    title = gettext_lazy("The letter came back")
    question = gettext_lazy("When did the letter come back, and why?")
    form_class = OneCameBackForm
    submit_label = gettext_lazy("Record it")
    submit_icon = "mail-x"
    success_message = gettext_lazy("Recorded. Find the address and send the letter anew.")

    def consequences(self) -> Sequence[str | Promise]:
        """It still left; somebody is told."""
        return [
            _("The letter stays as it left: day, address and file are kept."),
            _("While the contract runs, an alert stands until the letter is sent anew."),
        ]

    def confirm(self, form: Any) -> None:
        """Once."""
        given = form.cleaned_data
        if not returning.came_back([self.object], given["on"], given["reason"], given["text"]):
            raise ValidationError(_("This was recorded before."))


class DispatchDelivered(_Heard):
    """A letter was handed over."""

    title = gettext_lazy("The letter was handed over")
    question = gettext_lazy("Which day stands on the acknowledgement of receipt?")
    form_class = OneHandedOverForm
    submit_label = gettext_lazy("Record it")
    submit_icon = "mail-check"
    success_message = gettext_lazy("Recorded.")

    def confirm(self, form: Any) -> None:
        """Once."""
        if not returning.handed_over([self.object], form.cleaned_data["on"]):
            raise ValidationError(_("This was recorded before."))


class DispatchNumber(_DispatchPage, EditPage):
    """The registered mail number of a letter, typed or mended."""

    title = gettext_lazy("Registered mail number")
    form_class = NumberForm

    def get_initial(self) -> dict[str, Any]:
        """The number there is."""
        return {"tracking": self.object.tracking}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Adds the letter."""
        return {**super().get_form_kwargs(), "dispatch": self.object}

    def act(self, form: Any) -> Dispatch:
        """Keep it; the history knows the former one."""
        row: Dispatch = self.object
        row.tracking = form.cleaned_data["tracking"]
        row.save(update_fields=["tracking"])
        return row

    def get_cancel_url(self) -> str:
        """Back to the letter."""
        return str(self.object.get_absolute_url())


class ReceiptTakeBack(ConfirmPage):
    """What a person wrote down by mistake goes; what a machine reported stays."""

    right = Right.LETTERS_SEND
    style = "danger"
    title = gettext_lazy("Take it back")
    submit_label = gettext_lazy("Take it back")
    submit_icon = "arrow-back-up"
    success_message = gettext_lazy("Taken back.")

    def get_queryset(self) -> QuerySet[Any]:
        """Those this person may see, with their letters."""
        rows = Receipt.objects.select_related("dispatch__contract", "dispatch__customer")
        return without_erased(rows, self.request.rights, path="dispatch__customer")  # type: ignore[attr-defined]

    def get_question(self) -> str:
        """What it is."""
        return _("Was “%(what)s” written down by mistake?") % {"what": self.object}

    def refusals(self) -> Sequence[str | Promise]:
        """Receipts that came by machine are proof."""
        by_hand = {Receipt.Kind.RETURNED, Receipt.Kind.DELIVERED}
        if self.object.kind in by_hand and self.object.document_id is None:
            return []
        return [_("This came by itself and is part of the proof.")]

    def consequences(self) -> Sequence[str | Promise]:
        """It goes, and the history keeps it."""
        return [_("It no longer stands on the letter; the history keeps that it did, and who took it back.")]

    def confirm(self, form: Any) -> Dispatch:
        """Delete it."""
        dispatch: Dispatch = self.object.dispatch
        returning.take_back(self.object)
        return dispatch

    def get_cancel_url(self) -> str:
        """Back to the letter."""
        return str(self.object.dispatch.get_absolute_url())
