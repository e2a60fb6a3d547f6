"""What a rule makes of the fees of chosen contracts at their next renewal, or why a contract is left out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from contracts.dates.terms import Term as TermDates
from contracts.indexing import Formulas, NewPrice, Proposal
from contracts.listing import NOT_LISTED, Listings
from contracts.models import (
    Contract,
    Line,
    Notice,
    PriceRound,
    RenewalKind,
    RenewalPrice,
    Revision,
    TakeOver,
    Term,
)
from contracts.noticing import owing_notice
from contracts.pricing import NOTHING, by_amount, by_percent
from contracts.rules import is_free, present, term_rule
from tenancy.inserting import AnyOf

#: the rule by which a contract follows itself, as the round's
OWN = {
    RenewalPrice.PERCENT: PriceRound.Rule.PERCENT,
    RenewalPrice.AMOUNT: PriceRound.Rule.AMOUNT,
    RenewalPrice.INDEXED: PriceRound.Rule.INDEXED,
    RenewalPrice.LIST: PriceRound.Rule.LIST,
}

#: reasons that speak against any new fee, also one somebody gives by hand
FIRM = {
    *("not_running", "no_renewal", "never", "free", "before", "settled", "told", "too_late", "taken_over"),
    *("elsewhere", "waiting", "stopped", "failed"),  # nothing was computed
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The rule of a round."""

    rule: str
    percent: Decimal | None = None
    amount: Decimal | None = None
    starts_on: date = date.min


@dataclass(slots=True)
class Foreseen:
    """The next renewal of a contract with the fees the rule gives, or the code of why it has none."""

    contract: Contract
    rule: str = ""
    left: str = ""
    term: TermDates | None = None
    known_on: date | None = None
    lines: list[Line] = field(default_factory=list)
    prices: list[NewPrice] = field(default_factory=list)

    @property
    def old(self) -> Decimal:
        """The yearly fee of the lines that the renewal finds."""
        return sum((line.annual_fee for line in self.lines), NOTHING)

    @property
    def new(self) -> Decimal:
        """The yearly fee it leaves."""
        new = {price.line.pk: price.new_fee for price in self.prices}
        return sum((new.get(line.pk, line.annual_fee) for line in self.lines), NOTHING)


class Outlook:
    """All that decides over the next fee of some contracts. A constant number of queries."""

    def __init__(self, contracts: Iterable[Contract], on: date) -> None:
        self.contracts, self.on = list(contracts), on
        keys = [contract.pk for contract in self.contracts]
        of_them = AnyOf("contract_id", keys)
        rows = Term.objects.filter(of_them).order_by("contract_id", "-number").distinct("contract_id")
        self.lasts = {term.contract_id: term for term in rows}
        self.lines: dict[int, list[Line]] = defaultdict(list)
        for line in Line.objects.filter(of_them):
            self.lines[line.contract_id].append(line)
        standing = Revision.objects.standing().filter(of_them)
        self.settled = set(standing.values_list("contract_id", "term_number"))
        last_keys = [term.pk for term in self.lasts.values()]
        sent = Notice.objects.filter(AnyOf("term_id", last_keys), sent_on__isnull=False)
        self.told = set(sent.values_list("term_id", flat=True))
        owing = owing_notice(on).filter(AnyOf("pk", last_keys), notice_closes_on__lt=on)
        self.too_late = set(owing.values_list("pk", flat=True))
        self.taking = {row.contract_id: row for row in TakeOver.objects.waiting().filter(of_them)}
        self.formulas = Formulas(self.contracts)
        self.listings = Listings(self.contracts, all_of_them=True)

    def foresee(self, asked: Asked) -> list[Foreseen]:
        """What the rule makes of each contract, in their order."""
        return [self._of(contract, asked) for contract in self.contracts]

    def _of(self, contract: Contract, asked: Asked) -> Foreseen:
        seen = Foreseen(contract)
        last = self.lasts.get(contract.pk)
        if last is None or contract.ended_on is not None:
            seen.left = "not_running"
        elif contract.ends_after is not None or contract.renewal == RenewalKind.NONE or not last.renewable:
            seen.left = "no_renewal"
        elif contract.never_revise:
            seen.left = "never"
        elif is_free(contract, last.number):
            seen.left = "free"
        if last is None or seen.left:
            return seen
        seen.term = term_rule(contract).term(last.number + 1)
        seen.lines = present(self.lines[contract.pk], seen.term)
        seen.left = self._hindered(contract, last, seen.term, asked)
        if not seen.left:
            self._price(seen, last, asked)
        return seen

    def _hindered(self, contract: Contract, last: Term, term: TermDates, asked: Asked) -> str:
        taking = self.taking.get(contract.pk)
        if term.starts < asked.starts_on:
            return "before"
        if (contract.pk, term.number) in self.settled:
            return "settled"
        if last.pk in self.told:
            return "told"
        if last.pk in self.too_late:
            return "too_late"
        begins = taking is not None and term.number >= taking.term_number
        if taking is not None and begins and any("annual_fee" in each for each in taking.lines.values()):
            return "taken_over"
        return ""

    def _price(self, seen: Foreseen, last: Term, asked: Asked) -> None:
        contract = seen.contract
        own = asked.rule == PriceRound.Rule.CONTRACT
        rule = OWN.get(RenewalPrice(contract.renewal_price), "") if own else asked.rule
        proposal = Proposal(self.on)
        if rule == PriceRound.Rule.PERCENT:
            percent = contract.revision_percent if own else asked.percent
            proposal.prices = by_percent(seen.lines, percent or NOTHING)
        elif rule == PriceRound.Rule.AMOUNT:
            amount = contract.revision_amount if own else asked.amount
            if own or seen.old + (amount or NOTHING) >= 0:
                proposal.prices = by_amount(seen.lines, amount or NOTHING)
            else:
                proposal.left = "below_zero"
        elif rule == PriceRound.Rule.INDEXED:
            prepared_on = min(self.on, last.notice_prepare_on)
            proposal = self.formulas.propose(
                contract, seen.lines, _starts(seen), prepared_on=prepared_on, on=self.on
            )
        elif rule == PriceRound.Rule.LIST:
            proposal = self.listings.propose(contract, seen.lines, _starts(seen), self.on)
        else:
            proposal.left = "keeps"
        seen.rule, seen.known_on, seen.prices = str(rule), proposal.known_on, proposal.prices
        if not seen.prices:
            seen.left = proposal.left or NOT_LISTED
        elif seen.new == seen.old:
            seen.left = "same"


def _starts(seen: Foreseen) -> date:
    assert seen.term is not None  # noqa: S101 - asked of a renewal that was found
    return seen.term.starts


def foresee(contracts: Sequence[Contract], asked: Asked, on: date) -> list[Foreseen]:
    """What a rule makes of the fees of contracts at their next renewal; writes nothing."""
    return Outlook(contracts, on).foresee(asked)
