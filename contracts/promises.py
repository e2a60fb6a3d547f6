"""What contracts tell the due dates of machines: the visits made, the next one owed, and those that care settles."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.db.models import Max, Q

from contracts.cadence import Counting
from contracts.dates import visits
from contracts.dates.cadence import Slot, counted
from contracts.models import Contract, Line, LineEquipment, OwedVisit, RenewalKind, VisitCadence
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
    found.update(_of_next_term([pk for pk in ids if pk not in found], cared))
    return found


def _open(ids: Sequence[int], cared: Mapping[int, date]) -> dict[int, Promise]:
    rows = (
        OwedVisit.objects.open()
        .filter(AnyOf("line__machines__equipment_id", ids), contract__ended_on=None)
        .order_by("window_ends_on", "pk")
        .values_list(
            *("line__machines__equipment_id", "slice_starts_on", "window_starts_on", "window_ends_on"),
            *("contract__number", "contract__visit_cadence"),
        )
    )
    found: dict[int, Promise] = {}
    anew: set[int] = set()
    for machine, begins, opens, closes, number, cadence in rows:
        if cadence == VisitCadence.DONE:
            anew.add(machine)
        elif machine not in found and (machine not in cared or cared[machine] < begins):
            found[machine] = Promise(opens, closes, number)
    for machine, place, counting in _counted_lines(sorted(anew)):
        promise = _first_counted(place.line, counting, cared.get(machine))
        known = found.get(machine)
        if promise and (known is None or promise.closes < known.closes):
            found[machine] = promise
    return found


def _counted_lines(ids: Sequence[int]) -> Iterator[tuple[int, LineEquipment, Counting]]:
    """The machines on lines whose next visit is counted from the last; a constant number of queries, or none."""
    if not ids:
        return
    places = list(
        LineEquipment.objects.filter(AnyOf("equipment_id", ids), line__contract__ended_on=None)
        .filter(line__contract__visit_cadence=VisitCadence.DONE)
        .select_related("line__contract")
        .order_by("pk")
    )
    counting = Counting({place.line.contract_id: place.line.contract for place in places}.values())
    for place in places:
        yield place.equipment_id, place, counting


def _first_counted(line: Line, counting: Counting, cared: date | None) -> Promise | None:
    """The first open visit of a line, once care of a day has settled the one it was for."""
    visits = [visit for visit in counting.open.get(counting.root(line.pk), ()) if visit.line_id == line.pk]
    number = line.contract.number
    if settled := settled_by(line, counting, cared):
        assert cared is not None  # noqa: S101 - nothing is settled without it
        visits = visits[1:]
        made = counting.after(line.pk, cared, settled.slice_ends_on)
        moved = {each.visit.pk: each.window for each in counting.windows_after(made, visits)}
    else:
        moved = {}
    windows = [
        (moved[visit.pk].ends, moved[visit.pk].starts)
        if visit.pk in moved
        else (visit.window_ends_on, visit.window_starts_on)
        for visit in visits
    ]
    return Promise(min(windows)[1], min(windows)[0], number) if windows else None


def settled_by(line: Line, counting: Counting, cared: date | None) -> OwedVisit | None:
    """The open visit that care of a day was: the first whose slice had begun, where none was made since.

    One care is one visit: where the next is counted from it, a late one never settles two.
    """
    made = counting.made.get(counting.root(line.pk))
    if cared is None or (made is not None and cared <= made.on):
        return None
    first = next((v for v in counting.open.get(counting.root(line.pk), ()) if v.line_id == line.pk), None)
    return first if first is not None and first.slice_starts_on <= cared else None


def _of_next_term(ids: Sequence[int], cared: Mapping[int, date]) -> dict[int, Promise]:
    """By the machine's id, from the rules of its contract; a constant number of queries."""
    lines = (
        LineEquipment.objects.filter(AnyOf("equipment_id", ids), line__visits_per_year__gt=0)
        .filter(line__contract__ended_on=None, line__contract__ends_after=None)
        .filter(line__contract__runs_until__isnull=False, line__contract__renewal=RenewalKind.TACIT)
        .select_related("line__contract")
        .order_by("pk")
    )
    counting = Counting({place.line.contract_id: place.line.contract for place in lines}.values())
    found: dict[int, Promise] = {}
    for place in lines:
        promise = _first_of_next(place.line.contract, place.line, counting, cared.get(place.equipment_id))
        known = found.get(place.equipment_id)
        if promise and (known is None or promise.closes < known.closes):
            found[place.equipment_id] = promise
    return found


def _first_of_next(contract: Contract, line: Line, counting: Counting, cared: date | None) -> Promise | None:
    assert contract.runs_until is not None  # noqa: S101 - only signed contracts are asked
    begins = contract.runs_until + ONE_DAY
    if line.ends_on is not None and line.ends_on < begins:
        return None
    rule = term_rule(contract)
    number = rule.number_on(begins)
    if number is None:
        return None
    term = rule.term(number)
    for visit in visits.visits(rule, term, visit_rule(line), line.starts_on, line.ends_on):
        made = counting.made.get(counting.root(line.pk))
        if settled := settled_by(line, counting, cared):
            made = counting.after(line.pk, cared, settled.slice_ends_on)  # type: ignore[arg-type]
        slot = Slot(visit.slice_starts, visit.slice_ends, term.starts, term.ends, not rule.exists(number + 1))
        window = counted(made, [slot])[0] if made else None
        starts, ends = (window.starts, window.ends) if window else (visit.starts, visit.ends)
        return Promise(starts, ends, contract.number, DutyRule.CARE_CONTRACT_NEXT)
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
        .select_related("contract", "line__contract")
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
    counting = Counting({visit.contract_id: visit.contract for visit in open_visits}.values())
    made = []
    for visit in open_visits:
        if visit.contract_id in counting.contracts:
            last = min(
                (cared.get(machine, date.min) for machine in machines.get(visit.line_id, ())), default=None
            )
            settled = settled_by(visit.line, counting, last)
            if settled is not None and settled.pk == visit.pk:
                made.append(visit.pk)
            continue
        days = [cared.get(machine) for machine in machines.get(visit.line_id, ())]
        if days and all(day is not None and day >= visit.slice_starts_on for day in days):
            made.append(visit.pk)
    close_visits(made, on=on, by=OwedVisit.Done.OFFICE)
    look_again(VISIT_ALERTS, {visit.contract_id for visit in open_visits}, on)


def machines_of(contracts: Sequence[int]) -> list[int]:
    """The machines on the lines of some contracts."""
    rows = LineEquipment.objects.filter(AnyOf("line__contract_id", contracts)).order_by("equipment_id")
    return list(rows.values_list("equipment_id", flat=True).distinct())
