"""Forms about customers, their sites and the people to talk to."""

from customers.forms.communication import CommunicationForm
from customers.forms.contact import ContactForm
from customers.forms.customer import CustomerForm
from customers.forms.phone_field import PhoneField
from customers.forms.site import SiteForm

__all__ = ["CommunicationForm", "ContactForm", "CustomerForm", "PhoneField", "SiteForm"]
