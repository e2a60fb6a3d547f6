"""Who was merged into whom, and under which number she is known today."""

from typing import Any

from customers.models import Customer, Merge

DEEPEST = 20


def keeper_of(customer_id: int) -> Customer | None:
    """The customer into whom somebody was merged, in the end; None for one who was not."""
    found: Customer | None = None
    for _step in range(DEEPEST):
        merge = Merge.objects.in_force().filter(merged=customer_id).select_related("keeper").first()
        if merge is None:
            break
        found, customer_id = merge.keeper, merge.keeper_id
    return found


def former_ids(customer: Customer) -> list[int]:
    """The rows that were merged into her, and into those."""
    found: list[Any] = []
    level: list[Any] = [customer.pk]
    while level:
        rows = (
            Merge.objects.in_force().filter(keeper__in=level, merged__isnull=False).exclude(merged__in=found)
        )
        level = list(rows.values_list("merged_id", flat=True))
        found += level
    return found


def known_as() -> dict[str, str]:
    """Old numbers of customers who were merged, each with the number they are known by today."""
    keepers = Customer.objects.exclude(former_numbers="").only("number", "former_numbers")
    return {old: keeper.number for keeper in keepers for old in keeper.also_known_as}
