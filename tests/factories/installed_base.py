from datetime import date

import factory
from factory.django import DjangoModelFactory

from installed_base.duties.clocks import Clock, DutyRule
from installed_base.models import DueDate, Equipment, EquipmentType, MaintenanceRule, ServiceDone
from tests.factories.customers import CustomerFactory


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
