"""What ending a contract before its term does would bring, computed before anything is written."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from contracts.models import BillingPeriod, Contract, Ending, OwedVisit
from tenancy.money import share
from tenancy.months import ONE_DAY, days_between

Kind, Running = Ending.Kind, Ending.Running


@dataclass(frozen=True, slots=True)
class Given:
    """An end as somebody tells it. Of a withdrawal the last day is the day it was received.

    ``credit`` is what is given back, net, where it is another amount than the computed one, with why (None: as
    computed). ``along_with`` is the end of the main contract that a sub-contract ends with.
    """

    kind: str
    side: str
    received_on: date
    last_day: date
    channel: str
    reason: str
    running: str
    credit: Decimal | None = None
    credit_reason: str = ""
    along_with: Ending | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """An open period that holds the last day: what is charged of it, and what is not."""

    period: BillingPeriod
    charged: Decimal
    waived: Decimal


@dataclass(slots=True)
class Effect:
    """What an end brings, before anything is written: the first day without a contract and the rows it touches."""

    ended_on: date
    waived: list[BillingPeriod] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    kept: list[BillingPeriod] = field(default_factory=list)
    withdrawn: list[OwedVisit] = field(default_factory=list)
    owed: list[OwedVisit] = field(default_factory=list)

    @property
    def waived_net(self) -> Decimal:
        """What is no longer charged, net."""
        amounts = [period.amount for period in self.waived] + [cut.waived for cut in self.cuts]
        return sum(amounts, Decimal("0.00"))

    @property
    def kept_net(self) -> Decimal:
        """What is still to charge, net."""
        amounts = [period.amount for period in self.kept] + [cut.charged for cut in self.cuts]
        return sum(amounts, Decimal("0.00"))


def first_day_without(kind: str, last_day: date) -> date:
    """A contract withdrawn from is over on the day itself, a terminated one on the day after its last."""
    return last_day if kind == Kind.WITHDRAWAL else last_day + ONE_DAY


def foresee(
    kind: str,
    last_day: date,
    running: str,
    periods: Collection[BillingPeriod],
    visits: Collection[OwedVisit],
) -> Effect:
    """What ending brings, given the contract's periods and visits; reads and writes nothing.

    Open periods after the last day are waived; the one that holds it is charged in full, by its days, or not at all. A
    withdrawal that charges nothing waives those before it too, as if the contract had never been. Open visits whose
    window begins after the last day are withdrawn; the others stay owed until then.
    """
    effect = Effect(first_day_without(kind, last_day))
    nothing = kind == Kind.WITHDRAWAL and running == Running.WAIVED
    for period in periods:
        if period.state != BillingPeriod.State.OPEN:
            continue
        if nothing or period.starts_on > last_day:
            effect.waived.append(period)
        elif period.ends_on <= last_day or running == Running.KEPT:
            effect.kept.append(period)
        elif running == Running.WAIVED:
            effect.waived.append(period)
        else:
            days = days_between(period.starts_on, last_day)
            charged = share(period.amount, days, days_between(period.starts_on, period.ends_on))
            effect.cuts.append(Cut(period, charged, period.amount - charged))
    for visit in visits:
        if visit.done_on is None and visit.ending_id is None and visit.withdrawn_on is None:
            over = kind == Kind.WITHDRAWAL or visit.window_starts_on > last_day
            (effect.withdrawn if over else effect.owed).append(visit)
    return effect


def why_not(contract: Contract, kind: str, last_day: date | None = None) -> str:
    """The code of what stands against ending it with that last day; empty when nothing does."""
    if contract.runs_until is None:
        return "unsigned"
    if contract.ended_on is not None:
        return "ended"
    if last_day is None or kind == Kind.WITHDRAWAL:
        return ""
    if last_day < contract.start_on:
        return "before"
    return "after" if last_day > (contract.ends_after or contract.runs_until) else ""
