"""What contracts tell the due dates of machines: the visits made, the next one owed, and those that care settles."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Max, Q

from contracts.dates import visits
from contracts.models import Contract, Line, LineEquipment, OwedVisit, RenewalKind
from contracts.rules import term_rule, visit_rule
from contracts.visiting import close_visits
from installed_base.duties.clocks import DutyRule, Service
from installed_base.models import Equipment, ServiceDone
from installed_base.promises import Promise
from tenancy.alerts import look_again
from tenancy.inserting import AnyOf
from tenancy.months import ONE_DAY

#: the alerts that a visit made may end
VISIT_ALERTS = ("visit_unplanned", "visit_before_end")


def visits_made(ids: Sequence[int]) -> dict[int, date]:
    """The day of the last visit made to each machine."""
    made = (
        LineEquipment.objects.filter(AnyOf("equipment_id", ids), line__owed_visits__done_on__isnull=False)
        .order_by()
        .values_list("equipment_id")
        .annotate(last=Max("line__owed_visits__done_on"))
    )
    return dict(made)


def visits_owed(ids: Sequence[int], cared: Mapping[int, date]) -> dict[int, Promise]:
    """The first visit owed to each machine that its care of the days given has not settled.

    Where nothing is open in the running term of a contract that renews by itself, the first visit of the next one.
    """
    found = _open(ids, cared)
    found.update(_of_next_term([pk for pk in ids if pk not in found]))
    return found


def _open(ids: Sequence[int], cared: Mapping[int, date]) -> dict[int, Promise]:
    rows = (
        OwedVisit.objects.open()
        .filter(AnyOf("line__machines__equipment_id", ids), contract__ended_on=None)
        .order_by("window_ends_on", "pk")
        .values_list(
            *("line__machines__equipment_id", "slice_starts_on", "window_starts_on", "window_ends_on"),
            "contract__number",
        )
    )
    found: dict[int, Promise] = {}
    for machine, begins, opens, closes, number in rows:
        if machine not in found and (machine not in cared or cared[machine] < begins):
            found[machine] = Promise(opens, closes, number)
    return found


def _of_next_term(ids: Sequence[int]) -> dict[int, Promise]:
    """By the machine's id, from the rules of its contract; one query."""
    lines = (
        LineEquipment.objects.filter(AnyOf("equipment_id", ids), line__visits_per_year__gt=0)
        .filter(line__contract__ended_on=None, line__contract__ends_after=None)
        .filter(line__contract__runs_until__isnull=False, line__contract__renewal=RenewalKind.TACIT)
        .select_related("line__contract")
        .order_by("pk")
    )
    found: dict[int, Promise] = {}
    for place in lines:
        promise = _first_of_next(place.line.contract, place.line)
        known = found.get(place.equipment_id)
        if promise and (known is None or promise.closes < known.closes):
            found[place.equipment_id] = promise
    return found


def _first_of_next(contract: Contract, line: Line) -> Promise | None:
    assert contract.runs_until is not None  # noqa: S101 - only signed contracts are asked
    begins = contract.runs_until + ONE_DAY
    if line.ends_on is not None and line.ends_on < begins:
        return None
    rule = term_rule(contract)
    number = rule.number_on(begins)
    if number is None:
        return None
    for visit in visits.visits(rule, rule.term(number), visit_rule(line), line.starts_on, line.ends_on):
        return Promise(visit.starts, visit.ends, contract.number, DutyRule.CARE_CONTRACT_NEXT)
    return None


def settle_visits(ids: Sequence[int], on: date) -> None:
    """Close the open visits whose slice had begun on the day, once all machines of their line were cared for since."""
    open_visits = list(
        OwedVisit.objects.open()
        .filter(
            line__in=LineEquipment.objects.filter(AnyOf("equipment_id", ids)).values("line"),
            slice_starts_on__lte=on,
            contract__ended_on=None,
        )
        .order_by("pk")
    )
    if not open_visits:
        return
    machines: dict[int, set[int]] = {}
    lines = {visit.line_id for visit in open_visits}
    in_service = Q(equipment__in=Equipment.objects.installed())
    for line, machine in LineEquipment.objects.filter(in_service, line__in=lines).values_list(
        "line_id", "equipment_id"
    ):
        machines.setdefault(line, set()).add(machine)
    everyone = sorted(set().union(*machines.values())) if machines else []
    cared: dict[int, date] = dict(
        ServiceDone.objects.filter(AnyOf("equipment_id", everyone), what=Service.CARE.value, on__lte=on)
        .order_by()
        .values_list("equipment_id")
        .annotate(last=Max("on"))
    )
    made = []
    for visit in open_visits:
        days = [cared.get(machine) for machine in machines.get(visit.line_id, ())]
        if days and all(day is not None and day >= visit.slice_starts_on for day in days):
            made.append(visit.pk)
    close_visits(made, on=on, by=OwedVisit.Done.OFFICE)
    look_again(VISIT_ALERTS, {visit.contract_id for visit in open_visits}, on)


def machines_of(contracts: Sequence[int]) -> list[int]:
    """The machines on the lines of some contracts."""
    rows = LineEquipment.objects.filter(AnyOf("line__contract_id", contracts)).order_by("equipment_id")
    return list(rows.values_list("equipment_id", flat=True).distinct())
