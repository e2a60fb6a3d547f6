from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from installed_base.forms import EquipmentTypeForm
from installed_base.models import Attribute, ChecklistItem, EquipmentType
from installed_base.tables import EquipmentTypeTable
from tenancy import history
from tenancy.addresses import page_or_nothing
from tenancy.importing.action import import_action
from tenancy.permissions import Right
from ui.actions import Action, Crumb, EmptyState, Tab
from ui.views import CreatePage, DetailPage, EditPage, ListPage


def _settings_crumb() -> Crumb:
    return Crumb(_("Settings"), page_or_nothing("settings:index"))


def types_crumbs() -> list[Crumb]:
    """The way back to the list of types."""
    return [_settings_crumb(), Crumb(_("Equipment types"), reverse("equipment:types"))]


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
            import_action("equipment_types"),
            Action(_("New type"), reverse("equipment:type_create"), "plus", "primary", Right.SETTINGS_EDIT),
        ]

    def get_empty_state(self) -> EmptyState:
        """What types are for."""
        return EmptyState(
            _("No type yet"),
            _("Each machine is of a type. An import makes those it needs by itself."),
            "category",
            self.get_actions(),
        )


class EquipmentTypePage(DetailPage):
    """A type: what it asks of its machines, what is checked at visits."""

    model = EquipmentType
    right = Right.SETTINGS_EDIT

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the list."""
        return types_crumbs()

    def get_actions(self) -> list[Action]:
        """Its machines, and its own data."""
        pk = self.object.pk
        return [
            Action(
                _("Machines"), f"{reverse('equipment:list')}?type={pk}", "tools", right=Right.EQUIPMENT_VIEW
            ),
            Action(
                _("Edit"), reverse("equipment:type_edit", args=[pk]), "pencil", "primary", Right.SETTINGS_EDIT
            ),
        ]

    def get_tabs(self) -> list[Tab]:
        """Attributes, checklist, and who changed what."""
        entries = "installed_base/type_entries.html"
        return [
            Tab("attributes", _("Attributes"), "forms", template=entries),
            Tab("checklist", _("Checklist"), "checklist", template=entries),
            Tab(
                "history", _("History"), "history", template="tenancy/history.html", right=Right.HISTORY_VIEW
            ),
        ]

    def tab_attributes(self) -> dict[str, Any]:
        """What each machine of the type is asked."""
        return self._entries(
            Attribute,
            "attribute",
            _("New attribute"),
            _("What you want to know of each machine of this type: number of circuits, kind of burner…"),
        )

    def tab_checklist(self) -> dict[str, Any]:
        """What is checked at each visit."""
        return self._entries(
            ChecklistItem,
            "checklist",
            _("New checklist item"),
            _("What the technician checks or measures at each visit, in this order."),
        )

    def tab_history(self) -> dict[str, Any]:
        """Changes of the type and its entries."""
        under = (history.Under(Attribute, "type"), history.Under(ChecklistItem, "type"))
        return history.tab(self.request, self.object, *under)

    def _entries(self, model: Any, name: str, label: str, explanation: str) -> dict[str, Any]:
        rows = list(model.objects.filter(type=self.object))
        return {
            "current": [row for row in rows if row.withdrawn_on is None],
            "withdrawn": [row for row in rows if row.withdrawn_on is not None],
            "noun": name,
            "explanation": explanation,
            "entry_actions": [
                Action(label, reverse(f"equipment:{name}_create", args=[self.object.pk]), "plus")
            ],
        }


class _BackToTypes:
    """Leads to and from the list of types."""

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the list."""
        return types_crumbs()

    def get_success_url(self, made: Any) -> str:
        """To the type's page."""
        return str(made.get_absolute_url())

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
