"""Prepaid hours and points: credited when a term begins, used, reversed, lapsed or carried over at the renewal."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from contracts.models import Allowance, AllowanceEntry, Contract, Term
from tenancy.acting import acting_for
from tenancy.inserting import AnyOf
from tenancy.models import User
from tenancy.months import ONE_DAY
from tenancy.night import Work

Kind = AllowanceEntry.Kind
LOW = Decimal("0.10")  # of what a term brings


class CannotUse(Exception):
    """Too little is left; ``args[0]`` is how much."""


class AlreadyReversed(Exception):
    """The movement was reversed before, or cannot be."""


def uncredited(on: date) -> QuerySet[Term]:
    """Terms that have begun, of contracts with an allowance, that brought nothing yet."""
    credited = AllowanceEntry.objects.filter(term_key=OuterRef("pk"), kind=Kind.CREDIT)
    return (
        Term.objects.filter(contract__allowances__isnull=False, starts_on__lte=on)
        .exclude(Exists(credited.order_by()))
        .order_by("contract_id", "number")
    )


def credit_begun(work: Work) -> None:
    """The night's step: each term that has begun brings its hours or points; what was left lapses or stays."""
    with acting_for(work.company, source=work.source):
        contracts = list(
            uncredited(work.on).order_by("contract_id").values_list("contract_id", flat=True).distinct()
        )
        work.count("credited", credit(contracts, work.on))


def credit(contracts: Sequence[int], on: date, by: User | None = None) -> int:
    """Credit the begun terms of some contracts, one after the other; gives how many."""
    allowances = {
        row.contract_id: row
        for row in Allowance.objects.filter(AnyOf("contract_id", contracts)).select_for_update(of=("self",))
    }
    count = 0
    for term in uncredited(on).filter(AnyOf("contract_id", list(allowances))):
        allowance = allowances[term.contract_id]
        what = {"allowance": allowance, "term_number": term.number, "term_key": term.pk, "made_by": by}
        if allowance.at_renewal == Allowance.AtRenewal.LAPSE and allowance.balance > 0:
            AllowanceEntry.objects.create(
                kind=Kind.LAPSE, on=term.starts_on - ONE_DAY, quantity=-allowance.balance, **what
            )
            allowance.balance = Decimal("0.00")
        AllowanceEntry.objects.create(
            kind=Kind.CREDIT, on=term.starts_on, quantity=allowance.per_term, **what
        )
        allowance.balance += allowance.per_term
        count += 1
    return count


def use(allowance: Allowance, quantity: Decimal, *, on: date, reason: str, by: User | None) -> AllowanceEntry:
    """Use some of it on a day. Raises ``CannotUse`` when too little is left and it may not be overdrawn."""
    allowance = Allowance.objects.select_for_update(of=("self",)).get(pk=allowance.pk)
    if quantity > allowance.balance and not allowance.may_go_negative:
        raise CannotUse(allowance.balance)
    return AllowanceEntry.objects.create(
        allowance=allowance, kind=Kind.USE, on=on, quantity=-quantity, reason=reason, made_by=by
    )


def reverse(entry: AllowanceEntry, *, on: date, reason: str, by: User | None) -> AllowanceEntry:
    """Take a use back by a movement of its own. Raises ``AlreadyReversed``."""
    Allowance.objects.select_for_update(of=("self",)).get(pk=entry.allowance_id)
    if entry.kind != Kind.USE or entry.reversals.exists():
        raise AlreadyReversed(str(entry))
    return _reversal(entry, on, reason, by)


def brought_by(term: Term) -> list[AllowanceEntry]:
    """What a term brought or let lapse, unless it was taken back."""
    return list(AllowanceEntry.objects.filter(term_key=term.pk, reversals=None).order_by("pk"))


def can_take_back(term: Term) -> bool:
    """Whether what a term brought is still there."""
    rows = brought_by(term)
    if not rows:
        return True
    allowance = Allowance.objects.get(pk=rows[0].allowance_id)
    return allowance.may_go_negative or allowance.balance >= sum(row.quantity for row in rows)


def take_back(term: Term, *, on: date, reason: str, by: User | None) -> None:
    """Reverse what a term brought, when its renewal is undone: what had lapsed is there again first."""
    for row in brought_by(term):
        _reversal(row, on, reason, by)


def movements(allowance: Allowance) -> dict[str, Any]:
    """The ledger, the latest first, each with ``is_reversed``; and how much was used, uses taken back left out."""
    rows = list(allowance.entries.select_related("made_by", "reverses").order_by("-on", "-pk"))
    reversed_ones = {row.reverses_id for row in rows}
    used = Decimal("0.00")
    for row in rows:
        row.is_reversed = row.pk in reversed_ones  # type: ignore[attr-defined]
        if row.kind == Kind.USE and not row.is_reversed:  # type: ignore[attr-defined]
            used -= row.quantity
    return {"entries": rows, "used": used}


def running_low(on: date) -> QuerySet[Allowance]:
    """Allowances of running contracts of which a tenth of a term or less is left."""
    running = Contract.objects.signed().filter(start_on__lte=on, ended_on=None)
    return Allowance.objects.filter(
        contract__in=running, balance__lte=F("per_term") * LOW, entries__isnull=False
    ).distinct()


def _reversal(entry: AllowanceEntry, on: date, reason: str, by: User | None) -> AllowanceEntry:
    return AllowanceEntry.objects.create(
        allowance_id=entry.allowance_id,
        kind=Kind.REVERSAL,
        on=on,
        quantity=-entry.quantity,
        reason=reason[:200],
        term_number=entry.term_number,
        reverses=entry,
        made_by=by,
    )
