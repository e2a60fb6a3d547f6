from django.urls import reverse
from django.utils.translation import gettext as _

from ui.actions import Crumb


def list_crumb() -> Crumb:
    """The way back to the list."""
    return Crumb(_("Customers"), reverse("customers:list"))
