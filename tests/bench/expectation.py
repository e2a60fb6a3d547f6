"""The rows import and nights must leave, computed from the invented portfolio and the date engine alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from config.demo.portfolio import Portfolio
from contracts.dates.anchors import anniversary
from contracts.dates.billing import BillingRule, DueRule, Period, periods
from contracts.dates.fees import revised, term_fee
from contracts.dates.notice import NoticeLaw
from contracts.dates.notice_laws import FrenchNotice, ItalianNotice
from contracts.dates.refusal import RefusalNotice, refuse_by
from contracts.dates.renewal import RenewalKind, catch_up
from contracts.dates.terms import Term, TermRule
from contracts.dates.visits import VisitRule, visits

LAWS: dict[str, NoticeLaw] = {"fr": FrenchNotice(), "it": ItalianNotice()}
KINDS = (RenewalKind.TACIT, RenewalKind.EXPRESS, RenewalKind.NONE)


@dataclass(slots=True)
class Promised:
    """One contract as its row says it, and how far its terms go."""

    rule: TermRule
    kind: RenewalKind
    billing: BillingRule
    visits: VisitRule
    refusal: RefusalNotice
    fee: Decimal
    percent: Decimal | None
    billed_until: date | None
    protected: bool
    last: Term
    ends_after: date | None = None
    ended: bool = False
    noticed: set[int] = field(default_factory=set)


class Expectation:
    """A company's portfolio in memory: ``counts`` are what its tables must hold after the import and each night."""

    def __init__(self, portfolio: Portfolio, on: date) -> None:
        self.law = LAWS[portfolio.words.language]
        self.counts: dict[str, int] = dict.fromkeys(("terms", "periods", "visits", "notices", "ended"), 0)
        self.net = Decimal(0)
        self.counts |= {
            "customers": len(portfolio.customers),
            "equipment": len(portfolio.equipment),
            "contracts": len(portfolio.contracts),
        }
        individuals = {portfolio.words.kinds[0], portfolio.words.kinds[2]}
        protected = {row[0] for row in portfolio.customers if row[1] in individuals}
        self.contracts = [self._founded(row, portfolio, protected, on) for row in portfolio.contracts]

    def due(self, on: date) -> int:
        """How many contracts the night of the day must renew or end."""
        return sum(not contract.ended and contract.last.ends < on for contract in self.contracts)

    def day_of(self, share: float) -> date:
        """The first day on which so many of all contracts, as a share, are due."""
        ends = sorted(contract.last.ends for contract in self.contracts if not contract.ended)
        place = min(len(ends) - 1, max(0, round(len(self.contracts) * share) - 1))
        return date.fromordinal(ends[place].toordinal() + 1)

    def night(self, on: date) -> int:
        """Do in memory what the night must do; gives how many terms it writes."""
        written = 0
        for contract in self.contracts:
            if contract.ended:
                continue
            todo = catch_up(contract.rule, contract.last, contract.kind, on, contract.ends_after)
            for term in todo.terms:
                contract.fee = revised(contract.fee, contract.percent)
                self._write(contract, term)
                written += 1
            if todo.ended_on is not None:
                contract.ended = True
                self.counts["ended"] += 1
            self._notice(contract, on)
        return written

    def rows(self) -> dict[str, str | int]:
        """All that is expected; ``net`` is the sum of all billing periods."""
        return {**self.counts, "net": f"{self.net:.2f}"}

    def _founded(self, row: list[str], portfolio: Portfolio, protected: set[str], on: date) -> Promised:
        words = portfolio.words
        (_number, customer, _machines, _template, _signed, start, months, renewal, notice, fee, _rate, step, terms,
         yearly, month, billed, cancelled, _control, _technician, percent, _visited, sent) = row  # fmt: skip
        steps = {word: number for number, word in words.steps.items()}
        rule = anniversary(_day(start), int(months))
        kind = KINDS[words.renewals.index(renewal)]
        number = 1
        if kind is RenewalKind.TACIT:
            number = rule.number_on(on) or 1
            if cancelled:
                number = min(number, rule.number_on(_day(cancelled)) or number)
        term = rule.term(number)
        contract = Promised(
            rule=rule,
            kind=kind,
            billing=BillingRule(steps[step], DueRule.ARREARS if terms == words.terms[1] else DueRule.ADVANCE),
            visits=VisitRule(int(yearly), int(month) if month else None),
            refusal=RefusalNotice(int(notice), 0),
            fee=_amount(fee),
            percent=_amount(percent) if percent else None,
            billed_until=_day(billed) if billed else None,
            protected=customer in protected,
            last=term,
        )
        if cancelled and (kind is RenewalKind.TACIT or _day(cancelled) <= term.ends):
            contract.ends_after = rule.term(rule.number_on(_day(cancelled)) or number).ends
        contract.ended = term.ends < on and (kind is not RenewalKind.TACIT or bool(cancelled))
        self.counts["ended"] += contract.ended
        self._write(contract, term)
        if sent:
            self.counts["notices"] += 1
            window = self.law.window(term.ends, refuse_by(term.ends, contract.refusal))
            if window.opens <= _day(sent) <= window.closes:
                contract.noticed.add(term.number)
        return contract

    def _write(self, contract: Promised, term: Term) -> None:
        contract.last = term
        fee = term_fee(contract.fee, contract.rule.months, term)
        brought = periods(contract.rule, term, contract.billing, fee)
        self.counts["terms"] += 1
        self.counts["periods"] += len(brought)
        self.counts["visits"] += len(visits(contract.rule, term, contract.visits))
        self.net += _sum(brought)

    def _notice(self, contract: Promised, on: date) -> None:
        """The letter of the running term, where the law wants one and its window is open."""
        term = contract.last
        if (
            contract.ended
            or contract.kind is not RenewalKind.TACIT
            or not contract.protected
            or contract.ends_after is not None
            or term.number in contract.noticed
        ):
            return
        window = self.law.window(term.ends, refuse_by(term.ends, contract.refusal))
        if window.prepare_from <= on <= window.closes:
            contract.noticed.add(term.number)
            self.counts["notices"] += 1


def _sum(brought: Iterable[Period]) -> Decimal:
    return sum((period.amount for period in brought), Decimal(0))


def _day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone


def _amount(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))
