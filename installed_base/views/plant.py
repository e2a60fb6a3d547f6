from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from installed_base import logbook, planting
from installed_base.bulk import PrintPlantLabels
from installed_base.filters import PlantFilter
from installed_base.forms.plant import PlantForm
from installed_base.models import Plant, PlantMachine, PlantTechnician
from installed_base.tables import PlantTable
from installed_base.views.equipment.crumbs import list_crumb
from tenancy import history
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui.actions import Action, Crumb, EmptyState, Tab
from ui.views import ConfirmPage, CreatePage, DetailPage, EditPage, ListPage, ObjectPage

PLANTS = Plant.objects.select_related("site__customer")


def plant_crumbs(*more: Crumb) -> list[Crumb]:
    """Equipment, plants, and on."""
    return [list_crumb(), Crumb(_("Plants"), reverse("plants:list")), *more]


class PlantList(ListPage):
    """Plants: machines that make one system; as a panel those of one customer."""

    table_class = PlantTable
    filterset_class = PlantFilter
    right = Right.EQUIPMENT_VIEW
    title = gettext_lazy("Plants")
    export_name = "plants"
    bulk_actions: ClassVar = [PrintPlantLabels]

    def get_queryset(self) -> QuerySet[Plant]:
        """With the number of their machines."""
        return PLANTS.with_machines_counted().order_by("name", "pk")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the equipment."""
        return [list_crumb()]

    def get_actions(self) -> list[Action]:
        """A new one, of the customer whose panel this is."""
        customer = self.request.GET.get("customer", "")
        address = reverse("plants:create") + (f"?customer={customer}" if customer.isdecimal() else "")
        return [Action(_("New plant"), address, "plus", "primary", Right.EQUIPMENT_EDIT)]

    def get_empty_state(self) -> EmptyState:
        """What plants are for."""
        return EmptyState(
            _("No plant yet"),
            _("A plant gathers the machines that make one system, with its logbook, codes and technicians."),
            "sitemap",
            self.get_actions(),
        )


class PlantCard(DetailPage):
    """A plant's card."""

    queryset = PLANTS
    right = Right.EQUIPMENT_VIEW

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the plants."""
        return plant_crumbs()

    def get_subtitle(self) -> str:
        """Whose it is and where."""
        return " · ".join(part for part in (self.object.customer.name, self.object.site.one_line) if part)

    def get_actions(self) -> list[Action]:
        """What is done with a plant."""
        pk = [self.object.pk]
        return [
            Action(_("Logbook as PDF"), reverse("plants:logbook", args=pk), "file-type-pdf"),
            Action(_("Delete"), reverse("plants:delete", args=pk), "trash", "danger", Right.EQUIPMENT_EDIT),
            Action(_("Edit"), reverse("plants:edit", args=pk), "pencil", "primary", Right.EQUIPMENT_EDIT),
        ]

    def get_tabs(self) -> list[Tab]:
        """The card, the logbook, and who changed what."""
        return [
            Tab("overview", _("Overview"), "id", template="installed_base/plant_overview.html"),
            Tab("logbook", _("Logbook"), "notebook", template="installed_base/plant_logbook.html"),
            Tab(
                "history", _("History"), "history", template="tenancy/history.html", right=Right.HISTORY_VIEW
            ),
        ]

    def tab_overview(self) -> dict[str, Any]:
        """Machines, powers, holder, technicians."""
        plant: Plant = self.object
        on = acting_company().today()
        book = logbook.logbook_of(plant, on)
        machines = [machine for group in book.groups for machine in group.machines]
        return {
            "machines": machines,
            "powers": logbook.powers(machines),
            "holder": book.holder,
            "technicians": [each.technician for each in plant.technicians.select_related("technician")],
            "customer_url": plant.customer.get_absolute_url() if self.may(Right.CUSTOMERS_VIEW) else "",
        }

    def tab_logbook(self) -> dict[str, Any]:
        """The sheets."""
        return {"book": logbook.logbook_of(self.object, acting_company().today())}

    def tab_history(self) -> dict[str, Any]:
        """Changes of the plant, its machines and technicians."""
        under = (history.Under(PlantMachine, "plant"), history.Under(PlantTechnician, "plant"))
        return history.tab(self.request, self.object, *under)


class PlantCreate(CreatePage):
    """A new plant, of the customer named in the address."""

    form_class = PlantForm
    right = Right.EQUIPMENT_EDIT
    title = gettext_lazy("New plant")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the plants."""
        return plant_crumbs()

    def get_initial(self) -> dict[str, Any]:
        """The customer and the site named in the address."""
        return {name: value for name, value in self.request.GET.items() if name in {"customer", "site"}}

    def get_cancel_url(self) -> str:
        """Back to the list."""
        return reverse("plants:list")


class PlantEdit(EditPage):
    """A plant's machines and data."""

    queryset = PLANTS
    form_class = PlantForm
    right = Right.EQUIPMENT_EDIT

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the card."""
        return plant_crumbs(Crumb(str(self.object), self.object.get_absolute_url()))

    def get_title(self) -> str | Promise:
        """What is done."""
        return _("Edit %(name)s") % {"name": self.object}

    def get_initial(self) -> dict[str, Any]:
        """While the form asks for another customer's sites, that customer."""
        customer = self.request.GET.get("customer", "")
        asks = self.request.method == "GET" and customer.isdecimal()
        return {"customer": customer, "site": None} if asks else {}


class PlantDelete(ConfirmPage):
    """Takes a plant apart; its machines stay."""

    queryset = PLANTS
    right = Right.EQUIPMENT_EDIT
    title = gettext_lazy("Delete a plant")
    question = gettext_lazy("Delete this plant?")
    submit_label = gettext_lazy("Delete the plant")
    submit_icon = "trash"
    style = "danger"
    success_message = gettext_lazy("The plant is deleted; its machines stay.")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the card."""
        return plant_crumbs(Crumb(str(self.object), self.object.get_absolute_url()))

    def consequences(self) -> list[str | Promise]:
        """What goes and what stays."""
        return [
            _("Its codes and its list of technicians go; the history keeps them."),
            _("Its machines stay with their services, and count alone for the law."),
        ]

    def confirm(self, form: Any) -> None:
        """Take it apart."""
        planting.take_apart(self.object)

    def get_success_url(self, made: Any) -> str:
        """Back to the list."""
        return reverse("plants:list")


class PlantLogbook(ObjectPage):
    """The logbook as PDF."""

    queryset = PLANTS
    right = Right.EQUIPMENT_VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """To look at in the browser."""
        content = logbook.logbook_pdf(self.object, acting_company().today())
        return HttpResponse(
            content,
            content_type="application/pdf",
            headers={
                "Content-Disposition": f'inline; filename="logbook-{self.object.pk}.pdf"',
                "Cache-Control": "private, no-store",
            },
        )
