"""Who wants advertising: only who said so gets any, and may say no at any time (Italy art. 130 of the privacy code,
France art. L. 34-5 CPCE, GDPR art. 7 and 21). Letters about a contract ask nobody.
"""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from customers.models import AdvertisingWish, Customer
from tenancy.acting import acting

NO_ADVERTISING = "no_advertising"  # the purpose of the link in advertising


def wish_of(customer: Customer) -> AdvertisingWish | None:
    """Her last word."""
    return customer.advertising_wishes.first()


def wishes_of(customers: Collection[int]) -> dict[int, AdvertisingWish]:
    """The last word of each customer who said one; one query."""
    found = AdvertisingWish.objects.filter(customer__in=customers).last_words()
    return {wish.customer_id: wish for wish in found}


@transaction.atomic
def record(customers: Collection[int], *, wanted: bool, on: date, source: str, note: str = "") -> int:
    """Keep what some customers said on a day; those whose last word is the same keep it. Gives how many changed."""
    list(Customer.objects.filter(pk__in=customers).order_by("pk").select_for_update(of=("self",)))
    known = wishes_of(customers)
    new = [
        AdvertisingWish(
            customer_id=pk, wanted=wanted, on=on, source=source, note=note, recorded_by=acting().actor
        )
        for pk in customers
        if pk not in known or (known[pk].wanted != wanted and known[pk].on <= on)
    ]
    AdvertisingWish.objects.bulk_create(new)
    return len(new)
