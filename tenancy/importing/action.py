from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenancy.permissions import Right
from ui.actions import Action


def import_action(noun: str) -> Action:
    """The button of a list that leads to the import of its noun."""
    return Action(_("Import"), f"{reverse('import_create')}?noun={noun}", "upload", right=Right.IMPORTS_RUN)
