"""Prepaid hours and points of a contract: what each term brings, using some, taking a use back."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts import prepaying
from contracts.forms.allowance import AllowanceForm, ReverseForm, UseForm
from contracts.models import Allowance, AllowanceEntry, Contract
from contracts.views.crumbs import contract_crumbs
from contracts.views.promised import PromisedForm
from customers.restricted import Restricted
from tenancy.alerts import look_again
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import ConfirmPage, EditPage, FormPage
from ui.views.page import ObjectPage


class _OfContract:
    """Leads to and from the contract's tab."""

    right: str = Right.CONTRACTS_EDIT

    @property
    def contract(self) -> Contract:
        """The contract."""
        return self.object  # type: ignore[attr-defined, no-any-return]

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the contract."""
        return contract_crumbs(self.contract)

    def get_cancel_url(self) -> str:
        """Back to the tab."""
        return f"{reverse('contracts:detail', args=[self.contract.pk])}?tab=allowance"

    def get_success_url(self, made: Any) -> str:
        """Likewise."""
        return self.get_cancel_url()


class AllowanceEdit(PromisedForm, _OfContract, Restricted, EditPage):
    """What a draft prepays."""

    model = Contract
    form_class = AllowanceForm
    title = gettext_lazy("Prepaid hours or points")

    @property
    def contract(self) -> Contract:
        """The contract."""
        return self.object  # type: ignore[no-any-return]

    def get_form_kwargs(self) -> dict[str, Any]:
        """What there is, or a new one."""
        known = self.object.allowances.first()
        return super().get_form_kwargs() | {"instance": known or Allowance(contract=self.object)}


class AllowanceUse(_OfContract, Restricted, FormPage, ObjectPage):
    """Some of it was used."""

    queryset = Contract.objects.signed()
    form_class = UseForm
    title = gettext_lazy("Use prepaid hours or points")
    submit_label = gettext_lazy("Write down")
    submit_icon = "minus"

    @cached_property
    def allowance(self) -> Allowance:
        """What it is taken from, or 404."""
        found = self.object.allowances.first()
        if found is None:
            raise Http404
        return found  # type: ignore[no-any-return]

    def get_initial(self) -> dict[str, Any]:
        """Today."""
        return {"on": self.request.company.today()}  # type: ignore[attr-defined]

    def get_form_kwargs(self) -> dict[str, Any]:
        """The days it may be."""
        today = self.request.company.today()  # type: ignore[attr-defined]
        self.allowance  # noqa: B018 - a contract without one has no such page
        return super().get_form_kwargs() | {"first": self.object.start_on, "today": today}

    def act(self, form: UseForm) -> Any:
        """Write it down, unless too little is left."""
        given = form.cleaned_data
        try:
            made = prepaying.use(
                self.allowance,
                given["quantity"],
                on=given["on"],
                reason=given["reason"],
                by=self.request.user,  # type: ignore[arg-type]
            )
        except prepaying.CannotUse as little:
            said = _("Only %(left)s left, and this contract may not be overdrawn.")
            raise ValidationError(said % {"left": number_format(little.args[0])}) from little
        look_again(["allowance_low"], [self.object.pk], self.request.company.today())  # type: ignore[attr-defined]
        return made


class EntryReverse(_OfContract, Restricted, ConfirmPage):
    """A use written down by mistake is taken back by a movement of its own."""

    queryset = AllowanceEntry.objects.select_related("allowance__contract")
    customer_path = "allowance__contract__customer"
    form_class = ReverseForm
    title = gettext_lazy("Take a use back")
    submit_label = gettext_lazy("Reverse")
    submit_icon = "arrow-back-up"

    @property
    def contract(self) -> Contract:
        """Of the allowance."""
        return self.object.allowance.contract  # type: ignore[no-any-return]

    def get_question(self) -> str:
        """What."""
        return _("Take back %(quantity)s, used for: %(reason)s?") % {
            "quantity": number_format(-self.object.quantity),
            "reason": self.object.reason,
        }

    def consequences(self) -> list[str]:
        """Both stay."""
        return [_("Both movements stay in the ledger; the quantity is there again.")]

    def refusals(self) -> list[str]:
        """A use, once."""
        if self.object.kind != AllowanceEntry.Kind.USE:
            return [_("Only a use is taken back.")]
        return [_("It was taken back already.")] if self.object.reversals.exists() else []

    def confirm(self, form: ReverseForm) -> None:
        """Write the counter-movement."""
        today = self.request.company.today()  # type: ignore[attr-defined]
        try:
            prepaying.reverse(
                self.object,
                on=today,
                reason=form.cleaned_data["reason"],
                by=self.request.user,  # type: ignore[arg-type]
            )
        except prepaying.AlreadyReversed as twice:
            raise ValidationError(_("It was taken back already.")) from twice
        look_again(["allowance_low"], [self.contract.pk], today)
