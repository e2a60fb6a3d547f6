"""Care that upper apps promised: contracts say here when a machine's next visit is owed and when the last was made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from installed_base.duties.clocks import DutyRule


@dataclass(frozen=True, slots=True)
class Promise:
    """The next visit owed to a machine: its window, both days included, and the contract that owes it."""

    opens: date
    closes: date
    contract: str
    rule: DutyRule = DutyRule.CARE_CONTRACT


@dataclass(frozen=True, slots=True)
class Promises:
    """What an app knows of promised care, for many machines at once.

    ``made(ids)`` gives the day of the last visit made; ``owed(ids, cared)`` the next one owed, later than the care
    already done on the days given; ``settle(ids, on)`` is told that care was done on a day.
    """

    made: Callable[[Sequence[int]], Mapping[int, date]]
    owed: Callable[[Sequence[int], Mapping[int, date]], Mapping[int, Promise]]
    settle: Callable[[Sequence[int], date], None]


_known: list[Promises] = []


def register(promises: Promises) -> None:
    """Make promised care known; called by apps when they are ready."""
    _known.append(promises)


def made(ids: Sequence[int]) -> dict[int, date]:
    """The day of the last visit made to each machine; machines without one are left out."""
    found: dict[int, date] = {}
    for promises in _known:
        for machine, day in promises.made(ids).items():
            found[machine] = max(day, found.get(machine, day))
    return found


def owed(ids: Sequence[int], cared: Mapping[int, date]) -> dict[int, Promise]:
    """The earliest visit owed to each machine; machines nobody promised anything are left out."""
    found: dict[int, Promise] = {}
    for promises in _known:
        for machine, promise in promises.owed(ids, cared).items():
            if machine not in found or promise.closes < found[machine].closes:
                found[machine] = promise
    return found


def settle(ids: Sequence[int], on: date) -> None:
    """Tell everybody that care was done on these machines."""
    for promises in _known:
        promises.settle(ids, on)
