"""A plant is put together or taken apart: its machines, its technicians, and the dates that follow its power."""

from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from installed_base import due_dates
from installed_base.models import Equipment, Plant, PlantMachine, PlantTechnician
from tenancy.acting import acting_company
from tenancy.models import Technician


def taken(machines: Iterable[Equipment], *, but: int | None) -> Iterator[tuple[Equipment, Plant]]:
    """Those of the machines that belong to another plant, with it."""
    places = PlantMachine.objects.filter(equipment__in=[machine.pk for machine in machines])
    for place in places.exclude(plant=but).select_related("plant", "equipment__type"):
        yield place.equipment, place.plant


def put_together(plant: Plant, machines: Iterable[Equipment], people: Iterable[Technician]) -> Plant:
    """Save a plant with exactly these machines and technicians; due dates of machines that come or go follow.

    Raises ValidationError when somebody put one of the machines elsewhere in the same moment.
    """
    plant.save()
    before = set(plant.places.values_list("equipment_id", flat=True))
    now = {machine.pk for machine in machines}
    plant.places.exclude(equipment__in=now).delete()
    try:
        PlantMachine.objects.bulk_create(
            PlantMachine(plant=plant, equipment_id=pk) for pk in sorted(now - before)
        )
    except IntegrityError as clash:
        if "machine_in_one_plant" not in str(clash):
            raise
        raise ValidationError(_("One of the machines belongs to another plant by now.")) from clash
    allowed = {technician.pk for technician in people}
    held = set(plant.technicians.values_list("technician_id", flat=True))
    plant.technicians.exclude(technician__in=allowed).delete()
    PlantTechnician.objects.bulk_create(
        PlantTechnician(plant=plant, technician_id=pk) for pk in sorted(allowed - held)
    )
    due_dates.refresh(sorted(before | now), acting_company().today())
    return plant


def take_apart(plant: Plant) -> None:
    """Delete a plant; its machines stay where they are and count alone."""
    machines = sorted(plant.places.values_list("equipment_id", flat=True))
    plant.delete()
    due_dates.refresh(machines, acting_company().today())
