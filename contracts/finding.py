"""Contracts in the search box: number, customer and state."""

from django.urls import reverse

from contracts.badges import STATE_BADGES
from contracts.models import Contract
from customers.restricted import without_erased
from tenancy.acting import acting_company
from tenancy.search import Hit, in_order


def hits(ids: list[int]) -> list[Hit]:
    """The contracts found, in the order of ``ids``: number, customer, and how each stands today."""
    on = acting_company().today()
    found = in_order(ids, without_erased(Contract.objects.filter(pk__in=ids)).select_related("customer"))
    return [
        Hit(
            contract.number,
            f"{contract.customer} · {contract.customer.number}",
            reverse("contracts:detail", args=[contract.pk]),
            (STATE_BADGES[contract.state_on(on)],),
        )
        for contract in found
    ]
