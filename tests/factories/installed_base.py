from datetime import date

import factory
from factory.django import DjangoModelFactory

from installed_base.duties.clocks import Clock, DutyRule
from installed_base.models import (
    Attribute,
    AttributeValue,
    ChecklistItem,
    DueDate,
    Equipment,
    EquipmentType,
    MaintenanceRule,
    NextVisitNote,
    OutOfService,
    Plant,
    PlantMachine,
    PlantTechnician,
    ServiceDone,
    Stay,
)
from tests.factories.customers import CustomerFactory, SiteFactory
from tests.factories.tenancy import TechnicianFactory


class EquipmentTypeFactory(DjangoModelFactory[EquipmentType]):
    """Gas boilers; one row however often asked."""

    class Meta:
        model = EquipmentType
        django_get_or_create = ("name",)

    name = "Gas boiler"


class EquipmentFactory(DjangoModelFactory[Equipment]):
    """A boiler."""

    class Meta:
        model = Equipment

    number = factory.Sequence(lambda n: f"A{n:05}")
    customer = factory.SubFactory(CustomerFactory)
    type = factory.SubFactory(EquipmentTypeFactory)
    brand = "Frisquet"
    model = "Hydroconfort 25"
    serial = factory.Sequence(lambda n: f"SN{n:08}")


class RuleFactory(DjangoModelFactory[MaintenanceRule]):
    """Every year, for one machine."""

    class Meta:
        model = MaintenanceRule

    equipment = factory.SubFactory(EquipmentFactory)
    months = 12


class ServiceDoneFactory(DjangoModelFactory[ServiceDone]):
    """Maintained in March."""

    class Meta:
        model = ServiceDone

    equipment = factory.SubFactory(EquipmentFactory)
    on = date(2026, 3, 10)


class DueDateFactory(DjangoModelFactory[DueDate]):
    """A boiler's legal date."""

    class Meta:
        model = DueDate

    equipment = factory.SubFactory(EquipmentFactory)
    clock = Clock.FR_BOILER.value
    window_from = date(2027, 1, 1)
    due_on = date(2027, 12, 31)
    leads = True
    rule = DutyRule.FR_BOILER.value
    inputs = {"power": None, "basis": "done", "since": {"day": "2026-03-10"}}
    done_on = date(2026, 3, 10)


class StayFactory(DjangoModelFactory[Stay]):
    """Where the boiler stood before."""

    class Meta:
        model = Stay

    machine = factory.SubFactory(EquipmentFactory)
    customer = factory.SubFactory(CustomerFactory)
    site = factory.SubFactory(SiteFactory)
    place = "3, rue Haute, 71000 Mâcon"
    until = date(2024, 3, 1)


class OutOfServiceFactory(DjangoModelFactory[OutOfService]):
    """A boiler that broke."""

    class Meta:
        model = OutOfService

    machine = factory.SubFactory(EquipmentFactory)
    since = date(2025, 5, 4)


class NextVisitNoteFactory(DjangoModelFactory[NextVisitNote]):
    """A vessel to bring."""

    class Meta:
        model = NextVisitNote

    machine = factory.SubFactory(EquipmentFactory)
    text = "Bring an expansion vessel"
    asked_on = date(2026, 1, 5)


class AttributeFactory(DjangoModelFactory[Attribute]):
    """What kind of burner."""

    class Meta:
        model = Attribute

    type = factory.SubFactory(EquipmentTypeFactory)
    name = "Burner"


class AttributeValueFactory(DjangoModelFactory[AttributeValue]):
    """Its burner."""

    class Meta:
        model = AttributeValue

    machine = factory.SubFactory(EquipmentFactory)
    attribute = factory.SubFactory(AttributeFactory)
    text = "Low NOx"


class ChecklistItemFactory(DjangoModelFactory[ChecklistItem]):
    """The exchanger is clean."""

    class Meta:
        model = ChecklistItem

    type = factory.SubFactory(EquipmentTypeFactory)
    text = "Heat exchanger cleaned"


class PlantFactory(DjangoModelFactory[Plant]):
    """The boiler room."""

    class Meta:
        model = Plant

    name = factory.Sequence(lambda n: f"Boiler room {n}")
    site = factory.SubFactory(SiteFactory)


class PlantMachineFactory(DjangoModelFactory[PlantMachine]):
    """Its boiler."""

    class Meta:
        model = PlantMachine

    plant = factory.SubFactory(PlantFactory)
    equipment = factory.SubFactory(EquipmentFactory)


class PlantTechnicianFactory(DjangoModelFactory[PlantTechnician]):
    """Who may go there."""

    class Meta:
        model = PlantTechnician

    plant = factory.SubFactory(PlantFactory)
    technician = factory.SubFactory(TechnicianFactory)
