"""What search shows of customers, their sites and the people to talk to."""

from customers.badges import badges_of
from customers.models import Contact, Customer, Site
from customers.phones import written
from tenancy.acting import acting_company
from tenancy.search import Hit, in_order
from ui.badges import Badge


def hits(ids: list[int]) -> list[Hit]:
    """The customers found, in the order of ``ids``: name, and what tells two of one name apart."""
    return [_hit(customer) for customer in in_order(ids, Customer.objects.filter(pk__in=ids))]


def site_hits(ids: list[int]) -> list[Hit]:
    """The sites found."""
    found = in_order(ids, Site.objects.filter(pk__in=ids).select_related("customer"))
    return [
        Hit(
            str(site),
            _told(site.one_line if site.name else "", site.customer.name, site.customer.number),
            site.get_absolute_url(),
            _marks(site.customer),
        )
        for site in found
    ]


def contact_hits(ids: list[int]) -> list[Hit]:
    """The people found; each leads to the customer she is to be talked to about."""
    found = in_order(ids, Contact.objects.filter(pk__in=ids).select_related("customer"))
    country = acting_company().country
    return [
        Hit(
            contact.name,
            _told(
                contact.role_names,
                contact.customer.name,
                written(contact.phone, country),
                contact.email,
            ),
            contact.customer.get_absolute_url(),
            _marks(contact.customer),
        )
        for contact in found
    ]


def _hit(customer: Customer) -> Hit:
    number = written(customer.phone or customer.mobile, acting_company().country)
    told = _told(customer.number, customer.one_line, number, customer.email)
    return Hit(customer.name, told, customer.get_absolute_url(), _marks(customer))


def _told(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _marks(customer: Customer) -> tuple[Badge, ...]:
    return tuple(badges_of(customer, acting_company().today()))
