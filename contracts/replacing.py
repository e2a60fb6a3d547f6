"""A contract takes the place of another from a day: its lines go on under a new number, the old one ends as replaced.

No notice and no refusal is needed: both sides agree. A contract has one successor and one predecessor at most.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from contracts import ending, ending_effect
from contracts.clauses import clause_of, copy_clause
from contracts.dates.terms import Term as TermDates
from contracts.models import (
    AllowanceEntry,
    Amendment,
    BillingPeriod,
    Contract,
    Ending,
    Line,
    LineBase,
    Notice,
    OwedVisit,
    Refusal,
    RenewalAnswer,
    Revision,
    Suspension,
    Term,
)
from contracts.opening import CONDITION_NAMES, number_typed
from contracts.promises import machines_of
from contracts.rules import present
from contracts.signing import sign
from installed_base import due_dates
from tenancy.models import User
from tenancy.months import ONE_DAY

CARRIED = (*CONDITION_NAMES, "customer_id", "main_id", "site_id", "template_id", "template_version_id", "technician_id",
           "services", "notes", "private_notes", "job", "cost_centre", "revenue_account", "flag_a", "flag_b",
           "vat_confirmed", "never_revise")  # fmt: skip


class CannotReplace(Exception):
    """``args[0]`` is a code: replaced, unsigned, ended, before, after, number, none; or ``standing`` with why."""


@dataclass(frozen=True, slots=True)
class Successor:
    """The contract that follows, as the office tells it; ``starts_on`` is its first day."""

    number: str
    starts_on: date
    signed_on: date
    channel: str
    reason: str


def why_not(contract: Contract, starts_on: date | None = None) -> str:
    """The code of what stands against replacing it from that day; empty when nothing does."""
    if contract.replaced_by_id is not None:
        return "replaced"
    if starts_on is not None and starts_on <= contract.start_on:
        return ending_effect.why_not(contract, Ending.Kind.REPLACEMENT, date.min)
    code = ending_effect.why_not(contract, Ending.Kind.REPLACEMENT, starts_on and starts_on - ONE_DAY)
    return code or (
        "after" if contract.final_end_on and starts_on and starts_on > contract.final_end_on else ""
    )


def lines_carried(contract: Contract, starts_on: date) -> list[Line]:
    """The lines that live on the first day of what follows, with their machines."""
    day = TermDates(1, starts_on, starts_on, starts_on, starts_on)
    return present(contract.lines.prefetch_related("machines", "coverages").order_by("position", "pk"), day)


@transaction.atomic
def replace(contract: Contract, given: Successor, *, on: date, by: User | None = None) -> Contract:
    """Sign the successor and end the contract the day before it begins; its sub-contracts go over to the successor.

    What was charged of it for later days becomes a credit. Raises ``CannotReplace``.
    """
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    if code := why_not(contract, given.starts_on):
        raise CannotReplace(code)
    if given.signed_on > on:
        raise CannotReplace("future")
    if Contract.objects.filter(number=given.number).exists():
        raise CannotReplace("number")
    lines = lines_carried(contract, given.starts_on)
    if not lines:
        raise CannotReplace("no_lines")
    successor = Contract(
        number=given.number,
        start_on=given.starts_on,
        final_end_on=contract.final_end_on,
        created_by=by,
        **{name: getattr(contract, name) for name in CARRIED},
    )
    successor.save()
    number_typed(successor.number)
    if clause_of(contract) is not None:
        copy_clause(contract, successor)
    for line in lines:
        _carry(line, successor)
    for value in contract.own_values.all():
        _copy(value, contract=successor)
    for allowance in contract.allowances.all():  # what is left of it lapses; the next term credits it anew
        _copy(allowance, contract=successor)
    ending.end(
        contract,
        ending_effect.Given(
            kind=Ending.Kind.REPLACEMENT,
            side=Ending.Side.BOTH,
            received_on=given.signed_on,
            last_day=given.starts_on - ONE_DAY,
            channel=given.channel,
            reason=given.reason,
            running=Ending.Running.PRORATED,
        ),
        on=on,
        by=by,
    )
    successor = sign(successor, given.signed_on, on=on, by=by)
    Contract.objects.filter(pk=contract.pk).update(replaced_by=successor)
    Contract.objects.filter(main=contract).update(main=successor)
    return successor


def standing_on(contract: Contract) -> list[str]:
    """Why the replacement cannot be undone, a sentence each; none when it can."""
    successor = contract.replaced_by
    if successor is None:
        return [_("The contract is not replaced.")]
    said = {
        _("Contract %(number)s has ended, or its end is recorded."): successor.ended_on is not None,
        _("A billing period of contract %(number)s was billed or closed."): BillingPeriod.objects.filter(
            contract=successor
        )
        .exclude(state=BillingPeriod.State.OPEN)
        .exists(),
        _("A visit of contract %(number)s was done."): OwedVisit.objects.filter(
            contract=successor, done_on__isnull=False
        ).exists(),
        _("Contract %(number)s has letters, answers, amendments or other events."): any(
            kind._default_manager.filter(contract=successor).exists() for kind in _EVENTS
        )
        or AllowanceEntry.objects.filter(allowance__contract=successor).exists(),
    }
    told = [text % {"number": successor.number} for text, stands in said.items() if stands]
    if contract.credits.filter(ending__undone_on=None, ending__isnull=False, given_on__isnull=False).exists():
        told.append(_("The credit of contract %(number)s was given.") % {"number": contract.number})
    return told


@transaction.atomic
def undo(contract: Contract, *, on: date, by: User | None, reason: str) -> Contract:
    """The successor is a draft again, and the contract goes on as if it had not been replaced.

    Raises ``CannotReplace`` with ``standing`` and why.
    """
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    if reasons := standing_on(contract):
        raise CannotReplace("standing", reasons)
    successor = contract.replaced_by
    assert successor is not None  # noqa: S101 - asked before
    machines = machines_of([successor.pk])
    OwedVisit.objects.filter(contract=successor).delete()
    BillingPeriod.objects.filter(contract=successor).delete()
    Term.objects.filter(contract=successor).delete()
    LineBase.objects.filter(line__contract=successor).delete()
    Contract.objects.filter(pk=successor.pk).update(runs_until=None, signed_on=None)
    Contract.objects.filter(pk=contract.pk).update(replaced_by=None)
    Contract.objects.filter(main=successor).update(main=contract)
    in_force = Ending.objects.in_force().get(contract=contract)
    ending.undo(in_force, on=on, by=by, reason=reason)
    due_dates.refresh(machines, on)
    successor.refresh_from_db()
    return successor


_EVENTS: tuple[type[models.Model], ...] = (
    Amendment,
    Ending,
    Notice,
    Refusal,
    RenewalAnswer,
    Revision,
    Suspension,
)


def _carry(line: Line, successor: Contract) -> None:
    made = _copy(line, contract=successor, starts_on=None, follows=None)
    for row in [*line.coverages.all(), *line.machines.all()]:
        _copy(row, line=made)


def _copy(row: models.Model, **other: Any) -> Any:
    """The same row once more, but for what is given."""
    kept = {
        column.attname: getattr(row, column.attname)
        for column in row._meta.concrete_fields
        if not column.primary_key and column.name not in {"company", *other}
    }
    return type(row)._default_manager.create(**kept, **other)
