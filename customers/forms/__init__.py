"""Forms about customers, their sites and the people to talk to."""

from customers.forms.communication import CommunicationForm
from customers.forms.contact import ContactForm
from customers.forms.customer import CustomerForm
from customers.forms.phone_field import PhoneField
from customers.forms.site import SiteForm
from customers.forms.site_role import ChangeForm, SiteRoleForm

__all__ = [
    "ChangeForm",
    "CommunicationForm",
    "ContactForm",
    "CustomerForm",
    "PhoneField",
    "SiteForm",
    "SiteRoleForm",
]
