"""What a main contract shows of those under it: how many in which state, their fees, visits owed, the next end."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from contracts.models import Contract, OwedVisit, State
from contracts.standing import standings

RUNNING = (State.ACTIVE, State.ENDING)


@dataclass(frozen=True, slots=True)
class Sums:
    """Figures of some sub-contracts on a day; fees are yearly and net, of those that run."""

    states: list[tuple[State, int]]
    yearly: Decimal
    visits: int
    late: int
    next_on: date | None

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(number for _state, number in self.states)


def sums_of(subs: Sequence[Contract], on: date) -> Sums:
    """A constant number of queries; the customers must have been read with the contracts."""
    stand = standings(subs, on)
    states = Counter(each.state for each in stand.values())
    running = [each for each in stand.values() if each.state in RUNNING and each.term is not None]
    owing = [each.contract.pk for each in running]
    ends = [each.term.ends_on for each in running if each.term and each.term.ends_on >= on]
    return Sums(
        [(state, states[state]) for state in State if states[state]],
        sum((each.term.annual_fee for each in running if each.term), Decimal("0.00")),
        OwedVisit.objects.open().filter(contract__in=owing).count(),
        OwedVisit.objects.late(on).filter(contract__in=owing).count(),
        min(ends, default=None),
    )
