"""A new customer: her number, and her address as her first site."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from customers.models import Address, Customer, Site
from tenancy.numbering import reference, refuse_retired

ADDRESS_COLUMNS = tuple(field.name for field in Address._meta.get_fields())


def open_customer(customer: Customer) -> Customer:
    """Save a new customer; without a number she gets the next one, with an address a site.

    Raises ValidationError when her number is taken.
    """
    _save_numbered(customer)
    if customer.one_line:
        site_at(customer).save()
    return customer


def open_person(person: Customer, site: Site) -> Customer:
    """Save somebody new who lives at a site there is: she gets its address, and no site of her own.

    Raises ValidationError when her number is taken.
    """
    for name in ADDRESS_COLUMNS:
        setattr(person, name, getattr(site, name))
    _save_numbered(person)
    return person


def _save_numbered(customer: Customer) -> None:
    customer.number = reference(Customer, "C", customer.number)
    try:
        customer.save()
    except IntegrityError as clash:
        if "customer_number_once" in str(clash):  # somebody typed it in the same moment
            raise ValidationError(_("Another customer has this number.")) from clash
        raise
    refuse_retired(Customer, customer.number)  # whoever had it went to the trash in the same moment


def site_at(customer: Customer) -> Site:
    """A site at the customer's own address, not saved yet."""
    return Site(customer=customer, **{name: getattr(customer, name) for name in ADDRESS_COLUMNS})
