"""A machine comes in: its number, its type where nobody had one like it, and when it is due."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from installed_base import due_dates
from installed_base.models import Equipment, EquipmentType
from installed_base.moving import note_change
from tenancy.acting import acting_company
from tenancy.numbering import reference
from tenancy.search import fold


def take_in(machine: Equipment, new_type: str = "") -> Equipment:
    """Save a machine, new or changed, with its due dates.

    Without a number it gets the next one; ``new_type`` names a type to make.

    Raises ValidationError when its number is taken.
    """
    if new_type:
        machine.type = type_named(new_type)
    before = Equipment.objects.select_related("customer", "site").filter(pk=machine.pk).first()
    if before is None:
        machine.number = reference(Equipment, "A", machine.number)
    try:
        machine.save()
    except IntegrityError as clash:
        if "equipment_number_once" in str(clash):  # somebody typed it in the same moment
            raise ValidationError(_("Another machine has this number.")) from clash
        raise
    if before and (before.customer_id, before.site_id) != (machine.customer_id, machine.site_id):
        note_change(machine, before, acting_company().today())
    due_dates.refresh([machine.pk], acting_company().today())
    return machine


def type_named(name: str) -> EquipmentType:
    """The type of that name, accents and case ignored; made when there is none."""
    for known in EquipmentType.objects.all():
        if fold(known.name) == fold(name):
            return known
    made = EquipmentType.called(name)
    made.save()
    return made
