"""Machines go out of service and come back: a dated row tells why and by whom, the machine's own column since when."""

from collections.abc import Sequence
from datetime import date

from installed_base import due_dates
from installed_base.models import Equipment, OutOfService
from tenancy.acting import acting, acting_company


def take_out(machine: Equipment, on: date, reason: str = "", replaced_by: Equipment | None = None) -> None:
    """Take a machine out of service as of a day; its history stays. Nothing happens to one that is out already."""
    take_out_all([machine], on, reason, replaced_by)
    machine.refresh_from_db(fields=["removed_on"])


def take_out_all(
    machines: Sequence[Equipment], on: date, reason: str = "", replaced_by: Equipment | None = None
) -> int:
    """Take several out of service; gives how many went. Those that are out already stay as they are."""
    ids = list(
        Equipment.objects.select_for_update()
        .filter(pk__in=[machine.pk for machine in machines], removed_on=None)
        .values_list("pk", flat=True)
    )
    OutOfService.objects.bulk_create(
        OutOfService(machine_id=pk, since=on, reason=reason, replaced_by=replaced_by, said_by=acting().actor)
        for pk in ids
    )
    gone = Equipment.objects.filter(pk__in=ids).update(removed_on=on)
    due_dates.refresh(ids, acting_company().today())
    return gone


def put_back(machine: Equipment, on: date) -> None:
    """Put a machine into service again as of a day."""
    for outage in OutOfService.objects.filter(machine=machine, ended_on=None):
        outage.ended_on, outage.ended_by = max(on, outage.since), acting().actor
        outage.save(update_fields=["ended_on", "ended_by"])
    machine.removed_on = None
    machine.save(update_fields=["removed_on", "updated_at"])
    due_dates.refresh([machine.pk], on)
