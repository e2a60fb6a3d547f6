"""A service was done: it is recorded, owed visits it settles are closed, and the due dates of the machines move."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from installed_base import due_dates, promises
from installed_base.duties.clocks import SETTLED_BY, Clock, Service
from installed_base.models import DueDate, ServiceDone
from tenancy.inserting import AnyOf
from tenancy.models import Technician, User


@dataclass(frozen=True, slots=True)
class Move:
    """One clock of a machine before and after; a day is None where the clock does not run."""

    clock: Clock
    before: date | None
    after: date | None

    @property
    def moves(self) -> bool:
        """Whether the day changes."""
        return self.before != self.after


def moves(ids: Sequence[int], what: Service, on: date, today: date) -> dict[int, list[Move]]:
    """What a service done on a day would do to the due dates of machines; nothing is written."""
    before: dict[int, dict[str, date]] = defaultdict(dict)
    for machine, clock, day in DueDate.objects.filter(AnyOf("equipment_id", ids)).values_list(
        "equipment_id", "clock", "due_on"
    ):
        before[machine][clock] = day
    after: dict[int, dict[str, date]] = defaultdict(dict)
    for row in due_dates.wanted(ids, today, (what, on)):
        after[row.equipment_id][row.clock] = row.due_on
    return {
        machine: [
            Move(clock, before[machine].get(clock.value), after[machine].get(clock.value))
            for clock in Clock
            if SETTLED_BY[clock] is what and (clock.value in before[machine] or clock.value in after[machine])
        ]
        for machine in ids
    }


def already(ids: Sequence[int], what: Service, on: date) -> set[int]:
    """The machines of which the same service is recorded for that day."""
    rows = ServiceDone.objects.filter(AnyOf("equipment_id", ids), what=what.value, on=on)
    return set(rows.values_list("equipment_id", flat=True))


def record(
    ids: Iterable[int],
    what: Service,
    on: date,
    today: date,
    *,
    technician: Technician | None = None,
    done_by: str = "",
    note: str = "",
    by: User | None = None,
    source: str = ServiceDone.Source.OFFICE,
) -> int:
    """Record a service of some machines on a day; gives how many were new. What is recorded already stays as it is."""
    known = already(list(ids), what, on)
    new = [pk for pk in ids if pk not in known]
    try:
        with transaction.atomic():
            ServiceDone.objects.bulk_create(
                ServiceDone(
                    equipment_id=pk,
                    on=on,
                    what=what.value,
                    technician=technician,
                    done_by=done_by,
                    note=note,
                    recorded_by=by,
                    source=source,
                )
                for pk in new
            )
    except IntegrityError as clash:
        if "service_once_a_day" not in str(clash):
            raise
        return 0  # somebody recorded the same in the same moment
    if what is Service.CARE:
        promises.settle(new, on)
    due_dates.refresh(new, today)
    return len(new)


def forget(service: ServiceDone, today: date) -> None:
    """Take a service recorded by mistake away; the due dates move back. Visits it closed stay closed."""
    machine = service.equipment_id
    service.delete()
    due_dates.refresh([machine], today)
