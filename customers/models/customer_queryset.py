from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import connection, models
from django.db.models import Q
from django.utils import timezone

from tenancy import search

if TYPE_CHECKING:
    from customers.models.customer import Customer  # noqa: F401 - the querysets name it in quotes
    from customers.models.customer_group import CustomerGroup

TOWNS = """
WITH RECURSIVE towns AS (
    (SELECT city FROM customers_customer ORDER BY city LIMIT 1)
    UNION ALL
    SELECT (SELECT c.city FROM customers_customer c WHERE c.city > t.city ORDER BY c.city LIMIT 1)
    FROM towns t WHERE t.city IS NOT NULL
)
SELECT city FROM towns WHERE city IS NOT NULL
"""


def towns() -> list[str]:
    """The towns customers live in, each once: the index is asked for the next one, not every customer for hers."""
    with connection.cursor() as cursor:
        cursor.execute(TOWNS)
        return [town for (town,) in cursor.fetchall()]


class CustomerQuerySet(models.QuerySet["Customer"]):
    """Customers of the acting company."""

    def active(self) -> Self:
        """Customers who may be offered something new."""
        return self.filter(deactivated_on=None)

    def buying(self) -> Self:
        """Customers proper, without prospects and end users."""
        return self.filter(standing=self.model.Standing.CUSTOMER)

    def found_by(self, query: str) -> Self:
        """Customers whose own words, or those of one of their contacts, begin with all that is asked."""
        ids, of_contacts = search.matching("customer", query), search.matching("contact", query)
        if ids is None or of_contacts is None:
            return self
        from customers.models.contact import Contact

        contacts = Contact.objects.filter(pk__in=of_contacts)
        return self.filter(Q(pk__in=ids) | Q(pk__in=contacts.values("customer")))

    def in_town(self, beginning: str) -> Self:
        """Customers whose town begins like this, accents and case ignored."""
        wanted = search.fold(beginning.strip())
        return self.filter(city__in=[town for town in towns() if search.fold(town).startswith(wanted)])

    def watch(self, reason: str) -> int:
        """Ask for attention whenever these customers are dealt with; gives how many there were."""
        return self.update(attention=True, attention_reason=reason, updated_at=timezone.now())

    def unwatch(self) -> int:
        """Ask for attention no longer; gives how many there were."""
        return self.update(attention=False, attention_reason="", updated_at=timezone.now())

    def deactivate(self, on: date) -> int:
        """Offer these customers for nothing new from the day on; gives how many there were."""
        return self.update(deactivated_on=on, updated_at=timezone.now())

    def reactivate(self) -> int:
        """Offer these customers again; gives how many there were."""
        return self.update(deactivated_on=None, updated_at=timezone.now())

    def leave_out(self, reason: str, until: date | None) -> int:
        """Keep these customers out of maintenance lists, until a day or for good; gives how many there were."""
        return self.update(
            excluded=True, excluded_reason=reason, excluded_until=until, updated_at=timezone.now()
        )

    def take_in(self) -> int:
        """Have these customers in maintenance lists again; gives how many there were."""
        return self.update(excluded=False, excluded_reason="", excluded_until=None, updated_at=timezone.now())

    def join_group(self, group: "CustomerGroup | None") -> int:
        """Put these customers into a group, or out of theirs; gives how many there were."""
        return self.update(group=group, updated_at=timezone.now())

    def write_in(self, language: str) -> int:
        """Write letters to these customers in a language; gives how many there were."""
        return self.update(language=language, updated_at=timezone.now())


CustomerManager = models.Manager.from_queryset(CustomerQuerySet)


class PresentCustomers(CustomerManager):
    """Customers people deal with: without those merged into another and those erased at their request."""

    def get_queryset(self) -> Any:
        """Those not set aside."""
        return super().get_queryset().filter(set_aside="")
