"""The visits of contracts that count the next one from the day the last was made: which windows move, and to when."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max

from contracts.dates.cadence import Counted, Made, Slot, counted
from contracts.models import Contract, Line, OwedVisit, RenewalKind, Term, VisitCadence
from tenancy.inserting import AnyOf, update

WINDOW = ["window_starts_on", "window_ends_on"]


@dataclass(frozen=True, slots=True)
class Moved:
    """An open visit and the window it gets."""

    visit: OwedVisit
    window: Counted


class Counting:
    """What the next visits of some contracts are counted from. Three queries; none where no contract counts so.

    A line that follows another goes on with its visits. ``made`` are visits taken as made on a day, by their id.
    """

    def __init__(self, contracts: Iterable[Contract], made: Mapping[int, date] | None = None) -> None:
        self.contracts = {each.pk: each for each in contracts if each.visit_cadence == VisitCadence.DONE}
        self.made: dict[int, Made] = {}
        self.open: dict[int, list[OwedVisit]] = defaultdict(list)
        self._follows: dict[int, int | None] = {}
        if not self.contracts:
            return
        mine = AnyOf("contract_id", list(self.contracts))
        self._follows = dict(Line.objects.filter(mine).values_list("pk", "follows_id"))
        done = OwedVisit.objects.filter(mine, done_on__isnull=False).order_by().values_list("line_id")
        for line, on, slice_ends in done.annotate(Max("done_on"), Max("slice_ends_on")):
            self.make(line, on, slice_ends)
        for visit in OwedVisit.objects.open().filter(mine).select_related("term", "line"):
            if made and visit.pk in made:
                self.make(visit.line_id, made[visit.pk], visit.slice_ends_on)
            else:
                self.open[self.root(visit.line_id)].append(visit)
        for visits in self.open.values():
            visits.sort(key=lambda visit: visit.slice_ends_on)

    def root(self, line: int) -> int:
        """The line that a chain of lines began with."""
        while (before := self._follows.get(line)) is not None:
            line = before
        return line

    def make(self, line: int, on: date, slice_ends: date) -> None:
        """Take a visit as made."""
        self.made[self.root(line)] = self.after(line, on, slice_ends)

    def after(self, line: int, on: date, slice_ends: date) -> Made:
        """What is counted from once another visit is made."""
        known = self.made.get(self.root(line))
        return Made(max(on, known.on), max(slice_ends, known.slice_ends)) if known else Made(on, slice_ends)

    def windows(self) -> Iterator[Moved]:
        """The open visits that are counted from one made."""
        for root, made in self.made.items():
            yield from self.windows_after(made, self.open.get(root, ()))

    def windows_after(self, made: Made, visits: Iterable[Any]) -> Iterator[Moved]:
        """The same for some visits of a chain, stored or not written yet."""
        rows = list(visits)
        for visit, window in zip(rows, counted(made, [self._slot(row) for row in rows]), strict=True):
            if window is not None:
                yield Moved(visit, window)

    def place(self, new: Iterable[Any]) -> None:
        """Give visits that are not written yet, of terms that are, their windows."""
        chains: dict[int, list[Any]] = defaultdict(list)
        for visit in new:
            if visit.contract_id not in self.contracts:
                continue
            if visit.done_on is not None:
                self.make(visit.line_id, visit.done_on, visit.slice_ends_on)
            else:
                chains[self.root(visit.line_id)].append(visit)
        for root, visits in chains.items():
            if (made := self.made.get(root)) is None:
                continue
            mine = {id(visit) for visit in visits}
            for moved in self.windows_after(made, [*self.open.get(root, ()), *visits]):
                if id(moved.visit) in mine:
                    _set(moved)

    def _slot(self, visit: Any) -> Slot:
        term: Term = visit.term
        contract = self.contracts[visit.contract_id]
        return Slot(
            visit.slice_starts_on,
            visit.slice_ends_on,
            term.starts_on,
            _last_day(contract, term),
            not _goes_on(contract, term),
        )


def recount(contracts: Iterable[Contract]) -> None:
    """Write the windows of open visits as they are counted from the last one made; what is right stays untouched."""
    rows = [moved for moved in Counting(contracts).windows() if changes(moved)]
    for moved in rows:
        _set(moved)
    if rows:
        update([moved.visit for moved in rows], WINDOW)


def foreseen(contract: Contract, made: Mapping[int, date]) -> list[Moved]:
    """The visits that move once those of some ids are made on a day."""
    return [moved for moved in Counting([contract], made).windows() if changes(moved)]


def changes(moved: Moved) -> bool:
    """Whether the visit has another window today."""
    visit, window = moved.visit, moved.window
    return (visit.window_starts_on, visit.window_ends_on) != (window.starts, window.ends)


def _set(moved: Moved) -> None:
    moved.visit.window_starts_on, moved.visit.window_ends_on = moved.window.starts, moved.window.ends


def _last_day(contract: Contract, term: Term) -> date:
    """The last day of a term, or that of a contract which ends inside it."""
    ends = contract.ends_after
    return min(ends, term.ends_on) if ends is not None and ends >= term.starts_on else term.ends_on


def _goes_on(contract: Contract, term: Term) -> bool:
    """Whether a term is followed by another as far as one knows."""
    if contract.ends_after is not None and contract.ends_after <= term.ends_on:
        return False
    if contract.runs_until is not None and contract.runs_until > term.ends_on:
        return True
    if contract.ends_after is not None or not term.renewable:
        return False
    return term.renewed_on is not None or contract.renewal == RenewalKind.TACIT
