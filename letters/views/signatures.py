from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.restricted import without_erased
from letters import e_signing
from letters.models import SignatureRequest
from letters.signature_table import SignatureTable, state_badge
from letters.signing_words import CANNOT_BE_SIGNED
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui.actions import Action, Crumb, EmptyState
from ui.badges import Badge
from ui.views import ConfirmPage, DetailPage, ListPage, ObjectPage


class SignatureList(ListPage):
    """Contracts given to be signed, the latest first; as a panel those of one contract."""

    table_class = SignatureTable
    right = Right.CONTRACTS_VIEW
    title = gettext_lazy("Signatures")
    export_name = "signatures"

    def get_queryset(self) -> QuerySet[Any]:
        """Those this person may see."""
        rows = SignatureRequest.objects.select_related("contract__customer").prefetch_related("signature")
        rows = without_erased(rows, self.request.rights, path="contract__customer")  # type: ignore[attr-defined]
        contract = self.request.GET.get("contract", "")
        return (
            rows.filter(contract=int(contract[:18])) if contract.isascii() and contract.isdecimal() else rows
        )

    def get_breadcrumbs(self) -> list[Crumb]:
        """From the contracts."""
        return [Crumb(_("Contracts"), reverse("contracts:list"))]

    def get_empty_state(self) -> EmptyState:
        """How one comes here."""
        return EmptyState(
            _("No contract was given to be signed here"),
            _("On a contract that is not signed yet, “Send to sign” makes a link or opens it on a tablet."),
            "writing-sign",
        )


class _SignaturePage(ObjectPage):
    """A page about one contract given to be signed."""

    right = Right.CONTRACTS_VIEW

    def get_queryset(self) -> QuerySet[Any]:
        """Those this person may see."""
        rows = SignatureRequest.objects.select_related("contract__customer", "document", "created_by")
        return without_erased(rows, self.request.rights, path="contract__customer")  # type: ignore[attr-defined]

    @cached_property
    def state(self) -> str:
        """How far it is today."""
        return str(self.object.state_on(acting_company().today()))

    def get_breadcrumbs(self) -> list[Crumb]:
        """Over the contract."""
        contract = self.object.contract
        return [
            Crumb(_("Contracts"), reverse("contracts:list")),
            Crumb(contract.number, contract.get_absolute_url()),
        ]


class SignatureDetail(_SignaturePage, DetailPage):
    """One contract given to be signed: the file, its link, and the signature with its proof."""

    template_name = "letters/signature_detail.html"

    def get_title(self) -> str:
        """Of which contract."""
        return _("Signature of contract %(number)s") % {"number": self.object.contract.number}

    def get_subtitle(self) -> str:
        """Whose."""
        return str(self.object.contract.customer)

    def get_badges(self) -> list[Badge]:
        """How far it is."""
        return [state_badge(self.state)]

    def get_actions(self) -> list[Action]:
        """Sign it here, or withdraw it; the signed file once there is one."""
        signature = self.object.signed()
        if signature is not None:
            if not self.may(Right.FEES_VIEW):
                return []
            url = reverse("letters:document", args=[signature.document_id])
            label = _("Open the signed contract")
            return [Action(label, url, "file-certificate", "primary", Right.LETTERS_VIEW)]
        if self.state != SignatureRequest.State.WAITING:
            return []
        withdraw = reverse("letters:signature_withdraw", args=[self.object.pk])
        found = [Action(_("Withdraw it"), withdraw, "link-off", right=Right.CONTRACTS_EDIT)]
        if self.may_hand_on:
            found.insert(
                0,
                Action(
                    _("Sign on this tablet"), e_signing.address_of(self.object), "writing-sign", "primary"
                ),
            )
        return found

    @property
    def may_hand_on(self) -> bool:
        """Whether this person may open the contract to be signed, which shows its prices."""
        return self.may(Right.CONTRACTS_EDIT) and self.may(Right.FEES_VIEW)

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the signature and, while it waits, the link; it opens the contract with its prices."""
        shows_link = self.state == SignatureRequest.State.WAITING and self.may_hand_on
        return super().get_context_data(
            signature=self.object.signed(),
            link=e_signing.address_of(self.object) if shows_link else "",
            **extra,
        )


class SignatureWithdraw(_SignaturePage, ConfirmPage):
    """The link opens nothing any more."""

    right = Right.CONTRACTS_EDIT
    style = "danger"
    title = gettext_lazy("Withdraw it")
    question = gettext_lazy("Should this link open nothing any more?")
    submit_label = gettext_lazy("Withdraw it")
    submit_icon = "link-off"
    success_message = gettext_lazy("The link opens nothing any more.")

    def refusals(self) -> Sequence[str | Promise]:
        """Only while it waits."""
        if self.state == SignatureRequest.State.WAITING:
            return []
        return [CANNOT_BE_SIGNED.get(self.state) or _("It is not waiting to be signed.")]

    def consequences(self) -> Sequence[str | Promise]:
        """It can be given anew."""
        return [_("The contract stays a draft and can be given to be signed again.")]

    def confirm(self, form: Any) -> None:
        """End it."""
        e_signing.withdraw(self.object)

    def get_cancel_url(self) -> str:
        """Back to it."""
        return str(self.object.get_absolute_url())
