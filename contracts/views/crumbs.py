"""The way to a contract's pages."""

from django.urls import reverse
from django.utils.translation import gettext as _

from contracts.models import Contract
from ui.actions import Crumb


def list_crumb() -> Crumb:
    """The list of contracts."""
    return Crumb(_("Contracts"), reverse("contracts:list"))


def contract_crumbs(contract: Contract) -> list[Crumb]:
    """The list, then the contract."""
    return [list_crumb(), Crumb(contract.number, reverse("contracts:detail", args=[contract.pk]))]
