from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from installed_base import attributes
from installed_base.bulk import MarkServiced, PrintLabels
from installed_base.bulk_changes import ChangeType, Exclude, Include, SetWarranty, TakeOut
from installed_base.filters import EquipmentFilter
from installed_base.importing.attributes import label_of, name_of
from installed_base.models import Equipment
from installed_base.tables import AnswersColumn, EquipmentTable
from tenancy.importing.action import import_action
from tenancy.permissions import Right
from ui.actions import Action, EmptyState
from ui.tables import Column
from ui.views import ListPage, OptionsPage


class EquipmentList(ListPage):
    """Machines; as a panel those of one customer."""

    queryset = Equipment.objects.with_notes_counted().select_related("type", "customer", "site")
    table_class = EquipmentTable
    filterset_class = EquipmentFilter
    right = Right.EQUIPMENT_VIEW
    title = gettext_lazy("Equipment")
    export_name = "equipment"
    bulk_actions: ClassVar = [
        *(MarkServiced, PrintLabels, Exclude, Include, ChangeType, SetWarranty, TakeOut),
    ]
    search_hint = gettext_lazy("Number, serial number, brand, customer")

    def rows_of_export(self) -> QuerySet[Equipment]:
        """With what machines answer to their types."""
        return attributes.with_answers(self.rows)

    def columns_of_export(self) -> list[tuple[str, Column]]:
        """Each attribute in a column the import knows."""
        asked = self.filterset.form.cleaned_data.get("type") if self.filterset else None
        names = {name_of(name): name for name in attributes.names_answered(asked.pk if asked else None)}
        return [
            (f"attr_{place}", AnswersColumn(verbose_name=label_of(name), column=column))
            for place, (column, name) in enumerate(names.items())
        ]

    def get_actions(self) -> list[Action]:
        """A new one, of the customer whose panel this is."""
        customer = self.request.GET.get("customer", "")
        address = reverse("equipment:create") + (f"?customer={customer}" if customer.isdecimal() else "")
        return [
            *([] if self.as_panel else [import_action("equipment")]),
            Action(_("Plants"), reverse("plants:list"), "sitemap"),
            Action(_("Maintenance rules"), reverse("equipment:rules"), "repeat"),
            Action(_("New machine"), address, "plus", "primary", Right.EQUIPMENT_EDIT),
        ]

    def get_empty_state(self) -> EmptyState:
        """How machines come in."""
        return EmptyState(
            _("No machine yet"),
            _("Add what is looked after here, or import it."),
            "tools",
            self.get_actions(),
        )

    def excluded_columns(self) -> list[str]:
        """On a customer's card her name needs no column."""
        hidden = super().excluded_columns()
        return [*hidden, "customer"] if "customer" in self.fixed else hidden


class EquipmentOptions(OptionsPage):
    """Machines to choose from in forms: those in service; ``?customer=`` narrows to hers."""

    right = Right.EQUIPMENT_VIEW

    def get_queryset(self) -> Any:
        """Machines in service."""
        rows = Equipment.objects.installed().select_related("type", "customer")
        customer = self.request.GET.get("customer", "")
        return rows.filter(customer=int(customer[:18])) if customer.isdecimal() else rows

    def label(self, row: Equipment) -> str:
        """Number, what it is, whose it is."""
        return f"{row.number} · {row.name} · {row.customer.name}"
