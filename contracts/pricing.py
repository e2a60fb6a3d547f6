"""What becomes of a fee at renewal: settled before, kept, raised by percent, amount or formula, or the list price."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from contracts.dates import fees
from contracts.dates.formulas import Limit
from contracts.dates.terms import Term as TermDates
from contracts.indexing import Formulas, NewPrice, Proposal
from contracts.listing import Listings
from contracts.models import Contract, Line, RenewalPrice, Revision, RevisionLine, Term
from contracts.rules import is_free, present, term_rule
from contracts.template_versions.applying import Waiting
from tenancy.acting import acting_for
from tenancy.chunks import in_chunks
from tenancy.inserting import AnyOf, insert, update
from tenancy.models import User
from tenancy.night import Work

#: ways of pricing whose result is written down before the notice tells it
SETTLED_BEFORE = (RenewalPrice.INDEXED, RenewalPrice.LIST)
NOTHING = Decimal("0.00")

#: whether a contract keeps its fee at the renewal of that number although the new fee would be this one
Keeps = Callable[[Contract, int, Decimal], bool]


class Pricing:
    """The fees of some contracts at their renewals: what was settled is applied and never computed again.

    Computes in memory; ``write`` keeps what it settled itself. A constant number of queries.
    """

    def __init__(self, contracts: Iterable[Contract], keeps: Keeps | None = None) -> None:
        self.contracts = list(contracts)
        self.keeps = keeps
        self.waiting = Waiting(self.contracts)
        self.formulas = Formulas(self.contracts)
        self.listings = Listings(self.contracts)
        self.settled: dict[tuple[int, int], dict[int, RevisionLine]] = defaultdict(dict)
        self.made: list[tuple[Revision, list[RevisionLine]]] = []
        self.kept: list[int] = []
        rows = RevisionLine.objects.filter(
            AnyOf("revision__contract_id", [row.pk for row in self.contracts]),
            revision__withdrawn_at=None,
            revision__effective_on__gt=F("revision__contract__runs_until"),
        ).annotate(number=F("revision__term_number"), of=F("revision__contract_id"))
        for row in rows:
            self.settled[row.of, row.number][row.line_id] = row

    def revise(
        self, contract: Contract, lines: Sequence[Line], dates: TermDates, *, prepared_on: date, on: date
    ) -> list[Line]:
        """Give lines the yearly fees of a term; gives those that changed (not yet written).

        ``prepared_on`` is the day from which the term's notice was to be prepared. A fee taken over from the template
        is that of the term and is not raised besides; never-revise wins over the rest.
        """
        given, lines = self.waiting.give_lines(contract, lines, dates.number)
        return given + self._revise(contract, lines, dates, prepared_on=prepared_on, on=on)

    def _revise(
        self, contract: Contract, lines: Sequence[Line], dates: TermDates, *, prepared_on: date, on: date
    ) -> list[Line]:
        if contract.never_revise:
            return []
        settled = self.settled.get((contract.pk, dates.number))
        proposal = Proposal(min(on, dates.starts))
        if settled is not None:
            proposal.prices = [_settled_price(line, settled[line.pk]) for line in lines if line.pk in settled]
        elif not is_free(contract, dates.number - 1) or contract.renewal_price in SETTLED_BEFORE:
            # What nobody paid yet is not raised; a formula and a list say themselves what counts.
            proposal = self._proposed(contract, lines, dates, prepared_on, on)
        if not proposal.prices:
            return []
        new = {price.line.pk: price.new_fee for price in proposal.prices}
        total = sum((new.get(line.pk, line.annual_fee) for line in lines), NOTHING)
        if total > _sum(lines) and self.keeps is not None and self.keeps(contract, dates.number, total):
            self.kept += {row.revision_id for row in settled.values()} if settled else ()
            return []
        if settled is None and contract.renewal_price in SETTLED_BEFORE:
            self.made.append(revision_of(contract, dates, proposal, lines, Revision.Origin.RENEWAL))
        changed = []
        for price in proposal.prices:
            used = [] if price.limit == Limit.THRESHOLD else price.values
            self.formulas.take(contract, price.line, price.new_fee, used, dates.starts)
            changed += _given(price.line, price.new_fee)
        return changed

    def _proposed(
        self, contract: Contract, lines: Sequence[Line], dates: TermDates, prepared_on: date, on: date
    ) -> Proposal:
        """What the contract's own rule makes of its fees."""
        if contract.renewal_price == RenewalPrice.LIST:
            return self.listings.propose(contract, lines, dates.starts, on)
        if contract.renewal_price == RenewalPrice.INDEXED:
            return self.formulas.propose(contract, lines, dates.starts, prepared_on, on)
        proposal = Proposal(min(on, dates.starts))
        if contract.renewal_price == RenewalPrice.PERCENT and contract.revision_percent:
            proposal.prices = by_percent(lines, contract.revision_percent)
        if contract.renewal_price == RenewalPrice.AMOUNT and contract.revision_amount:
            proposal.prices = by_amount(lines, contract.revision_amount)
        return proposal

    def write(self, by: User | None = None) -> None:
        """Keep the revisions that were computed at the renewal itself, move the bases of lines, write take-overs."""
        self.waiting.write()
        write_revisions(self.made, by)
        if self.kept:
            Revision.objects.filter(pk__in=self.kept).update(withdrawn_at=timezone.now())
        if moved := [base for base in self.formulas.moved.values() if base.pk]:
            update(moved, ["fee", "current_fee", "since", "values"])


