"""What the law looks at in a machine, and what its clocks answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from installed_base.duties.clocks import Basis, Clock, DutyRule, LegalClass, Service
from installed_base.duties.fuels import Fuel
from tenancy.explained import Explained, Input
from tenancy.months import ONE_DAY, add_m


@dataclass(frozen=True, slots=True)
class Facts:
    """A machine as the law sees it.

    ``power_kw`` is that of the whole system where several ``machines`` make one. ``done`` holds for each service the
    days on which it was done, the latest first. ``family`` is the refrigerant's (HFC, HFO, HCFC, natural),
    ``tonnes`` its charge in tonnes of CO2.
    """

    legal_class: LegalClass
    country: str
    recorded_on: date
    installed_on: date | None = None
    power_kw: Decimal | None = None
    machines: int = 1
    fuel: Fuel = Fuel.UNKNOWN
    family: str = ""
    charge_kg: Decimal | None = None
    tonnes: Decimal | None = None
    sealed: bool = False
    leak_detection: bool = False
    residential: bool = False
    done: Mapping[Service, Sequence[date]] = field(default_factory=dict)

    def since(self, service: Service, due: Callable[[date], date]) -> tuple[date, Basis]:
        """The day a clock is counted from, and why that one; ``due`` gives the date counted from a day.

        What happened to a machine before it was recorded is not known: a commissioning whose first date was over by
        then says nothing, and the clock is counted from the record.
        """
        if days := self.done.get(service):
            return days[0], Basis.DONE
        if self.installed_on is not None and due(self.installed_on) >= self.recorded_on:
            return self.installed_on, Basis.INSTALLED
        return self.recorded_on, Basis.RECORDED

    @property
    def power(self) -> tuple[tuple[str, Input], ...]:
        """The power as a reason tells it: of one machine, or of several that make one system."""
        power: tuple[tuple[str, Input], ...] = (("power", self.power_kw),)
        return (*power, ("machines", self.machines)) if self.machines > 1 else power


@dataclass(frozen=True, slots=True)
class Due:
    """The next date of one clock: the window in which the service is wanted, both days included, and the reason."""

    clock: Clock
    opens: date
    explained: Explained[date]

    @property
    def due_on(self) -> date:
        """The last day."""
        return self.explained.value


def after_months(
    clock: Clock, rule: DutyRule, service: Service, months: int, facts: Facts, *inputs: tuple[str, Input]
) -> Due:
    """Due so many months after the last service (the commissioning, the record)."""
    since, basis = facts.since(service, lambda day: add_m(day, months))
    due = add_m(since, months)
    given = (("months", months), *inputs, ("basis", basis.value), ("since", since))
    return Due(clock, opening(since, due, months), Explained(due, rule, given))


def opening(since: date, due: date, months: int) -> date:
    """The day from which a service counts as this one: the last quarter of the interval, at least a month."""
    return max(since + ONE_DAY, add_m(due, -max(1, months // 4)))
