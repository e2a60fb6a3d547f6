"""Due dates follow what they depend on: at once for some machines, by a job for many, and every night for all."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from django.db.models import QuerySet

from customers.models import Customer
from installed_base import due_dates
from installed_base.models import Equipment, EquipmentType, MaintenanceRule
from tenancy.acting import acting_company, acting_for
from tenancy.chunks import in_chunks
from tenancy.models import Company
from tenancy.night import Work

AT_ONCE = 2000
STEP = "due"


def of_type(kind: EquipmentType) -> bool:
    """After a change of a type; false when a job does it because its machines are many."""
    return _some(Equipment.objects.filter(type=kind), "type", kind.pk)


def of_customer(customer: Customer) -> bool:
    """After a change of what holds for all machines of a customer."""
    return _some(Equipment.objects.filter(customer=customer), "customer", customer.pk)


def of_rule(rule: MaintenanceRule) -> bool:
    """After a rule came, changed or went."""
    if rule.equipment_id is not None:
        due_dates.refresh([rule.equipment_id], acting_company().today())
        return True
    if rule.customer is not None:
        return of_customer(rule.customer)
    assert rule.type is not None  # noqa: S101 - a rule has one scope
    return of_type(rule.type)


def machines(scope: str, scope_id: int) -> list[int]:
    """The machines in service of a type or customer."""
    found = Equipment.objects.installed().filter(**{scope: scope_id}).order_by("pk")
    return list(found.values_list("pk", flat=True))


def in_background(company: Company, ids: Sequence[int], on: date, source: str) -> None:
    """Refresh many machines outside a request, a transaction a chunk."""
    in_chunks(company, ids, partial(_chunk, on=on), source=source, size=due_dates.AT_ONCE)


def every_night(work: Work) -> None:
    """The night's step: whatever moved a date without saying so is found here."""
    with acting_for(work.company, source=work.source):
        ids = sorted(Equipment.objects.order_by().values_list("pk", flat=True))
    changed: list[int] = []

    def refresh_chunk(chunk: Sequence[int]) -> None:
        changed.append(due_dates.refresh(chunk, work.on))

    def after(behind: int) -> None:
        work.progress(STEP, behind, len(ids))

    failures = in_chunks(
        work.company, ids, refresh_chunk, source=work.source, after=after, size=due_dates.AT_ONCE
    )
    work.count("moved", sum(changed))
    for failed in failures:
        work.fail("equipment", failed.row_id, str(failed.row_id), failed.reason)


def _chunk(ids: Sequence[int], on: date) -> None:
    due_dates.refresh(ids, on)


def _some(rows: QuerySet[Equipment], scope: str, scope_id: int) -> bool:
    from installed_base.tasks import refresh_due_dates

    ids = list(rows.order_by("pk").values_list("pk", flat=True)[: AT_ONCE + 1])
    company = acting_company()
    if len(ids) <= AT_ONCE:
        due_dates.refresh(ids, company.today())
        return True
    refresh_due_dates.send(company, scope=scope, scope_id=scope_id)
    return False
