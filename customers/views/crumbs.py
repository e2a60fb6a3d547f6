from django.urls import reverse
from django.utils.translation import gettext as _

from customers.models import Site
from ui.actions import Crumb


def list_crumb() -> Crumb:
    """The way back to the list."""
    return Crumb(_("Customers"), reverse("customers:list"))


def site_crumbs(site: Site) -> list[Crumb]:
    """The list, the site's customer, the site."""
    customer = site.customer
    return [
        list_crumb(),
        Crumb(customer.name, customer.get_absolute_url()),
        Crumb(str(site), site.get_absolute_url()),
    ]
