"""What French law asks of boilers, heat pumps, stoves and flues: Code de l'environnement and de la santé publique."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from installed_base.duties.clocks import Basis, Clock, DutyRule, LegalClass, Service
from installed_base.duties.dated import Band, Dated, band_of, in_force
from installed_base.duties.facts import Due, Facts, after_months
from tenancy.explained import Explained
from tenancy.months import ONE_DAY, add_m

# A limit "up to 400 kW" counts 400 itself: the band ends just above it, powers have two decimals.
HAIR = Decimal("0.01")

Bands = Sequence[Band]

BOILERS: Sequence[Dated[Bands]] = (Dated(date(2009, 11, 1), (Band(Decimal(4), 400 + HAIR, 12),)),)
HEAT_PUMPS: Sequence[Dated[Bands]] = (Dated(date(2020, 7, 30), (Band(Decimal(4), 70 + HAIR, 24),)),)
INSPECTIONS: Sequence[Dated[Bands]] = (Dated(date(2020, 7, 30), (Band(70 + HAIR, None, 60),)),)
STOVES = (Dated(date(2023, 10, 1), 12),)
SWEEPING = (Dated(date(2023, 10, 1), 12),)

# One of the two sweepings of a shared flue falls into the heating season, its first and last day counted.
SEASON = ((10, 1), (5, 15))


def duties(facts: Facts, on: date) -> Iterator[Due]:
    """The clocks that run for a machine in France under the law of a day."""
    if facts.legal_class is LegalClass.BOILER:
        yield from boiler(facts, on)
    elif facts.legal_class is LegalClass.HEAT_PUMP:
        yield from heat_pump(facts, on)
    elif facts.legal_class is LegalClass.STOVE:
        yield from stove(facts, on)
        yield from sweeping(facts, on)
    elif facts.legal_class is LegalClass.FLUE:
        yield from sweeping(facts, on)
    elif facts.legal_class is LegalClass.SHARED_FLUE:
        yield from shared_sweeping(facts, on)


def boiler(facts: Facts, on: date) -> Iterator[Due]:
    """4 to 400 kW: once each calendar year, first in the year after installation (R224-41-4 to R224-41-9)."""
    if band_of(in_force(BOILERS, on) or (), facts.power_kw) is None:
        return
    since, basis = facts.since(Service.CARE, lambda day: date(day.year + 1, 12, 31))
    # Nobody knows what was done before the record: the year of the record may be the one that is owed.
    year = since.year if basis is Basis.RECORDED else since.year + 1
    given = (*facts.power, ("basis", basis.value), ("since", since))
    due = Explained(date(year, 12, 31), DutyRule.FR_BOILER, given)
    yield Due(Clock.FR_BOILER, date(year, 1, 1), due)


def heat_pump(facts: Facts, on: date) -> Iterator[Due]:
    """4 to 70 kW: two years at most between two (R224-44-1); above, an inspection every five years (R224-45)."""
    if band := band_of(in_force(HEAT_PUMPS, on) or (), facts.power_kw):
        yield after_months(
            Clock.FR_HEAT_PUMP, DutyRule.FR_HEAT_PUMP, Service.CARE, band.months, facts, *facts.power
        )
    inspected = in_force(INSPECTIONS, on) or ()
    if facts.power_kw is not None and (band := band_of(inspected, facts.power_kw)):
        yield after_months(
            Clock.FR_INSPECTION, DutyRule.FR_INSPECTION, Service.INSPECTION, band.months, facts, *facts.power
        )


def stove(facts: Facts, on: date) -> Iterator[Due]:
    """Stoves, inserts, water heaters that burn: every twelve months (R1331-66 to R1331-78)."""
    if months := in_force(STOVES, on):
        yield after_months(Clock.FR_STOVE, DutyRule.FR_STOVE, Service.CARE, months, facts)


def sweeping(facts: Facts, on: date) -> Iterator[Due]:
    """A flue of one dwelling: swept every twelve months (R1331-66 to R1331-78)."""
    if months := in_force(SWEEPING, on):
        yield after_months(Clock.FR_SWEEPING, DutyRule.FR_SWEEPING, Service.SWEEPING, months, facts)


def shared_sweeping(facts: Facts, on: date) -> Iterator[Due]:
    """A shared flue: twice in twelve months, once of it in the heating season.

    With two sweepings known the next is due twelve months after the one before last, with fewer six months after
    the last; in any case twelve months after the last one in a heating season.
    """
    months = in_force(SWEEPING, on)
    if not months:
        return
    days = facts.done.get(Service.SWEEPING, ())
    since, basis = facts.since(Service.SWEEPING, lambda day: add_m(day, months // 2))
    due = add_m(days[1], months) if len(days) > 1 else add_m(since, months // 2)
    seasonal = next((day for day in days if in_season(day)), None)
    if seasonal is not None:
        due = min(due, add_m(seasonal, months))
    due = max(due, since + ONE_DAY)
    given = (("months", months), ("basis", Basis(basis).value), ("since", since))
    opens = max(since + ONE_DAY, add_m(due, -2))
    explained = Explained(due, DutyRule.FR_SHARED_SWEEPING, given)
    yield Due(Clock.FR_SHARED_SWEEPING, min(opens, due), explained)


def in_season(day: date) -> bool:
    """Whether a day lies in the heating season, 1 October to 15 May."""
    begins, ends = SEASON
    return (day.month, day.day) >= begins or (day.month, day.day) <= ends


def attestation_due(visit: date) -> date:
    """The last day to hand the attestation of a boiler or heat pump over: fifteen days after the visit."""
    return visit + timedelta(days=15)
