"""Fees that follow the price list: what the list in force on a term's first day makes of some contracts' lines."""

from collections.abc import Iterable, Sequence
from datetime import date

from contracts.catalogue.prices import ListPrices
from contracts.indexing import NewPrice, Proposal
from contracts.models import Contract, Line, RenewalPrice, Service
from customers.models import Customer
from tenancy.inserting import AnyOf

NOT_LISTED = "not_listed"


class Listings:
    """The list prices of some contracts. A constant number of queries; none where no contract follows a list."""

    def __init__(self, contracts: Iterable[Contract], *, all_of_them: bool = False) -> None:
        following = {row.customer_id for row in contracts if all_of_them or follows_list(row)}
        self.groups: dict[int, int | None] = {}
        if following:
            self.prices = ListPrices(Service.objects.yearly().order_by().values_list("pk", flat=True))
            self.groups = dict(
                Customer.everyone.filter(AnyOf("pk", sorted(following))).values_list("pk", "group_id")
            )

    def propose(self, contract: Contract, lines: Sequence[Line], effective_on: date, on: date) -> Proposal:
        """The prices from a day on; a line that no list knows is left out and keeps its fee.

        What costs nothing is included in the fee of another line, and no list puts a price on it.
        """
        proposal = Proposal(min(on, effective_on))
        for line in lines:
            if not line.annual_fee:
                continue
            listed = self.prices.of(line.service_id, self.groups.get(contract.customer_id), effective_on)
            if listed is None:
                proposal.left = NOT_LISTED
                continue
            source = {"price_list": listed.list_name, "price": str(listed.amount), "unit": listed.unit}
            proposal.prices.append(NewPrice(line, listed.yearly(line.visits_per_year), values=[source]))
        return proposal


def follows_list(contract: Contract) -> bool:
    """Whether its fee is the list price at each renewal."""
    return contract.renewal_price == RenewalPrice.LIST and not contract.never_revise
