from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenancy.addresses import page_or_nothing
from tenancy.forms.technician import TechnicianForm
from tenancy.importing.action import import_action
from tenancy.models import Technician
from tenancy.permissions import Right
from tenancy.tables import TechnicianTable
from ui.actions import Action, Crumb, EmptyState
from ui.views import CreatePage, EditPage, ListPage


def _settings_crumb() -> Crumb:
    return Crumb(_("Settings"), page_or_nothing("settings:index"))


class TechnicianList(ListPage):
    """Who goes to customers."""

    queryset = Technician.objects.select_related("membership__user")
    table_class = TechnicianTable
    right = Right.SETTINGS_EDIT
    title = _("Technicians")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the settings."""
        return [_settings_crumb()]

    def get_actions(self) -> list[Action]:
        """A new one."""
        return [
            import_action("technicians"),
            Action(
                _("New technician"),
                reverse("settings:technician_create"),
                "plus",
                "primary",
                Right.SETTINGS_EDIT,
            ),
        ]

    def get_empty_state(self) -> EmptyState:
        """What technicians are for."""
        return EmptyState(
            _("No technician yet"),
            _("Technicians are planned for visits and named on contracts; they need no login for that."),
            "user-cog",
            self.get_actions(),
        )


class TechnicianCreate(CreatePage):
    """A new technician."""

    form_class = TechnicianForm
    right = Right.SETTINGS_EDIT
    title = _("New technician")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the list."""
        return [_settings_crumb(), Crumb(_("Technicians"), reverse("settings:technicians"))]

    def get_success_url(self, made: Technician) -> str:
        """Back to the list."""
        return reverse("settings:technicians")

    def get_cancel_url(self) -> str:
        """Back to the list."""
        return reverse("settings:technicians")


class TechnicianEdit(EditPage):
    """A technician's name, login and last day."""

    model = Technician
    form_class = TechnicianForm
    right = Right.SETTINGS_EDIT

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the list."""
        return [_settings_crumb(), Crumb(_("Technicians"), reverse("settings:technicians"))]

    def get_success_url(self, made: Technician) -> str:
        """Back to the list."""
        return reverse("settings:technicians")

    def get_cancel_url(self) -> str:
        """Back to the list."""
        return reverse("settings:technicians")
