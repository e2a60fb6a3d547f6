from customers.models.address import Address
from customers.models.advertising_wish import AdvertisingWish
from customers.models.allowed_technician import AllowedTechnician
from customers.models.communication import Communication
from customers.models.contact import Contact
from customers.models.customer import Customer
from customers.models.customer_group import CustomerGroup
from customers.models.distinct_pair import DistinctPair
from customers.models.merge import Merge
from customers.models.privacy_answer import PrivacyAnswer
from customers.models.privacy_request import PrivacyRequest
from customers.models.regime import CLASS_OF_KIND, PROTECTED_CLASSES, LegalClass
from customers.models.site import Site
from customers.models.site_role import SiteRole
from customers.models.trait import Trait

__all__ = [
    "CLASS_OF_KIND",
    "PROTECTED_CLASSES",
    "Address",
    "AdvertisingWish",
    "AllowedTechnician",
    "Communication",
    "Contact",
    "Customer",
    "CustomerGroup",
    "DistinctPair",
    "LegalClass",
    "Merge",
    "PrivacyAnswer",
    "PrivacyRequest",
    "Site",
    "SiteRole",
    "Trait",
]
