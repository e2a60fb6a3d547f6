"""What a law keeps of people who were erased: only who answers privacy requests sees it, and no search finds it.

Processing of what is kept is restricted (GDPR, art. 18): it is there for a court or the taxman, not for the office.
"""

from collections.abc import Collection
from typing import Any, TypeVar

from django.db.models import QuerySet

from customers.models import Customer
from tenancy.permissions import Right

Rows = TypeVar("Rows", bound=QuerySet[Any])


def without_erased(rows: Rows, rights: Collection[str] = (), *, path: str = "customer") -> Rows:
    """The rows without those of erased customers, unless the rights let them be seen; ``path`` leads there."""
    if Right.PRIVACY_RUN in rights:
        return rows
    erased = Customer.everyone.filter(set_aside=Customer.SetAside.ERASED).order_by().values("pk")
    return rows.exclude(**{f"{path}__in": erased})


class Restricted:
    """Put before a page about something of one customer: of somebody erased it is found by few."""

    customer_path = "customer"

    def get_queryset(self) -> QuerySet[Any]:
        """The rows of the page without those of erased customers."""
        rows = super().get_queryset()  # type: ignore[misc]
        return without_erased(rows, self.request.rights, path=self.customer_path)  # type: ignore[attr-defined]
