from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property

from contracts.course import Course
from contracts.models import Contract
from contracts.views.crumbs import contract_crumbs
from customers.restricted import without_erased
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import ConfirmPage


class ContractVerb(ConfirmPage):
    """Something done to one contract: says what will happen with exact days and amounts, then does it."""

    model = Contract
    right: str = Right.CONTRACTS_EDIT

    def get_queryset(self) -> QuerySet[Contract]:
        """With the customer, whom every sentence names."""
        rows = Contract.objects.select_related("customer", "template")
        return without_erased(rows, self.request.rights)  # type: ignore[attr-defined]

    @property
    def on(self) -> Any:
        """Today, where the company works."""
        return self.request.company.today()  # type: ignore[attr-defined]

    @property
    def currency(self) -> str:
        """The company's currency."""
        return str(self.request.company.currency)  # type: ignore[attr-defined]

    @cached_property
    def course(self) -> Course:
        """The contract's terms and all that hangs on them."""
        return Course(self.object, self.request.company, self.on)  # type: ignore[attr-defined]

    @property
    def sees_fees(self) -> bool:
        """Whether amounts are told."""
        return self.may(Right.FEES_VIEW)

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the contract."""
        return contract_crumbs(self.object)

    def get_success_url(self, made: Any) -> str:
        """The contract's page."""
        return reverse("contracts:detail", args=[self.object.pk])

    def get_cancel_url(self) -> str:
        """Likewise."""
        return self.get_success_url(None)
