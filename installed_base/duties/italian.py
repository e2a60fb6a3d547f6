"""What Italian law asks: the control of energy efficiency of DPR 74/2013, allegato A, at the national intervals.

Regions may ask for more; the tables are dated so that a reform is a new entry and no change of code.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from installed_base.duties.clocks import Clock, DutyRule, LegalClass, Service
from installed_base.duties.dated import Band, Dated, band_of, in_force
from installed_base.duties.facts import Due, Facts, after_months
from installed_base.duties.fuels import Fuel

# "Up to 100 kW" counts 100 itself; powers have two decimals.
ABOVE_100 = Decimal("100.01")
FLAME_10 = Decimal(10)

SLOW_FLAME = (Band(FLAME_10, ABOVE_100, 48), Band(ABOVE_100, None, 24))
QUICK_FLAME = (Band(FLAME_10, ABOVE_100, 24), Band(ABOVE_100, None, 12))

Key = tuple[LegalClass, Fuel | None]
Bands = Sequence[Band]

CONTROLS: tuple[Dated[Mapping[Key, Bands]], ...] = (
    Dated(
        date(2013, 7, 12),
        {
            (LegalClass.BOILER, Fuel.GAS): SLOW_FLAME,
            (LegalClass.BOILER, None): QUICK_FLAME,
            (LegalClass.STOVE, Fuel.GAS): SLOW_FLAME,
            (LegalClass.STOVE, None): QUICK_FLAME,
            (LegalClass.HEAT_PUMP, None): (Band(Decimal(12), ABOVE_100, 48), Band(ABOVE_100, None, 24)),
            (LegalClass.ENGINE_HEAT_PUMP, None): (Band(Decimal(12), None, 48),),
            (LegalClass.ABSORPTION, None): (Band(Decimal(12), None, 24),),
            (LegalClass.SUBSTATION, None): (Band(Decimal("10.01"), None, 48),),
            (LegalClass.COGENERATOR, None): (Band(Decimal(0), Decimal(50), 48), Band(Decimal(50), None, 24)),
        },
    ),
)


def duties(facts: Facts, on: date) -> Iterator[Due]:
    """The control of energy efficiency, if the system is subject to it on the day.

    What burns something nobody wrote down is presumed to burn liquid or solid fuel: the shorter interval.
    """
    table = in_force(CONTROLS, on) or {}
    bands = table.get((facts.legal_class, facts.fuel)) or table.get((facts.legal_class, None), ())
    if band := band_of(bands, facts.power_kw):
        yield after_months(
            Clock.IT_EFFICIENCY,
            DutyRule.IT_EFFICIENCY,
            Service.EFFICIENCY,
            band.months,
            facts,
            *facts.power,
            ("fuel", facts.fuel.value),
        )
