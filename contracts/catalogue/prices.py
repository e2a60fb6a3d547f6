"""Which price counts: that of the customer's group on a day, else the one for everybody."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from contracts.models import Price, PriceList, Service
from tenancy.inserting import AnyOf
from tenancy.money import round_cents


@dataclass(frozen=True, slots=True)
class Listed:
    """A price with the list it stands in and what it is for."""

    amount: Decimal
    unit: str
    list_id: int
    list_name: str

    def yearly(self, visits_per_year: int) -> Decimal:
        """The yearly fee of a line at this price: a price a visit counts once for each visit of the year."""
        times = visits_per_year if self.unit == Service.Unit.VISIT else 1
        return round_cents(self.amount * times)


class ListPrices:
    """The prices of some services in every list, read in two queries; then only looked up."""

    def __init__(self, services: Iterable[int] | None = None) -> None:
        """Of the services given, by id; of all when none are given."""
        prices = Price.objects.select_related("service").order_by()
        if services is not None:
            prices = prices.filter(AnyOf("service_id", sorted(set(services))))
        self._prices: dict[tuple[int, int], tuple[Decimal, str]] = {
            (price.price_list_id, price.service_id): (price.amount, price.service.unit) for price in prices
        }
        self._lists: dict[int | None, list[PriceList]] = defaultdict(list)
        for each in PriceList.objects.all() if self._prices else ():
            self._lists[each.group_id].append(each)

    def of(self, service_id: int | None, group_id: int | None, on: date) -> Listed | None:
        """The price of a service for a group on a day; None when no list in force has it."""
        if service_id is None:
            return None
        for group in (group_id, None) if group_id is not None else (None,):
            for each in self._lists.get(group, ()):
                begun = each.starts_on <= on and (each.ends_on is None or on <= each.ends_on)
                if begun and (found := self._prices.get((each.pk, service_id))) is not None:
                    return Listed(*found, list_id=each.pk, list_name=each.name)
        return None
