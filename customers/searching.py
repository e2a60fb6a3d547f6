"""What search shows of customers."""

from customers.models import Customer
from customers.phones import written
from tenancy.acting import acting_company
from tenancy.search import Hit, in_order


def hits(ids: list[int]) -> list[Hit]:
    """The customers found, in the order of ``ids``: name, and what tells two of one name apart."""
    return [_hit(customer) for customer in in_order(ids, Customer.objects.filter(pk__in=ids))]


def _hit(customer: Customer) -> Hit:
    number = written(customer.phone or customer.mobile, acting_company().country)
    told = (customer.number, customer.one_line, number, customer.email)
    return Hit(customer.name, " · ".join(part for part in told if part), customer.get_absolute_url())