def by_percent(lines: Sequence[Line], percent: Decimal) -> list[NewPrice]:
    """Each line's fee raised by a percent, half up to the cent."""
    used = {"percent": str(percent)}
    return [NewPrice(line, fees.revised(line.annual_fee, percent), values=[used]) for line in lines]


def by_amount(lines: Sequence[Line], amount: Decimal) -> list[NewPrice]:
    """The contract's fee raised by an amount, each line by its share of it."""
    raised = fees.added([line.annual_fee for line in lines], amount)
    used = {"amount": str(amount)}
    return [NewPrice(line, fee, values=[used]) for line, fee in zip(lines, raised, strict=True)]


def _settled_price(line: Line, row: RevisionLine) -> NewPrice:
    limit = Limit(row.limited_by) if row.limited_by else None
    return NewPrice(line, row.new_fee, limit=limit, values=row.values)


def _sum(lines: Iterable[Line]) -> Decimal:
    return sum((line.annual_fee for line in lines), NOTHING)


def _given(line: Line, fee: Decimal) -> list[Line]:
    if line.annual_fee == fee:
        return []
    line.annual_fee = fee
    return [line]


def revision_of(
    contract: Contract, dates: TermDates, proposal: Proposal, lines: Sequence[Line], how: str
) -> tuple[Revision, list[RevisionLine]]:
    """The rows that settle the price of a term, unsaved."""
    old = _sum(lines)
    rows = [
        RevisionLine(
            line=price.line,
            old_fee=price.line.annual_fee,
            new_fee=price.new_fee,
            base_fee=price.base_fee,
            coefficient=price.coefficient,
            fixed_part=price.fixed_part,
            limited_by=str(price.limit or ""),
            values=price.values,
        )
        for price in proposal.prices
    ]
    revision = Revision(
        contract=contract,
        term_number=dates.number,
        effective_on=dates.starts,
        known_on=proposal.known_on,
        price_rule=contract.renewal_price,
        old_fee=old,
        new_fee=sum((row.new_fee for row in rows), NOTHING),
        how=how,
    )
    return revision, rows


def write_revisions(made: Sequence[tuple[Revision, list[RevisionLine]]], by: User | None = None) -> None:
    """Keep revisions with their lines, in two statements."""
    if not made:
        return
    for revision, _rows in made:
        revision.prepared_by = by
    insert([revision for revision, _rows in made])
    for revision, rows in made:
        for row in rows:
            row.revision = revision
    insert([row for _revision, rows in made for row in rows])


def to_settle(on: date) -> QuerySet[Term]:
    """Last terms whose next fee follows formula or list and is not settled, from the day their notice is prepared."""
    standing = Revision.objects.standing().filter(
        contract=OuterRef("contract"), term_number=OuterRef("number") + 1
    )
    return (
        Term.objects.filter(
            contract__renewal_price__in=SETTLED_BEFORE,
            contract__never_revise=False,
            contract__ends_after=None,
            contract__ended_on=None,
            contract__runs_until=F("ends_on"),
            renewable=True,
            notice_prepare_on__lte=on,
            ends_on__gte=on,
        )
        .exclude(Exists(standing))
        .order_by("pk")
    )


def settle_prices(work: Work) -> None:
    """The night's step before the notices: settle the prices they will show; what cannot be computed waits."""
    with acting_for(work.company, source=work.source):
        ids = list(to_settle(work.on).values_list("pk", flat=True))

    def chunk(some: Sequence[int]) -> None:
        done, waiting = settle(some, work.on, how=Revision.Origin.NIGHT)
        work.count("settled", len(done))
        work.count("waiting", waiting)
        for revision in done:
            work.tell(
                "settled",
                revision.contract.number,
                annual_fee=revision.new_fee,
                starts_on=revision.effective_on,
            )

    for failed in in_chunks(work.company, ids, chunk, source=work.source):
        work.fail("term", failed.row_id, str(failed.row_id), failed.reason)


def settle(ids: Sequence[int], on: date, *, how: str, by: User | None = None) -> tuple[list[Revision], int]:
    """Settle the price that follows some last terms; gives the revisions, and how many wait for what they need."""
    terms = list(to_settle(on).filter(AnyOf("pk", ids)).select_related("contract"))
    lines: dict[int, list[Line]] = defaultdict(list)
    for line in Line.objects.filter(AnyOf("contract_id", [term.contract_id for term in terms])):
        lines[line.contract_id].append(line)
    formulas = Formulas(term.contract for term in terms)
    listings = Listings(term.contract for term in terms)
    made, waiting = [], 0
    for term in terms:
        dates = term_rule(term.contract).term(term.number + 1)
        alive = present(lines[term.contract_id], dates)
        proposal = (
            listings.propose(term.contract, alive, dates.starts, on)
            if term.contract.renewal_price == RenewalPrice.LIST
            else formulas.propose(term.contract, alive, dates.starts, term.notice_prepare_on, on)
        )
        if proposal.prices:
            made.append(revision_of(term.contract, dates, proposal, alive, how))
        elif proposal.left:
            waiting += 1
    write_revisions(made, by)
    return [revision for revision, _rows in made], waiting
