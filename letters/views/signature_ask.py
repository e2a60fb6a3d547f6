"""A contract is given to its customer to sign, by link or on a tablet."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Conclusion, Contract
from customers.restricted import without_erased
from letters import e_signing
from letters.forms.signing import AskForm
from letters.models import SignatureRequest
from letters.signing_words import CANNOT_BE_SIGNED
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import ConfirmPage

GOOD_FOR = timedelta(days=14)


class SignatureCreate(ConfirmPage):
    """Give a contract to its customer to sign: by link or on this tablet."""

    right = Right.CONTRACTS_EDIT
    further_rights = (Right.FEES_VIEW,)  # the contract shows prices
    title = gettext_lazy("Send to sign")
    form_class = AskForm
    submit_label = gettext_lazy("Give it to be signed")
    submit_icon = "writing-sign"

    def get_queryset(self) -> QuerySet[Any]:
        """Contracts this person may see."""
        rows = Contract.objects.select_related("customer", "site", "template")
        return without_erased(rows, self.request.rights)  # type: ignore[attr-defined]

    def get_breadcrumbs(self) -> list[Crumb]:
        """Over the contract."""
        return [
            Crumb(_("Contracts"), reverse("contracts:list")),
            Crumb(self.object.number, self.object.get_absolute_url()),
        ]

    def get_question(self) -> str:
        """Which contract, to whom."""
        return _("Give contract %(number)s to %(customer)s to sign?") % {
            "number": self.object.number,
            "customer": self.object.customer,
        }

    def get_initial(self) -> dict[str, Any]:
        """By link to the customer's address, two weeks."""
        email = self.object.customer.email
        way = SignatureRequest.Way.LINK if email else SignatureRequest.Way.DEVICE
        return {
            "way": way,
            "email": email,
            "until": acting_company().today() + GOOD_FOR,
            "conclusion": Conclusion.DISTANCE_ONLINE if email else Conclusion.OFF_PREMISES,
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        """Adds the contract."""
        return {**super().get_form_kwargs(), "contract": self.object}

    def refusals(self) -> Sequence[str | Promise]:
        """Signed before, or empty."""
        if self.object.is_signed():
            return [CANNOT_BE_SIGNED["signed"]]
        return [] if self.object.lines.exists() else [CANNOT_BE_SIGNED["no_lines"]]

    def consequences(self) -> Sequence[str | Promise]:
        """What is kept, what ends, what follows."""
        said: list[str | Promise] = [
            _("The contract is kept as a file exactly as it stands now; that file is signed."),
            _("Changed afterwards, it must be given to be signed again."),
            _("Once signed it counts from that moment: its first period, fees and visits are written."),
        ]
        if SignatureRequest.objects.waiting().filter(contract=self.object).exists():
            said.append(_("The link given before opens nothing any more."))
        return said

    def confirm(self, form: Any) -> HttpResponse | SignatureRequest:
        """Freeze it, and lead to the page where it is signed, or to what is known of it."""
        given = form.cleaned_data
        try:
            made = e_signing.ask(
                self.object,
                given["way"],
                given["until"],
                conclusion=given.get("conclusion", ""),
                email=given["email"],
            )
        except e_signing.CannotBeSigned as refusal:
            raise ValidationError(str(CANNOT_BE_SIGNED[refusal.args[0]])) from refusal
        if made.way == SignatureRequest.Way.DEVICE:
            return redirect(e_signing.address_of(made))
        self.success_message = _("The link is on its way to %(address)s.") % {"address": made.email}
        return made

    def get_cancel_url(self) -> str:
        """Back to the contract."""
        return str(self.object.get_absolute_url())
