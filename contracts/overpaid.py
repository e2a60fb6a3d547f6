"""What was charged for days after a contract's last one, and the credits it becomes when the contract ends early."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from contracts.models import BillingPeriod, Contract, Credit, Ending, Term
from tenancy.money import share, split_by
from tenancy.months import ONE_DAY, days_between

NOTHING = Decimal("0.00")
CHARGED = (BillingPeriod.State.BILLED, BillingPeriod.State.ELSEWHERE)

Kind, Running = Ending.Kind, Ending.Running


@dataclass(frozen=True, slots=True)
class Close:
    """How a contract closes: its last day, and what becomes of the charged stretch that holds it.

    A withdrawal that charges nothing gives back what was charged for the days before too.
    """

    last_day: date
    running: str = Running.PRORATED
    kind: str = Kind.REPLACEMENT

    @property
    def is_annulled(self) -> bool:
        """Whether it is as if the contract had never been."""
        return self.kind == Kind.WITHDRAWAL and self.running == Running.WAIVED


def to_credit(contract: Contract, close: Close) -> list[Credit]:
    """The credits, unsaved, that give back what was charged for days not served, one a term; reads only.

    What an amendment or a suspension gives back of these days already is not given back twice.
    """
    return to_credit_each([contract], close)[contract.pk]


def to_credit_each(contracts: Sequence[Contract], close: Close) -> dict[int, list[Credit]]:
    """The same of several contracts that close alike, by their keys, in three queries."""
    keys = [each.pk for each in contracts]
    periods: dict[int, list[BillingPeriod]] = defaultdict(list)
    for period in BillingPeriod.objects.filter(contract__in=keys, state__in=CHARGED):
        periods[period.contract_id].append(period)
    given: dict[int, list[Credit]] = defaultdict(list)
    for credit in Credit.objects.filter(contract__in=keys).select_related("term", "amendment", "suspension"):
        given[credit.contract_id].append(credit)
    owed = {key: _owed(periods[key], given[key], close) for key in keys}
    terms = Term.objects.in_bulk({term for found in owed.values() for term in found})
    return {
        each.pk: [
            Credit(contract=each, term=terms[term], amount=amount)
            for term, amount in sorted(owed[each.pk].items())
        ]
        for each in contracts
    }


def net_of(owed: Collection[Credit]) -> Decimal:
    """Their sum."""
    return sum((credit.amount for credit in owed), NOTHING)


def instead(contract: Contract, computed: Sequence[Credit], amount: Decimal, last_day: date) -> list[Credit]:
    """Credits, unsaved, of another amount in all: laid over the same terms by what was computed for each.

    Where nothing was computed it belongs to the term that holds the last day, else to the one before it.
    """
    if amount <= 0:
        return []
    if not computed:
        begun = contract.terms.filter(starts_on__lte=last_day).order_by("number").last()
        term = begun or contract.terms.earliest("number")
        return [Credit(contract=contract, term=term, amount=amount)]
    parts = split_by(amount, [Fraction(credit.amount) for credit in computed])
    pairs = zip(computed, parts, strict=True)
    return [Credit(contract=contract, term=each.term, amount=part) for each, part in pairs if part > 0]


def _owed(periods: Sequence[BillingPeriod], given: Sequence[Credit], close: Close) -> dict[int, Decimal]:
    """What goes back by the key of its term, above zero only."""
    owed: dict[int, Decimal] = {}
    for period in periods:
        if part := _not_served(period, close):
            owed[period.term_id] = owed.get(period.term_id, NOTHING) + part
    stays_until = _stays_until(periods, close)
    for credit in given:
        if credit.term_id in owed:
            owed[credit.term_id] -= _given_back(credit, stays_until)
    return {term: amount for term, amount in owed.items() if amount > 0}


def _not_served(period: BillingPeriod, close: Close) -> Decimal:
    if close.is_annulled or period.starts_on > close.last_day:
        return period.amount
    if period.ends_on <= close.last_day or close.running == Running.KEPT:
        return NOTHING
    if close.running == Running.WAIVED:
        return period.amount
    return _after(close.last_day, period.starts_on, period.ends_on, period.amount)


def _stays_until(periods: Sequence[BillingPeriod], close: Close) -> date:
    """The last day of which what was charged stays; days after it are held against what was given back before."""
    if close.is_annulled:
        return date.min
    cut = [each for each in periods if each.starts_on <= close.last_day < each.ends_on]
    if not cut or close.running == Running.PRORATED:
        return close.last_day
    if close.running == Running.KEPT:
        return min(each.ends_on for each in cut)
    return min(each.starts_on for each in cut) - ONE_DAY


def _given_back(credit: Credit, last_day: date) -> Decimal:
    starts, ends = credit.term.starts_on, credit.term.ends_on
    if credit.amendment is not None:
        starts = max(starts, credit.amendment.effective_on)
    elif credit.suspension is not None:
        starts = max(starts, credit.suspension.starts_on)
        ends = min(ends, credit.suspension.ends_on or ends)
    return _after(last_day, starts, ends, credit.amount)


def _after(last_day: date, starts: date, ends: date, amount: Decimal) -> Decimal:
    """The part of an amount for a stretch of days that falls after a day."""
    if ends <= last_day:
        return NOTHING
    if starts > last_day:
        return amount
    days = days_between(starts, ends)
    return amount - share(amount, days_between(starts, last_day), days)
