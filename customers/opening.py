"""A new customer: her number, and her address as her first site."""

from customers.models import Address, Customer, Site
from tenancy.numbering import reference

ADDRESS_COLUMNS = tuple(field.name for field in Address._meta.get_fields())


def open_customer(customer: Customer) -> Customer:
    """Save a new customer; without a number she gets the next one, with an address a site."""
    customer.number = reference(Customer, "C", customer.number)
    customer.save()
    if customer.one_line:
        site_at(customer).save()
    return customer


def site_at(customer: Customer) -> Site:
    """A site at the customer's own address, not saved yet."""
    return Site(customer=customer, **{name: getattr(customer, name) for name in ADDRESS_COLUMNS})
