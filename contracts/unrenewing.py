"""Undoing a renewal: the last term goes with its periods and visits, as long as nothing stands on it.

A tacit contract whose former term is over would be renewed again the next night: its renewal is undone only together
with the refusal that should have stopped it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import override

from contracts.clauses import clause_of
from contracts.dates import fees
from contracts.models import (
    Amendment,
    BillingPeriod,
    Contract,
    Line,
    LineBase,
    Method,
    Notice,
    OwedVisit,
    Refusal,
    RenewalAnswer,
    RenewalKind,
    RenewalPrice,
    Revision,
    TakeOver,
    Term,
)
from contracts.prepaying import can_take_back, take_back
from contracts.promises import machines_of
from contracts.refusal import refuse
from contracts.renewal import renew, write_fees
from contracts.rules import is_free, present, stored_dates, yearly_fee
from customers import communication
from customers.communication import About
from customers.models import Communication
from installed_base import due_dates
from tenancy.acting import acting_company
from tenancy.models import User

RENEWED_BY = {Term.Origin.NIGHTLY, Term.Origin.REPORT, Term.Origin.OFFICE}
CENT = Decimal("0.01")


class CannotUndoRenewal(Exception):
    """Something stands in the way; ``args[0]`` lists what, in sentences."""


@dataclass(frozen=True, slots=True)
class LateRefusal:
    """The refusal that should have stopped a tacit renewal."""

    received_on: date
    channel: str
    reason: str = ""


class Renewal:
    """The last renewal of a contract: the term it wrote and the one before. Reads only."""

    def __init__(self, contract: Contract, on: date) -> None:
        self.contract, self.on = contract, on
        terms = list(Term.objects.filter(contract=contract).order_by("-number")[:2])
        self.term = terms[0] if len(terms) == 2 else None
        self.former = terms[1] if len(terms) == 2 else None

    @property
    def needs_refusal(self) -> bool:
        """Whether the contract would renew itself again at once."""
        tacit = self.contract.renewal == RenewalKind.TACIT
        return tacit and self.former is not None and self.former.ends_on < self.on

    @cached_property
    def lines(self) -> list[Line]:
        """All lines of the contract."""
        return list(self.contract.lines.order_by("pk"))

    @cached_property
    def revision(self) -> Revision | None:
        """The price it applied."""
        assert self.term is not None  # noqa: S101 - asked of a renewal that exists
        applied = Revision.objects.standing().filter(contract=self.contract, term_number=self.term.number)
        return applied.prefetch_related("lines").first()

    @cached_property
    def fees_before(self) -> dict[int, Decimal] | None:
        """The yearly fees that lines had before, by line; None when that cannot be told for certain.

        They are certain when their sum is the yearly fee of the former term.
        """
        assert self.term is not None  # noqa: S101 - asked of a renewal that exists
        assert self.former is not None  # noqa: S101 - likewise
        if is_free(self.contract, self.former.number):
            return self._fees_settled()
        if self._matches({}):
            return {}
        alive = present(self.lines, stored_dates(self.contract, self.term))
        if any(line.starts_on is not None and line.starts_on >= self.term.starts_on for line in alive):
            return None
        found: dict[int, Decimal] = {}
        if self.revision is not None:
            rows = {row.line_id: row for row in self.revision.lines.all()}
            for line in alive:
                if (row := rows.get(line.pk)) is None:
                    continue
                if row.new_fee != line.annual_fee:
                    return None
                found[line.pk] = row.old_fee
        elif self.contract.renewal_price == RenewalPrice.PERCENT and self.contract.revision_percent:
            for line in alive:
                before = _before_percent(line.annual_fee, self.contract.revision_percent)
                if before is None:
                    return None
                found[line.pk] = before
        return found if self._matches(found) else None

    def _fees_settled(self) -> dict[int, Decimal] | None:
        """After a free term nothing tells the fees but the price that was settled; without one they are as agreed."""
        if self.revision is None:
            return {}
        fees_now = {line.pk: line.annual_fee for line in self.lines}
        rows = [row for row in self.revision.lines.all() if row.line_id in fees_now]
        if any(row.new_fee != fees_now[row.line_id] for row in rows):
            return None
        return {row.line_id: row.old_fee for row in rows}

    def obstacles(self) -> list[str]:
        """What stands in the way, a sentence each; none when the renewal can be undone."""
        contract, term = self.contract, self.term
        if term is None or term.origin not in RENEWED_BY:
            return [_("There is no renewal to undo.")]
        if contract.ended_on is not None:
            return [_("The contract has ended.")]
        if contract.ends_after is not None:
            return [_("A refusal is recorded: withdraw it first.")]
        found = self._standing_on(term)
        if not found and self.fees_before is None:
            found = [_("The fees that the lines had before term %(number)s cannot be told for certain.")]
        elif not found and self._is_chained():
            found = [_("The price of term %(number)s goes on from the one before: it cannot be taken back.")]
        return [said % {"number": term.number} for said in found]

    def _standing_on(self, term: Term) -> list[str]:
        contract = self.contract
        periods = BillingPeriod.objects.filter(term=term).exclude(state=BillingPeriod.State.OPEN)
        amended = Amendment.objects.in_force().filter(contract=contract, made_at__gt=term.written_at)
        priced = Revision.objects.standing().filter(contract=contract, term_number__gt=term.number)
        taken = TakeOver.objects.filter(contract=contract, applied_on=term.starts_on)
        rows: list[tuple[QuerySet[Any], str]] = [
            (taken, _("With term %(number)s the contract took over another version of its template.")),
            (periods, _("A billing period of term %(number)s was billed or closed.")),
            (
                OwedVisit.objects.filter(term=term, done_on__isnull=False),
                _("A visit of term %(number)s was done."),
            ),
            (
                Notice.objects.filter(term=term),
                _("The letter before the end of term %(number)s was prepared or sent."),
            ),
            (
                RenewalAnswer.objects.filter(term=term),
                _("An answer about the end of term %(number)s was recorded."),
            ),
            (
                Refusal.objects.filter(term=term),
                _("A refusal of what follows term %(number)s was recorded, and withdrawn."),
            ),
            (
                amended,
                _("The contract was amended since term %(number)s was written: undo the amendment first."),
            ),
            (
                Term.objects.filter(pk=term.pk if not can_take_back(term) else 0),
                _("What term %(number)s prepaid was used."),
            ),
            (priced, _("The price that follows term %(number)s is settled: take it back first.")),
        ]
        return [said for standing, said in rows if standing.exists()]

    def _matches(self, before: dict[int, Decimal]) -> bool:
        assert self.former is not None  # noqa: S101 - asked of a renewal that exists
        dates = stored_dates(self.contract, self.former)
        alive = present(self.lines, dates)
        sum_now = yearly_fee(alive, dates)
        raised = sum(
            (
                line.annual_fee - before[line.pk]
                for line in alive
                if line.pk in before and (line.ends_on is None or line.ends_on >= dates.ends)
            ),
            Decimal(0),
        )
        return sum_now - raised == self.former.annual_fee

    def _is_chained(self) -> bool:
        clause = clause_of(self.contract)
        return self.revision is not None and clause is not None and clause.method == Method.CHAINED


@transaction.atomic
def undo_renewal(
    contract: Contract,
    number: int,
    *,
    on: date,
    reason: str,
    by: User | None = None,
    refusal: LateRefusal | None = None,
) -> None:
    """Take the term of that number away and put back what its renewal changed; answers stay, marked as undone.

    Asked a second time it does nothing. Raises ``CannotUndoRenewal``.
    """
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    renewal = Renewal(contract, on)
    if not Term.objects.filter(contract=contract, number=number).exists():
        return
    if renewal.term is None or renewal.former is None or renewal.term.number != number:
        raise CannotUndoRenewal([_("The contract was renewed again in the meantime.")])
    if obstacles := renewal.obstacles():
        raise CannotUndoRenewal(obstacles)
    if renewal.needs_refusal and refusal is None:
        raise CannotUndoRenewal([_("Without a refusal the contract would be renewed again at once.")])
    term, former = renewal.term, renewal.former
    key = term.pk
    machines = machines_of([contract.pk])
    _put_fees_back(renewal, by)
    take_back(term, on=on, reason=reason, by=by)
    OwedVisit.objects.filter(term=term).delete()
    BillingPeriod.objects.filter(term=term).delete()
    term.delete()
    Contract.objects.all().run_until({contract.pk: former.ends_on})
    Term.objects.filter(pk=former.pk).update(renewed_on=None)
    RenewalAnswer.objects.filter(
        term=former, answer=RenewalAnswer.Answer.RENEWED, outcome=RenewalAnswer.Outcome.APPLIED
    ).update(outcome=RenewalAnswer.Outcome.UNDONE, decided_on=on, decided_by=by, decided_reason=reason)
    _tell(contract, number, reason, by, f"unrenewed:{key}")
    if refusal is not None:
        refuse(contract, refusal.received_on, on=on, channel=refusal.channel, by=by, reason=refusal.reason)
    renew([contract.pk], on, origin=Term.Origin.OFFICE, by=by)
    due_dates.refresh(sorted({*machines, *machines_of([contract.pk])}), on)


def _put_fees_back(renewal: Renewal, by: User | None) -> None:
    before = renewal.fees_before or {}
    changed = [line for line in renewal.lines if line.pk in before]
    for line in changed:
        line.annual_fee = before[line.pk]
    if changed:
        write_fees(changed)
    if renewal.revision is None:
        return
    for line in changed:
        LineBase.objects.filter(line=line).update(current_fee=line.annual_fee)
    if renewal.revision.how == Revision.Origin.RENEWAL:
        Revision.objects.filter(pk=renewal.revision.pk).update(withdrawn_at=timezone.now(), withdrawn_by=by)


def _before_percent(fee: Decimal, percent: Decimal) -> Decimal | None:
    """The fee that a percent raised to this one, if exactly one is possible."""
    near = (fee / (1 + percent / 100)).quantize(CENT)
    found = [
        each for each in (near - CENT, near, near + CENT) if each >= 0 and fees.revised(each, percent) == fee
    ]
    return found[0] if len(found) == 1 else None


def _tell(contract: Contract, number: int, reason: str, by: User | None, key: str) -> None:
    with override(acting_company().language):
        communication.log(
            contract.customer_id,
            channel=Communication.Channel.OTHER,
            direction=Communication.Direction.OUTGOING,
            summary=_("Renewal of contract %(contract)s undone: term %(number)s")
            % {"contract": contract.number, "number": number},
            text=reason,
            about=About("contract", contract.pk, contract.number),
            by=by,
            key=key,
        )
