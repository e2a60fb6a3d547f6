"""What price formulas give: clauses, bases and index values of some contracts, read once, then only computed with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from contracts.dates import indices as counting
from contracts.dates.formulas import Formula, Limit, Price
from contracts.dates.formulas import Rounding as Rounded
from contracts.dates.formulas import revise as by_formula
from contracts.dates.indices import Published, latest_allowed
from contracts.indices import values_of
from contracts.models import Contract, Line, LineBase, Method, Reference, RenewalPrice, RevisionClause
from tenancy.acting import acting_company
from tenancy.inserting import AnyOf
from tenancy.models import Country
from tenancy.months import add_m

NO_CLAUSE, EARLY, NO_BASE, NO_VALUE, CHANGED = "no_clause", "early", "no_base", "no_value", "changed"


@dataclass(slots=True)
class NewPrice:
    """What a formula or a price list makes of one line, with all it was computed from."""

    line: Line
    new_fee: Decimal
    base_fee: Decimal | None = None
    coefficient: Decimal | None = None
    fixed_part: Decimal | None = None
    limit: Limit | None = None
    values: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Proposal:
    """The new prices of a contract's lines, or the code of why it is left out (``left``)."""

    known_on: date
    prices: list[NewPrice] = field(default_factory=list)
    left: str = ""


class Formulas:
    """The price formulas of some contracts. A constant number of queries; none where no contract has a formula."""

    def __init__(self, contracts: Iterable[Contract]) -> None:
        ids = [
            row.pk for row in contracts if row.renewal_price == RenewalPrice.INDEXED and not row.never_revise
        ]
        self.clauses: dict[int, RevisionClause] = {}
        self.bases: dict[int, LineBase] = {}
        self.values: dict[int, list[Published]] = {}
        self.moved: dict[int, LineBase] = {}
        if not ids:
            return
        rows = RevisionClause.objects.filter(AnyOf("contract_id", ids)).prefetch_related("terms__series")
        self.clauses = {row.contract_id: row for row in rows if row.contract_id}
        self.bases = {base.line_id: base for base in LineBase.objects.filter(AnyOf("line__contract_id", ids))}
        self.values = values_of(
            sorted({term.series_id for clause in self.clauses.values() for term in clause.terms.all()})
        )
        self.limits_months = acting_company().country == Country.FRANCE

    def propose(
        self, contract: Contract, lines: Sequence[Line], effective_on: date, prepared_on: date, on: date
    ) -> Proposal:
        """The prices from a day on, with the values known when its notice is prepared (last published value) or by
        ``on`` (value of a month, which is the same whenever it becomes known).
        """
        clause = self.clauses.get(contract.pk)
        if clause is None:
            return Proposal(min(on, effective_on), left=NO_CLAUSE)
        first = prepared_on if clause.reference == Reference.LAST else on
        proposal = Proposal(min(first, effective_on))
        if effective_on < add_m(contract.start_on, clause.first_months):
            proposal.left = EARLY
            return proposal
        for line in lines:
            base = self.bases.get(line.pk)
            if base is None:
                proposal.left = NO_BASE
            elif base.current_fee != line.annual_fee:
                proposal.left = CHANGED
            else:
                price = self._price(clause, line, base, effective_on, proposal.known_on)
                if price is None:
                    proposal.left = NO_VALUE
                else:
                    proposal.prices.append(price)
        if proposal.left:  # all lines or none: a contract is not revised by halves
            proposal.prices.clear()
        return proposal

    def take(
        self, contract: Contract, line: Line, fee: Decimal, values: list[dict[str, Any]], on: date
    ) -> None:
        """Let a line's base follow a price that begins to count: a chained one goes on from it, a fixed one stays."""
        base = self.bases.get(line.pk)
        clause = self.clauses.get(contract.pk)
        if base is None or clause is None:
            return
        base.current_fee = fee
        followed = [used for used in values if "series" in used]  # another rule's values move no index
        if clause.method == Method.CHAINED and followed:
            base.fee, base.since = fee, on
            base.values = {
                str(used["series"]): {"value": used["value"], "month": used["month"]} for used in followed
            }
        self.moved[line.pk] = base

    def establish(
        self, contract: Contract, line: Line, since: date, known_on: date, month: date | None
    ) -> LineBase | None:
        """A base for the fee a line has: the values that counted when it was agreed. None when one is not known."""
        clause = self.clauses[contract.pk]
        found = {}
        for term in clause.terms.all():
            values = self.values[term.series_id]
            if month is not None:
                value = counting.of_month(values, month, date.max, None)
            else:
                value = _referred(clause, values, since, known_on, None)
            if value is None:
                return None
            found[str(term.series_id)] = {"value": str(value.value), "month": value.month.isoformat()}
        return LineBase(
            line=line, fee=line.annual_fee, current_fee=line.annual_fee, since=since, values=found
        )

    def _price(
        self, clause: RevisionClause, line: Line, base: LineBase, effective_on: date, known_on: date
    ) -> NewPrice | None:
        used: list[dict[str, Any]] = []
        for term in clause.terms.all():
            stood = base.values.get(str(term.series_id))
            if stood is None:
                return None
            month = date.fromisoformat(stood["month"])
            latest = latest_allowed(month, base.since, effective_on) if self.limits_months else None
            value = _referred(clause, self.values[term.series_id], effective_on, known_on, latest)
            if value is None:
                return None
            used.append(
                {
                    "series": term.series_id,
                    "code": term.series.code,
                    "publisher": term.series.publisher,
                    "weight": str(term.weight.normalize()),
                    "base": stood["value"],
                    "base_month": stood["month"],
                    "value": str(value.value.normalize()),
                    "month": value.month.isoformat(),
                    "published_on": value.published_on.isoformat(),
                }
            )
        formula = formula_of(clause)
        begun = Price(base.fee, {str(one["series"]): Decimal(one["base"]) for one in used})
        now = {str(one["series"]): Decimal(one["value"]) for one in used}
        made = by_formula(formula, begun, now, line.annual_fee)
        return NewPrice(line, made.amount, base.fee, made.coefficient, clause.fixed_part, made.limit, used)


def formula_of(clause: RevisionClause) -> Formula:
    """The stored clause as the engine's. Raises ``ValueError`` when its parts do not sum to 1."""
    return Formula(
        clause.fixed_part,
        {str(term.series_id): term.weight for term in clause.terms.all()},
        Rounded(clause.rounding),
        clause.cap,
        clause.floor,
        clause.threshold,
    )


def _referred(
    clause: RevisionClause, values: list[Published], effective_on: date, known_on: date, latest: date | None
) -> Published | None:
    if clause.reference == Reference.LAST:
        return counting.last_published(values, known_on, latest)
    return counting.of_month(
        values, counting.month_before(effective_on, clause.months_before), known_on, latest
    )
