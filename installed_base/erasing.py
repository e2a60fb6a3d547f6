"""When a person is erased her machines stay with the site, with their plate and their history and without her."""

from django.utils.translation import gettext_lazy as _

from installed_base.models import (
    AttributeValue,
    DueDate,
    Equipment,
    MaintenanceRule,
    NextVisitNote,
    OutOfService,
    Plant,
    PlantMachine,
    PlantTechnician,
    ServiceDone,
    Stay,
)
from tenancy import erasing

OF_THE_MACHINE = "it belongs to the machine, which stays with the site"


def register() -> None:
    """Say what becomes of the tables of machines."""
    erasing.cleans(Equipment, OF_THE_MACHINE, notes="", excluded_reason="")
    erasing.cleans(Plant, "the plant stays with the site", name=str(_("Plant")), notes="")
    erasing.cleans(OutOfService, OF_THE_MACHINE, reason="")
    erasing.cleans(ServiceDone, OF_THE_MACHINE, note="")
    erasing.deletes(NextVisitNote)
    erasing.deletes(MaintenanceRule, only="customer", note="")
    erasing.leaves(AttributeValue, OF_THE_MACHINE)
    erasing.leaves(DueDate, "it is counted anew each night; she is out of the lists of maintenance")
    erasing.leaves(PlantMachine, OF_THE_MACHINE)
    erasing.leaves(PlantTechnician, "it names the firm's technicians")
    erasing.leaves(Stay, "where a machine stood; it points at the number that stands for her")
