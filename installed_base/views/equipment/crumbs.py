from django.urls import reverse
from django.utils.translation import gettext as _

from installed_base.models import Equipment
from ui.actions import Crumb


def list_crumb() -> Crumb:
    """The way back to the list."""
    return Crumb(_("Equipment"), reverse("equipment:list"))


def card_crumbs(machine: Equipment) -> list[Crumb]:
    """The way back to the card."""
    return [list_crumb(), Crumb(str(machine), machine.get_absolute_url())]
