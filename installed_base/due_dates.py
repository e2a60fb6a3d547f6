"""Due dates of machines, kept as the law and the firm's rules have them: the one place that writes them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from installed_base.due_facts import Known, Rules, known, rules_for
from installed_base.duties.care import care_after
from installed_base.duties.clocks import SETTLED_BY, Clock, DutyRule, Service
from installed_base.duties.facts import Due
from installed_base.duties.legal import legal_dates
from installed_base.models import DueDate, MaintenanceRule
from tenancy.explained import Explained, as_json
from tenancy.inserting import AnyOf, insert_as, integers

AT_ONCE = 5000
ORDER = {clock: place for place, clock in enumerate(Clock)}


@dataclass(frozen=True, slots=True)
class Row:
    """A due date to be stored, with the columns of ``DueDate``."""

    equipment_id: int
    clock: str
    window_from: date
    due_on: date
    leads: bool
    rule: str
    inputs: dict[str, Any]
    done_on: date | None

    def said(self) -> tuple[Any, ...]:
        """What is compared with the stored row."""
        return self.window_from, self.due_on, self.leads, self.rule, self.inputs, self.done_on


def refresh(ids: Sequence[int], on: date) -> int:
    """Bring the due dates of these machines up to what holds on the day; gives how many rows that changed.

    Set-based, and only differences are written. Call it inside the transaction that changed the machine, its type,
    a rule, a service done or a contract.
    """
    changed = 0
    for start in range(0, len(ids), AT_ONCE):
        chunk = list(ids[start : start + AT_ONCE])
        changed += _settle(chunk, wanted(chunk, on))
    return changed


def wanted(ids: Sequence[int], on: date, also: tuple[Service, date] | None = None) -> list[Row]:
    """The due dates these machines have under the rules and the law of the day; nothing is written.

    ``also`` supposes that a service was done on a day.
    """
    machines = known(ids, also)
    rules = rules_for(machines)
    return [row for machine in machines for row in rows_of(machine, rules, on)]


def rows_of(machine: Known, rules: Rules, on: date) -> list[Row]:
    """The due dates of one machine; the earliest leads, and of several on one day the one the firm agreed."""
    dues = legal_dates(machine.facts, on)
    if care := _care(machine, rules):
        dues.append(care)
    if declared := _declared(machine, rules):
        dues.append(declared)
    if not dues:
        return []
    first = min(dues, key=lambda due: (due.due_on, ORDER[due.clock]))
    return [_row(machine, due, leads=due is first) for due in dues]


def _care(machine: Known, rules: Rules) -> Due | None:
    """The care agreed: by the machine's rule, else its contract's, else its customer's, else its type's."""
    own = rules.by_machine.get((machine.pk, False))
    if own is None and (promise := machine.promise):
        given = (("contract", promise.contract), ("opens", promise.opens), ("closes", promise.closes))
        return Due(Clock.CARE, promise.opens, Explained(promise.closes, promise.rule, given))
    for rule, code in (
        (own, DutyRule.CARE_MACHINE),
        (rules.by_customer.get((machine.customer_id, False)), DutyRule.CARE_CUSTOMER),
        (rules.by_type.get((machine.type_id, False)), DutyRule.CARE_TYPE),
    ):
        if rule is not None:
            return care_after(Clock.CARE, code, rule.interval, machine.facts)
    return None


def _declared(machine: Known, rules: Rules) -> Due | None:
    """The maintenance declared in writing; a law's date, so no rule of the firm's own loosens it."""
    rule: MaintenanceRule | None = (
        rules.by_machine.get((machine.pk, True))
        or rules.by_customer.get((machine.customer_id, True))
        or rules.by_type.get((machine.type_id, True))
    )
    if rule is None:
        return None
    declared = ("declared_on", rule.declared_on)
    return care_after(Clock.IT_DECLARED, DutyRule.IT_DECLARED, rule.interval, machine.facts, declared)


def _row(machine: Known, due: Due, *, leads: bool) -> Row:
    days = machine.facts.done.get(SETTLED_BY[due.clock], ())
    return Row(
        equipment_id=machine.pk,
        clock=due.clock.value,
        window_from=due.opens,
        due_on=due.due_on,
        leads=leads,
        rule=due.explained.rule.value,
        inputs=as_json(due.explained.inputs),
        done_on=days[0] if days else None,
    )


def _settle(ids: list[int], rows: Iterable[Row]) -> int:
    """Make what is stored of these machines what is wanted; gives how many rows were written, changed or deleted."""
    missing = {(row.equipment_id, row.clock): row for row in rows}
    stale: list[tuple[int, Row]] = []
    gone: list[int] = []
    columns = ("pk", "equipment_id", "clock", "window_from", "due_on", "leads", "rule", "inputs", "done_on")
    for pk, machine, clock, *said in (
        DueDate.objects.filter(AnyOf("equipment_id", ids)).order_by().values_list(*columns)
    ):
        row = missing.pop((machine, clock), None)
        if row is None:
            gone.append(pk)
        elif tuple(said) != row.said():
            stale.append((pk, row))
    if gone:
        DueDate.objects.filter(AnyOf("pk", gone)).delete()
    _change(stale)
    if missing:
        insert_as(DueDate, list(missing.values()), once=True)
    return len(gone) + len(stale) + len(missing)


def _change(stale: list[tuple[int, Row]]) -> None:
    if not stale:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE installed_base_duedate d SET window_from = v.opens, due_on = v.due, leads = v.leads, "
            "rule = v.rule, inputs = v.inputs, done_on = v.done FROM unnest(%s::bigint[], %s::date[], %s::date[], "
            "%s::boolean[], %s::text[], %s::jsonb[], %s::date[]) AS v(id, opens, due, leads, rule, inputs, done) "
            "WHERE d.id = v.id",
            [
                integers([pk for pk, _row in stale]),
                [row.window_from for _pk, row in stale],
                [row.due_on for _pk, row in stale],
                [row.leads for _pk, row in stale],
                [row.rule for _pk, row in stale],
                [json.dumps(row.inputs) for _pk, row in stale],
                [row.done_on for _pk, row in stale],
            ],
        )
