from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from customers.models import Customer
from installed_base import attributes, story
from installed_base.badges import badges_of
from installed_base.models import (
    AttributeValue,
    Equipment,
    MaintenanceRule,
    NextVisitNote,
    OutOfService,
    ServiceDone,
    Stay,
)
from installed_base.views.equipment.crumbs import list_crumb
from installed_base.views.maintenance import upkeep
from tenancy import attachments, history
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui.actions import Action, Crumb, Tab
from ui.badges import Badge
from ui.views import DetailPage


class EquipmentCard(DetailPage):
    """A machine's card."""

    queryset = Equipment.objects.select_related("type", "customer", "site")
    right = Right.EQUIPMENT_VIEW
    template_name = "installed_base/equipment_card.html"

    def get_title(self) -> str:
        """What it is."""
        return str(self.object.name)

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the list, and below its customer for those who may see her."""
        customer: Customer = self.object.customer
        crumbs = [list_crumb()]
        if self.may(Right.CUSTOMERS_VIEW):
            crumbs.append(Crumb(customer.name, customer.get_absolute_url() + "?tab=equipment"))
        return crumbs

    def get_subtitle(self) -> str:
        """Number, type and serial number."""
        row: Equipment = self.object
        return " · ".join(part for part in (row.number, str(row.type), row.serial) if part)

    def get_badges(self) -> list[Badge]:
        """Its marks today."""
        return badges_of(self.object, acting_company().today())

    def get_actions(self) -> list[Action]:
        """What is done with a machine."""
        if self.object.removed_on:
            return [self._act(_("Put back into service"), "equipment:put_back", "plug")]
        return [
            self._act(_("Record a service"), "equipment:service_create", "checkup-list"),
            Action(_("Label"), reverse("equipment:label", args=[self.object.pk]), "qrcode"),
            self._act(_("Move"), "equipment:move", "truck"),
            self._act(_("Take out of service"), "equipment:take_out", "plug-off"),
            self._act(_("Edit"), "equipment:edit", "pencil", "primary"),
        ]

    def get_tabs(self) -> list[Tab]:
        """The card, and who changed what."""
        return [
            Tab("overview", _("Overview"), "id", template="installed_base/equipment_overview.html"),
            attachments.tab("equipment", self.object.pk),
            Tab("story", _("Whole history"), "timeline", template="installed_base/story.html"),
            Tab(
                "maintenance",
                _("Maintenance"),
                "calendar-due",
                template="installed_base/equipment_maintenance.html",
            ),
            Tab(
                "history", _("Changes"), "history", template="tenancy/history.html", right=Right.HISTORY_VIEW
            ),
        ]

    def tab_overview(self) -> dict[str, Any]:
        """Whether the customer's name leads to her card."""
        row: Equipment = self.object
        seen = self.may(Right.CUSTOMERS_VIEW)
        add_photos = reverse("attachments:create", args=["equipment", row.pk])
        return {
            "photos": attachments.photos_of("equipment", row.pk) if self.may(Right.FILES_VIEW) else [],
            "add_photos_url": add_photos if self.may(Right.FILES_EDIT) else "",
            "dues": upkeep.dues(row, acting_company().today()),
            "attribute_values": attributes.shown_of(row),
            "notes": row.next_visit_notes.open().select_related("asked_by"),
            "note_url": reverse("equipment:note_create", args=[row.pk]),
            "may_edit": self.may(Right.EQUIPMENT_EDIT),
            "stays": Stay.objects.of(row).select_related("customer", "site"),
            "outage": row.outages.filter(ended_on=None).select_related("replaced_by__type", "said_by").first()
            if row.removed_on
            else None,
            "replaces": [
                outage.machine
                for outage in row.replaces.filter(ended_on=None).select_related("machine__type")
            ],
            "customer_url": row.customer.get_absolute_url() if seen else "",
            "in_warranty": row.in_warranty(acting_company().today()),
        }

    def tab_maintenance(self) -> dict[str, Any]:
        """When it is due and why, what was done, by which rules."""
        return upkeep.tab(self.object, acting_company().today(), may_edit=self.may(Right.EQUIPMENT_EDIT))

    def tab_story(self) -> dict[str, Any]:
        """All that happened, across the apps, and how to take it away."""
        pk = [self.object.pk]
        return {
            "happenings": story.story_of(self.object, self.request.rights),  # type: ignore[attr-defined]
            "story_actions": [
                Action(_("PDF"), reverse("equipment:story_pdf", args=pk), "printer"),
                Action(_("Excel (XLSX)"), reverse("equipment:story_xlsx", args=pk), "file-spreadsheet"),
            ],
        }

    def tab_history(self) -> dict[str, Any]:
        """Changes of the machine and of all that hangs on it."""
        under = [history.Under(kind, "machine") for kind in (AttributeValue, OutOfService, NextVisitNote)]
        under += [history.Under(kind, "equipment") for kind in (MaintenanceRule, ServiceDone)]
        return history.tab(self.request, self.object, *under)

    def _act(self, label: str, name: str, icon: str, style: Any = "secondary") -> Action:
        return Action(label, reverse(name, args=[self.object.pk]), icon, style, Right.EQUIPMENT_EDIT)
