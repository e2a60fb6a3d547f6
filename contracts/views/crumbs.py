"""The way to a contract's pages."""

from django.urls import reverse
from django.utils.translation import gettext as _

from contracts.models import Contract, PriceRound
from ui.actions import Crumb


def list_crumb() -> Crumb:
    """The list of contracts."""
    return Crumb(_("Contracts"), reverse("contracts:list"))


def contract_crumbs(contract: Contract) -> list[Crumb]:
    """The list, then the contract."""
    return [list_crumb(), Crumb(contract.number, reverse("contracts:detail", args=[contract.pk]))]


def round_crumbs(round_: PriceRound | None = None) -> list[Crumb]:
    """The way back to the proposals, or to one."""
    found = [
        list_crumb(),
        Crumb(_("Price revision"), reverse("contracts:revisions")),
        Crumb(_("Proposals of new fees"), reverse("contracts:price_rounds")),
    ]
    return found if round_ is None else [*found, Crumb(round_.name, round_.get_absolute_url())]
