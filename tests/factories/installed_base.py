import factory
from factory.django import DjangoModelFactory

from installed_base.models import Equipment, EquipmentType
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
