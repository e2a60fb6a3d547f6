"""What search shows of machines."""

from installed_base.badges import badges_of
from installed_base.models import Equipment
from tenancy.acting import acting_company
from tenancy.search import Hit, in_order


def hits(ids: list[int]) -> list[Hit]:
    """The machines found, in the order of ``ids``: what each is, its serial number and whose it is."""
    found = Equipment.objects.filter(pk__in=ids).select_related("customer", "type")
    return [_hit(machine) for machine in in_order(ids, found)]


def _hit(machine: Equipment) -> Hit:
    told = (machine.number, str(machine.type), machine.serial, machine.customer.name)
    marks = tuple(badges_of(machine, acting_company().today()))
    return Hit(machine.name, " · ".join(part for part in told if part), machine.get_absolute_url(), marks)
