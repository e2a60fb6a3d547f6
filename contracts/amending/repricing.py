"""Prices at renewal under an amendment: which lines keep their base, and which settled prices are settled anew.

A line that goes on at the same fee takes the base of the one it follows. A fee changed by hand, or a new line, waits
for a base of its own. A price settled for a line that ends would miss the one that follows, so it is taken back.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from contracts.amending.situation import Situation
from contracts.dates.terms import Term as TermDates
from contracts.models import Line, LineBase, RenewalPrice, Revision
from contracts.pricing import Pricing
from contracts.rules import fee_of_term, present, yearly_fee

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from contracts.amending.planning import LineChange


@dataclass(slots=True)
class Repricing:
    """What becomes of bases and settled prices."""

    kept: list[tuple[LineChange, LineBase]] = field(default_factory=list)
    waiting: list[LineChange] = field(default_factory=list)
    withdrawn: list[Revision] = field(default_factory=list)


def reprice(situation: Situation, changes: Sequence[LineChange]) -> Repricing:
    """What the changes make of the contract's formula, where its fee follows one, and of prices settled for it."""
    found = Repricing()
    indexed = situation.contract.renewal_price == RenewalPrice.INDEXED
    for change in changes if indexed else ():
        if change.new is None:
            continue
        former = change.former
        base = situation.bases.get(former.pk) if former is not None else None
        same = former is not None and former.annual_fee == change.new.annual_fee
        if base is not None and same:
            found.kept.append((change, base))
        else:
            found.waiting.append(change)
    ending = {change.former.pk for change in changes if change.former is not None}
    found.withdrawn = [
        revision
        for revision in situation.settled
        if any(row.line_id in ending for row in revision.lines.all())
    ]
    return found


def base_after(base: LineBase, line: Line) -> LineBase:
    """The same base for the line that follows."""
    return LineBase(
        line=line, fee=base.fee, current_fee=base.current_fee, since=base.since, values=base.values
    )


def next_fees(
    situation: Situation,
    lines: Sequence[Line],
    dates: TermDates,
    on: date,
    repricing: Repricing | None = None,
) -> tuple[Decimal, Decimal]:
    """What the term to come costs, and its yearly fee, as its renewal would write them; in memory only."""
    contract = situation.contract
    pricing = Pricing([contract])
    if repricing is not None:
        for revision in repricing.withdrawn:
            pricing.settled.pop((contract.pk, revision.term_number), None)
    alive = [copy(line) for line in present(lines, dates)]
    kept = {id(change.new): base for change, base in repricing.kept} if repricing else {}
    changes = [change for change, _base in repricing.kept] + repricing.waiting if repricing else []
    for place, (line, own) in enumerate(zip(alive, present(lines, dates), strict=True), start=1):
        if any(own is change.new for change in changes):
            line.pk = -place  # prices are found by the line's key, which one not yet written lacks
        if base := kept.get(id(own)):
            pricing.formulas.bases[line.pk] = base_after(base, line)
    prepared_on = situation.terms[-1].notice_prepare_on
    pricing.revise(contract, alive, dates, prepared_on=prepared_on, on=on)
    months = situation.rule.months_of(dates.number)
    return fee_of_term(alive, months, dates), yearly_fee(alive, dates)
