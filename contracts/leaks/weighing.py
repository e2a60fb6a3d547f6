from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Min, Sum

from contracts.leaks.causes import Leak


@dataclass(frozen=True, slots=True)
class Weight:
    """A cause on a day: how many rows, the money at stake (None where it cannot be said), the first day."""

    leak: Leak
    count: int
    amount: Decimal | None
    first: date | None

    @property
    def colour(self) -> str:
        """Green when there is nothing to do."""
        return self.leak.colour if self.count else "green"


def weigh(leaks: Iterable[Leak], on: date) -> list[Weight]:
    """Each cause on the day; one query a cause, however many rows."""
    found = []
    for leak in leaks:
        sums = leak.rows(on).order_by().aggregate(count=Count("pk"), amount=Sum("lost"), first=Min("since"))
        found.append(Weight(leak, sums["count"], sums["amount"], sums["first"]))
    return found
