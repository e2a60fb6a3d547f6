"""The way to pages about what letters say."""

from django.urls import reverse
from django.utils.translation import gettext as _

from ui.actions import Crumb


def wording_crumbs() -> list[Crumb]:
    """From the letters, over the wordings."""
    return [
        Crumb(_("Letters"), reverse("letters:list")),
        Crumb(_("Wordings"), reverse("letters:wording_list")),
    ]
