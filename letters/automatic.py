"""Letters the company lets the night write by itself, for what happened since the day it chose so."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from contracts.models import BillingPeriod, Contract, OwedVisit, Refusal, Revision
from letters import emailing
from letters.matters import reference_of
from letters.models import Automatic, Kind, Occasion
from letters.models.occasion import EVENT_OF
from letters.occasions import contract_of, raise_all, write_all
from tenancy.acting import acting_for
from tenancy.night import Work

STEP = "other_letters"
CHUNK = 20  # letters a transaction
OVERDUE = timedelta(days=15)  # a reminder is written once the fee is so late
AHEAD = timedelta(days=15)  # a visit is announced so long before its window opens


def events(kind: str, since: date, on: date) -> Any:
    """What happened from ``since`` to ``on`` and wants a letter of the kind, without an occasion yet."""
    name = EVENT_OF.get(Kind(kind), "contract")
    told = Occasion.objects.filter(kind=kind, **{name: OuterRef("pk")})
    return EVENTS[kind](since, on).exclude(Exists(told)).order_by("pk")


def _visits(since: date, on: date) -> Any:
    rows = OwedVisit.objects.open().filter(
        window_starts_on__gte=since, window_starts_on__lte=on + AHEAD, window_ends_on__gt=on
    )
    return rows.filter(contract__ended_on=None).select_related("contract__customer", "line")


def _signed(since: date, on: date) -> Any:
    rows = Contract.objects.signed().filter(signed_on__gte=since, signed_on__lte=on, ended_on=None)
    return rows.select_related("customer")


def _prices(since: date, on: date) -> Any:
    rows = Revision.objects.standing().filter(prepared_at__date__gte=since, effective_on__gt=on)
    return rows.exclude(new_fee=F("old_fee")).select_related("contract__customer")


def _late(since: date, on: date) -> Any:
    rows = BillingPeriod.objects.due(on - OVERDUE).filter(due_on__gte=since, amount__gt=0)
    return rows.select_related("contract__customer")


def _ended(since: date, on: date) -> Any:
    over = Q(ended_on__gte=since, ended_on__lte=on + timedelta(days=1))
    return Contract.objects.signed().filter(over).select_related("customer")


def _refused(since: date, on: date) -> Any:
    rows = Refusal.objects.filter(withdrawn_on=None, received_on__gte=since, received_on__lte=on)
    return rows.select_related("contract__customer")


EVENTS: dict[str, Callable[[date, date], Any]] = {
    Kind.VISIT: _visits,
    Kind.WELCOME: _signed,
    Kind.PRICE_CHANGE: _prices,
    Kind.REMINDER: _late,
    Kind.CONTRACT_END: _ended,
    Kind.REFUSAL_RECEIPT: _refused,
}


def write_what_happened(work: Work) -> None:
    """The night's step: letters of the kinds chosen; by e-mail where they can, the others wait for the printer."""
    with acting_for(work.company, source=work.source):
        found = [
            (each.kind, event)
            for each in Automatic.objects.all()
            for event in work.about(events(each.kind, each.since, work.on), _contract_path(each.kind))
        ]
        work.count("written", len(found))
        for kind, event in found:
            work.tell("written", contract_of(event).number, letter=Kind(kind).label)
    if not work.writes:
        return
    for kind in dict.fromkeys(kind for kind, _event in found):
        for some in _chunks([event for each, event in found if each == kind]):
            _write(work, kind, some)


def _write(work: Work, kind: str, some: list[Any]) -> None:
    with acting_for(work.company, source=work.source):
        raised = raise_all(kind, some)
        waiting = Occasion.objects.unwritten().filter(pk__in=[each.pk for each in raised])
        occasions = list(waiting.select_related("contract__customer"))
        written = write_all(occasions, work.on)
        emailing.queue_all(
            [
                (each, letter)
                for each in occasions
                if (letter := written.letters.get(each.pk)) and not emailing.stands_against(each)
            ]
        )
        for occasion in occasions:
            if reason := written.refused.get(occasion.pk):
                work.fail("contract", occasion.contract_id, reference_of(occasion), reason)


def _contract_path(kind: str) -> str:
    return "pk" if kind not in EVENT_OF else "contract"


def _chunks(rows: list[Any]) -> Iterable[list[Any]]:
    return (rows[first : first + CHUNK] for first in range(0, len(rows), CHUNK))
