from customers.models.address import Address
from customers.models.communication import Communication
from customers.models.contact import Contact
from customers.models.customer import PROTECTED_KINDS, Customer
from customers.models.site import Site

__all__ = ["PROTECTED_KINDS", "Address", "Communication", "Contact", "Customer", "Site"]
