"""Amounts to give back to customers."""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.forms.amendment import CreditGivenForm
from contracts.models import AlreadySettled, Credit
from contracts.views.crumbs import contract_crumbs
from customers.restricted import Restricted
from tenancy.permissions import Right
from ui import formats
from ui.actions import Crumb
from ui.views import ConfirmPage


class CreditGiven(Restricted, ConfirmPage):
    """A credit was given to the customer, by a credit note made elsewhere."""

    queryset = Credit.objects.select_related(
        "contract__customer", "amendment", "suspension", "ending", "term"
    )
    customer_path = "contract__customer"
    right = Right.CONTRACTS_EDIT
    further_rights = (Right.FEES_VIEW,)  # fees are shown here, so both rights are asked
    form_class = CreditGivenForm
    title = gettext_lazy("Mark a credit given")
    submit_label = gettext_lazy("Mark given")
    success_message = gettext_lazy("The credit is marked as given.")

    def get_question(self) -> str:
        """How much, for what, to whom."""
        credit: Credit = self.object
        words = {
            "amount": formats.money(credit.amount, self.request.company.currency),  # type: ignore[attr-defined]
            "customer": credit.contract.customer,
        }
        if credit.amendment is not None:
            text = _("Was %(amount)s net given back to %(customer)s for amendment %(number)s?")
            return text % {**words, "number": credit.amendment.number}
        if credit.suspension is not None:
            text = _("Was %(amount)s net given back to %(customer)s for the suspension %(days)s?")
            return text % {**words, "days": credit.suspension}
        if credit.is_of_replacement:
            text = _(
                "Was %(amount)s net given back to %(customer)s for contract %(number)s, which was replaced?"
            )
        else:
            text = _(
                "Was %(amount)s net given back to %(customer)s for contract %(number)s, which was ended?"
            )
        return text % {**words, "number": credit.contract.number}

    def consequences(self) -> list[str | Promise]:
        """It is settled for good."""
        credit: Credit = self.object
        if credit.amendment is not None:
            stays = _("The amendment can no longer be undone.")
        elif credit.suspension is not None:
            stays = _("The suspension can no longer be undone.")
        elif credit.is_of_replacement:
            stays = _("The replacement can no longer be undone.")
        else:
            stays = _("The end of the contract can no longer be undone.")
        told: list[str | Promise] = [_("The credit is settled and is not given again."), stays]
        if credit.due_on is not None:
            told.append(_("The alert about it closes with the next night."))
        return told

    def refusals(self) -> list[str | Promise]:
        """It is given once."""
        if self.object.given_on is None:
            return []
        return [_("It was given on %(day)s.") % {"day": formats.day(self.object.given_on)}]

    def confirm(self, form: Any) -> None:
        """Keep by which paper."""
        try:
            self.object.give(
                on=self.request.company.today(),  # type: ignore[attr-defined]
                by=self.request.user,
                reference=form.cleaned_data["reference"],
            )
        except AlreadySettled as settled:
            raise ValidationError(_("Somebody marked it in the meantime.")) from settled

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below its contract."""
        return contract_crumbs(self.object.contract)

    def get_success_url(self, made: Any) -> str:
        """Back to the contract's billing."""
        return reverse("contracts:detail", args=[self.object.contract_id]) + "?tab=billing"

    def get_cancel_url(self) -> str:
        """Likewise."""
        return self.get_success_url(None)
