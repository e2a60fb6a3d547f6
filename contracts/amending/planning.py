"""What an amendment does, computed in memory: lines, terms, billing periods and visits, nothing written.

Lines are not edited: a changed one ends the day before and the line that follows it begins, so the past stays right.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from contracts.amending.charging import Charged, charge
from contracts.amending.owing import Owing, owe
from contracts.amending.repricing import Repricing, reprice
from contracts.amending.situation import Situation
from contracts.amending.wanted import Wanted
from contracts.dates.terms import Term as TermDates
from contracts.models import DueRule, Line, Term
from contracts.rules import fee_of_term, is_free, present, yearly_fee
from tenancy.months import ONE_DAY

MOST = Decimal("99999999.99")


class CannotAmend(Exception):
    """The amendment cannot be made. ``args[0]`` is a code (see ``contracts.amending.telling``), ``said`` its values."""

    def __init__(self, code: str, **said: Any) -> None:
        super().__init__(code)
        self.said = said


@dataclass(slots=True, eq=False)
class LineChange:
    """A line that ends, the one that begins, or both when one follows the other."""

    former: Line | None
    new: Line | None
    machines: tuple[int, ...] = ()


@dataclass(slots=True)
class TermChange:
    """A written term with what it costs now."""

    term: Term
    dates: TermDates
    fee: Decimal
    annual_fee: Decimal


@dataclass(slots=True)
class Plan:
    """What is to be written, and the situation it was computed on."""

    situation: Situation
    wanted: Wanted
    on: date
    lines: list[LineChange]
    terms: list[TermChange] = field(default_factory=list)
    charged: list[Charged] = field(default_factory=list)
    owing: Owing = field(default_factory=Owing)
    repricing: Repricing = field(default_factory=Repricing)

    @property
    def name(self) -> str:
        """Names this plan: the same wishes on the same state."""
        return self.wanted.on(self.situation.version)

    @property
    def lines_after(self) -> list[Line]:
        """All lines as they will be; those that end are copies."""
        return lines_after(self.situation, self.lines, self.wanted.effective_on)


def plan(situation: Situation, wanted: Wanted, on: date) -> Plan:
    """What the amendment does. Raises ``CannotAmend``."""
    _check_contract(situation)
    _check_day(situation, wanted.effective_on, on)
    changes = _line_changes(situation, wanted)
    made = Plan(situation, wanted, on, changes)
    after = made.lines_after
    horizon = situation.next_dates or situation.dates_of(situation.terms[-1])
    if not any(line.ends_on is None or line.ends_on >= horizon.ends for line in after):
        raise CannotAmend("last_line")
    for term in situation.terms:
        if term.ends_on < wanted.effective_on:
            continue
        dates, months = _dates(situation, term), situation.rule.months_of(term.number)
        if is_free(situation.contract, term.number):
            made.terms.append(TermChange(term, dates, term.fee, term.annual_fee))
            made.charged.append(charge(situation, term, Decimal("0.00"), wanted.effective_on, on))
            continue
        before_lines, after_lines = present(situation.lines, dates), present(after, dates)
        before = fee_of_term(before_lines, months, dates)
        fee = fee_of_term(after_lines, months, dates)
        if before not in (fee, term.fee):
            raise CannotAmend("fee_differs", number=term.number)
        fee = term.fee + fee - before
        if fee > MOST:
            raise CannotAmend("too_much")
        yearly = term.annual_fee + yearly_fee(after_lines, dates) - yearly_fee(before_lines, dates)
        made.terms.append(TermChange(term, dates, fee, yearly))
        # Charged per visit, the visits to come cost what their line does then.
        per_visit = situation.contract.billing_due == DueRule.VISIT
        change = Decimal("0.00") if per_visit else fee - term.fee
        made.charged.append(charge(situation, term, change, wanted.effective_on, on))
    made.owing = owe(
        situation, [(each.term, each.dates) for each in made.terms], changes, wanted.effective_on
    )
    made.repricing = reprice(situation, changes)
    return made


def lines_after(situation: Situation, changes: Sequence[LineChange], effective_on: date) -> list[Line]:
    """The lines with those that end cut the day before, and those that begin."""
    ending = {change.former.pk for change in changes if change.former is not None}
    found = [
        line if line.pk not in ending else _cut(line, effective_on - ONE_DAY) for line in situation.lines
    ]
    return [*found, *(change.new for change in changes if change.new is not None)]


def _cut(line: Line, last: date) -> Line:
    cut = copy(line)
    cut.ends_on = last
    return cut


def first_day(situation: Situation, on: date) -> date:
    """The earliest day an amendment may begin: in the term that runs, and after the contract's own first day."""
    return max(situation.running(on).starts_on, situation.contract.start_on + ONE_DAY)


def last_day(situation: Situation) -> date:
    """The latest day: the first one of the term to come, which is written with the lines of then."""
    following = situation.next_dates
    return following.starts if following else situation.terms[-1].ends_on


def _check_contract(situation: Situation) -> None:
    contract = situation.contract
    if not contract.is_signed():
        raise CannotAmend("unsigned")
    if contract.ended_on is not None:
        raise CannotAmend("ended")


def _check_day(situation: Situation, day: date, on: date) -> None:
    first, last = first_day(situation, on), last_day(situation)
    if not first <= day <= last:
        raise CannotAmend("day", first=first, last=last)


def _line_changes(situation: Situation, wanted: Wanted) -> list[LineChange]:
    day, contract = wanted.effective_on, situation.contract
    lines = {line.pk: line for line in situation.lines}
    last = max((line.position for line in situation.lines), default=0)
    changes: list[LineChange] = []
    for wish in wanted.wishes:
        former = lines.get(wish.line_id) if wish.line_id is not None else None
        twice = any(change.former is former for change in changes)
        if wish.line_id is not None and (former is None or twice):
            raise CannotAmend("stale")
        if former is not None:
            if former.ends_on is not None and former.ends_on < day:
                raise CannotAmend("line_over", line=former.label, day=former.ends_on)
            if any(line.follows_id == former.pk for line in situation.lines):
                raise CannotAmend("line_followed", line=former.label, day=former.ends_on)
            if former.starts_on is not None and former.starts_on >= day:
                raise CannotAmend("line_begun", line=former.label, day=former.starts_on)
        new = None
        if wish.content is not None:
            if former is None:
                last += 1
            new = Line(
                contract=contract,
                label=wish.content.label,
                service_id=wish.content.service,
                annual_fee=wish.content.annual_fee,
                visits_per_year=wish.content.visits_per_year,
                visit_month=wish.content.visit_month,
                visit_position=wish.content.visit_position,
                vat_rate=former.vat_rate if former else None,
                revenue_account=former.revenue_account if former else "",
                starts_on=day,
                ends_on=former.ends_on if former else None,
                position=former.position if former else last,
                follows=former,
            )
        changes.append(LineChange(former, new, wish.content.machines if wish.content else ()))
    if not changes:
        raise CannotAmend("nothing")
    return changes


def _dates(situation: Situation, term: Term) -> TermDates:
    try:
        return situation.dates_of(term)
    except ValueError as unknown:
        raise CannotAmend("rules", number=term.number) from unknown
