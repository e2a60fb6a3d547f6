"""The last renewal of a contract as it stands: what it changed, and what keeps it from being undone. Reads only."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from contracts.clauses import clause_of
from contracts.dates import fees
from contracts.models import (
    Amendment,
    BillingPeriod,
    Contract,
    Line,
    Method,
    Notice,
    OwedVisit,
    Refusal,
    RenewalAnswer,
    RenewalKind,
    RenewalPrice,
    Revision,
    Term,
)
from contracts.prepaying import can_take_back
from contracts.rules import is_free, present, stored_dates, yearly_fee
from contracts.template_versions.reverting import Applied

RENEWED_BY = {Term.Origin.NIGHTLY, Term.Origin.REPORT, Term.Origin.OFFICE}
CENT, NOTHING = Decimal("0.01"), Decimal("0.00")


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
    def applied(self) -> Applied:
        """The version of the template it took over."""
        assert self.term is not None  # noqa: S101 - asked of a renewal that exists
        return Applied(self.contract, self.term)

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
        taken = self.applied.fees
        if is_free(self.contract, self.former.number):
            settled = self._fees_settled()
            return None if settled is None else settled | taken
        if self._matches(taken):
            return taken
        lines = [line for line in self.lines if line.pk not in self.applied.made]
        alive = present(lines, stored_dates(self.contract, self.term))
        if any(line.starts_on is not None and line.starts_on >= self.term.starts_on for line in alive):
            return None
        alive = [line for line in alive if line.pk not in taken]
        found = dict(taken)
        if self.revision is not None:
            rows = {row.line_id: row for row in self.revision.lines.all()}
            for line in alive:
                if (row := rows.get(line.pk)) is None:
                    continue
                if row.new_fee != line.annual_fee:
                    return None
                found[line.pk] = row.old_fee
        else:
            raised = self._before_the_raise([line.annual_fee for line in alive])
            if raised is None:
                return None
            found |= {line.pk: fee for line, fee in zip(alive, raised, strict=True)}
        return found if self._matches(found) else None

    def _before_the_raise(self, now: list[Decimal]) -> list[Decimal] | None:
        """The fees that the contract's percent or amount raised to these; None where several are possible."""
        price = self.applied.before("renewal_price")
        percent, amount = (self.applied.before(f"revision_{name}") for name in ("percent", "amount"))
        if price == RenewalPrice.PERCENT and percent:
            before = [_before_percent(fee, percent) for fee in now]
            return None if None in before else [fee for fee in before if fee is not None]
        if price == RenewalPrice.AMOUNT and amount:
            spread = fees.spread(max(sum(now, NOTHING) - amount, NOTHING), now)
            return spread if fees.added(spread, amount) == now else None
        return now

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
        found = self._standing_on(term) or self.applied.obstacles()
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
        rows: list[tuple[QuerySet[Any], str]] = [
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


def _before_percent(fee: Decimal, percent: Decimal) -> Decimal | None:
    """The fee that a percent raised to this one, if exactly one is possible."""
    near = (fee / (1 + percent / 100)).quantize(CENT)
    found = [
        each for each in (near - CENT, near, near + CENT) if each >= 0 and fees.revised(each, percent) == fee
    ]
    return found[0] if len(found) == 1 else None
