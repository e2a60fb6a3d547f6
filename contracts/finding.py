"""Contracts in the search box: number and customer."""

from django.urls import reverse

from contracts.models import Contract
from tenancy.search import Hit


def hits(ids: list[int]) -> list[Hit]:
    """What the panel shows for contracts found, by number."""
    contracts = Contract.objects.filter(pk__in=ids).select_related("customer").order_by("number")
    return [
        Hit(contract.number, str(contract.customer), reverse("contracts:detail", args=[contract.pk]))
        for contract in contracts
    ]
