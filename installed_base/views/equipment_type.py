from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from installed_base.forms import EquipmentTypeForm
from installed_base.models import EquipmentType
from installed_base.tables import EquipmentTypeTable
from tenancy.addresses import page_or_nothing
from tenancy.permissions import Right
from ui.actions import Action, Crumb, EmptyState
from ui.views import CreatePage, EditPage, ListPage


def _settings_crumb() -> Crumb:
    return Crumb(_("Settings"), page_or_nothing("settings:index"))


class EquipmentTypeList(ListPage):
    """The categories of machines."""

    queryset = EquipmentType.objects.annotate(machines=Count("equipment")).order_by("name", "pk")
    table_class = EquipmentTypeTable
    right = Right.SETTINGS_EDIT
    title = gettext_lazy("Equipment types")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the settings."""
        return [_settings_crumb()]

    def get_actions(self) -> list[Action]:
        """A new one."""
        return [
            Action(_("New type"), reverse("equipment:type_create"), "plus", "primary", Right.SETTINGS_EDIT)
        ]

    def get_empty_state(self) -> EmptyState:
        """What types are for."""
        return EmptyState(
            _("No type yet"),
            _("Each machine is of a type. An import makes those it needs by itself."),
            "category",
            self.get_actions(),
        )


class _BackToTypes:
    """Leads to and from the list of types."""

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the list."""
        return [_settings_crumb(), Crumb(_("Equipment types"), reverse("equipment:types"))]

    def get_success_url(self, made: Any) -> str:
        """Back to the list."""
        return reverse("equipment:types")

    def get_cancel_url(self) -> str:
        """Back to the list."""
        return reverse("equipment:types")


class EquipmentTypeCreate(_BackToTypes, CreatePage):
    """A new type."""

    form_class = EquipmentTypeForm
    right = Right.SETTINGS_EDIT
    title = gettext_lazy("New type")


class EquipmentTypeEdit(_BackToTypes, EditPage):
    """The name of a type, for all its machines."""

    model = EquipmentType
    form_class = EquipmentTypeForm
    right = Right.SETTINGS_EDIT
