"""Leak checks of cooling circuits, in both countries: Regulation (EU) 2024/573, and HCFC left in service in France."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from installed_base.duties.clocks import Clock, DutyRule, Service
from installed_base.duties.dated import Band, Dated, band_of, in_force
from installed_base.duties.facts import Due, Facts, after_months

HFC, HFO, HCFC = "HFC", "HFO", "HCFC"


def _bands(*limits: int) -> Sequence[Band]:
    first, second, third = (Decimal(limit) for limit in limits)
    return (Band(first, second, 12), Band(second, third, 6), Band(third, None, 3))


# HFC by tonnes of CO2, HFO and HCFC by kilos.
CHECKS: tuple[Dated[Mapping[str, Sequence[Band]]], ...] = (
    Dated(date(2015, 1, 1), {HFC: _bands(5, 50, 500)}),  # Regulation (EU) 517/2014
    Dated(date(2024, 3, 11), {HFC: _bands(5, 50, 500), HFO: _bands(1, 10, 100)}),
)
OLD_GASES_IN_FRANCE = _bands(2, 30, 300)

SEALED_TONNES, SEALED_KILOS, SEALED_AT_HOME = Decimal(10), Decimal(2), Decimal(3)


def duties(facts: Facts, on: date) -> Iterator[Due]:
    """The leak check of a circuit; none while its charge is not known, for nothing may be guessed here."""
    if facts.charge_kg is None:
        return
    if facts.family == HCFC:
        if facts.country == "FR" and (band := band_of(OLD_GASES_IN_FRANCE, facts.charge_kg)):
            yield _check(DutyRule.LEAK_HCFC, band.months, facts, ("charge", facts.charge_kg))
        return
    bands = (in_force(CHECKS, on) or {}).get(facts.family)
    amount = facts.tonnes if facts.family == HFC else facts.charge_kg
    if bands is None or amount is None or exempt(facts):
        return
    if band := band_of(bands, amount):
        months = band.months * (2 if facts.leak_detection else 1)
        rule = DutyRule.LEAK_TONNES if facts.family == HFC else DutyRule.LEAK_KILOS
        detection = ("detection", int(facts.leak_detection))
        yield _check(rule, months, facts, ("tonnes" if facts.family == HFC else "charge", amount), detection)


def exempt(facts: Facts) -> bool:
    """Whether a hermetically sealed circuit is small enough to need no check (art. 5)."""
    if not facts.sealed or facts.charge_kg is None:
        return False
    if facts.residential and facts.charge_kg < SEALED_AT_HOME:
        return True
    if facts.family == HFC:
        return facts.tonnes is not None and facts.tonnes < SEALED_TONNES
    return facts.charge_kg < SEALED_KILOS


def _check(rule: DutyRule, months: int, facts: Facts, *inputs: tuple[str, Decimal | int]) -> Due:
    return after_months(Clock.LEAK_CHECK, rule, Service.LEAK_CHECK, months, facts, *inputs)
