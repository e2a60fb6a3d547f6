"""What an amendment makes of the visits owed.

A visit done stays. While the way visits are placed is kept, open ones go over to the line that follows, whatever
machine or fee it has. Where it changes, open ones whose slice is not over are withdrawn, and the new line owes its own
from its first day on, but not in a slice for which a visit was done. A line removed keeps the visits whose slice had
begun; those of later slices are withdrawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from contracts.amending.situation import Situation
from contracts.amending.wanted import content_of
from contracts.cadence import Counting
from contracts.dates import visits
from contracts.dates.terms import Term as TermDates
from contracts.dates.visits import OwedVisit as Slice
from contracts.models import Line, OwedVisit, Term
from contracts.rules import visit_rule

if TYPE_CHECKING:
    from contracts.amending.planning import LineChange


@dataclass(slots=True)
class Added:
    """A visit to write for a line that begins."""

    term: Term
    change: LineChange
    slice: Slice


@dataclass(slots=True)
class Owing:
    """The visits an amendment touches; ``done`` are slices of a new line for which the former one was visited."""

    moved: list[tuple[OwedVisit, LineChange]] = field(default_factory=list)
    withdrawn: list[OwedVisit] = field(default_factory=list)
    added: list[Added] = field(default_factory=list)
    done: list[Added] = field(default_factory=list)


def owe(
    situation: Situation,
    terms: Sequence[tuple[Term, TermDates]],
    changes: Sequence[LineChange],
    effective_on: date,
) -> Owing:
    """The visits of the terms that end on or after the amendment's day."""
    owing = Owing()
    affected = {term.pk for term, _dates in terms}
    lines = {line.pk: line for line in situation.lines}
    for change in changes:
        former, new = change.former, change.new
        open_visits = [
            visit
            for visit in situation.visits
            if former is not None
            and visit.line_id == former.pk
            and visit.term_id in affected
            and visit.done_on is None
            and visit.withdrawn_on is None
        ]
        if new is None:
            owing.withdrawn += [visit for visit in open_visits if visit.slice_starts_on >= effective_on]
            continue
        ahead = [visit for visit in open_visits if visit.slice_ends_on >= effective_on]
        if former is not None and content_of(former).visit_rule == (
            new.visits_per_year,
            new.visit_month,
            new.visit_position,
        ):
            owing.moved += [(visit, change) for visit in ahead]
            continue
        owing.withdrawn += ahead
        chain = _chain(former, lines)
        for term, dates in terms:
            done = [
                visit.slice_starts_on
                for visit in situation.visits
                if visit.term_id == term.pk and visit.line_id in chain and visit.done_on is not None
            ]
            whole = {each.number: each for each in visits.visits(situation.rule, dates, visit_rule(new))}
            for each in visits.visits(situation.rule, dates, visit_rule(new), new.starts_on, new.ends_on):
                uncut = whole[each.number]
                made = any(uncut.slice_starts <= day <= uncut.slice_ends for day in done)
                (owing.done if made else owing.added).append(Added(term, change, each))
    _count_anew(situation, owing.added)
    return owing


def _count_anew(situation: Situation, added: Sequence[Added]) -> None:
    """Give new visits the windows counted from the last visit made to the line they follow, where visits are."""
    counting = Counting([situation.contract])
    for line, made in counting.made.items():
        mine = {
            OwedVisit(
                pk=place,
                contract=situation.contract,
                term=each.term,
                slice_starts_on=each.slice.slice_starts,
                slice_ends_on=each.slice.slice_ends,
            ): each
            for place, each in enumerate(added)
            if each.change.former is not None and counting.root(each.change.former.pk) == line
        }
        for moved in counting.windows_after(made, mine):
            each = mine[moved.visit]
            each.slice = replace(each.slice, starts=moved.window.starts, ends=moved.window.ends)


def _chain(line: Line | None, lines: dict[int, Line]) -> set[int]:
    """The line and those it follows."""
    found: set[int] = set()
    while line is not None:
        found.add(line.pk)
        line = lines.get(line.follows_id) if line.follows_id is not None else None
    return found
