"""Price formulas: a fixed part and weighted indices applied to a price that carries the values it belongs to.

A price never travels without its index values (``Price``), so a price revised once cannot meet the values of an
older one: rises cannot be counted twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from tenancy.money import share

SHOWN = Decimal("0.000001")


class Rounding(StrEnum):
    """How the coefficient is rounded before it meets the price; the contract says it."""

    FOUR = "four"
    THREE_UP = "three_up"
    NONE = "none"


class Limit(StrEnum):
    """What kept the formula from having its way."""

    CAP = "cap"
    FLOOR = "floor"
    THRESHOLD = "threshold"


@dataclass(frozen=True, slots=True)
class Formula:
    """P = P0 × (fixed + Σ weight × I / I0); parts sum to 1 (else ValueError).

    ``cap``, ``floor`` and ``threshold`` are percents of the fee in force: the greatest rise and fall at one revision,
    and the smallest change worth one.
    """

    fixed: Decimal
    weights: Mapping[str, Decimal]
    rounding: Rounding = Rounding.FOUR
    cap: Decimal | None = None
    floor: Decimal | None = None
    threshold: Decimal | None = None

    def __post_init__(self) -> None:
        if self.fixed + sum(self.weights.values()) != 1:
            raise ValueError("fixed part and weights must sum to 1")
        if self.fixed < 0 or not self.weights or min(self.weights.values()) <= 0:
            raise ValueError("weights are above zero, and the fixed part is not below it")


@dataclass(frozen=True, slots=True)
class Price:
    """A price with the index values of its own establishment, by series."""

    amount: Decimal
    values: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Revised:
    """A new price, the coefficient that made it (six decimals when it is not rounded) and what limited it."""

    amount: Decimal
    coefficient: Decimal
    limit: Limit | None = None


def exact(formula: Formula, base: Mapping[str, Decimal], now: Mapping[str, Decimal]) -> Fraction:
    """The coefficient, rounded as the contract says. Raises ``KeyError`` for a missing value."""
    found = Fraction(formula.fixed) + sum(
        (Fraction(weight) * Fraction(now[series]) / Fraction(base[series]))
        for series, weight in formula.weights.items()
    )
    if formula.rounding == Rounding.FOUR:
        return Fraction(_rounded(found, Decimal("0.0001"), ROUND_HALF_UP))
    if formula.rounding == Rounding.THREE_UP:
        return Fraction(_rounded(found, Decimal("0.001"), ROUND_CEILING))
    return found


def coefficient(formula: Formula, base: Mapping[str, Decimal], now: Mapping[str, Decimal]) -> Decimal:
    """``exact`` as a decimal: four or three places, or six where the contract does not round."""
    found = exact(formula, base, now)
    if formula.rounding == Rounding.THREE_UP:
        return _rounded(found, Decimal("0.001"), ROUND_HALF_UP)
    return _rounded(found, Decimal("0.0001") if formula.rounding == Rounding.FOUR else SHOWN, ROUND_HALF_UP)


def revise(formula: Formula, base: Price, now: Mapping[str, Decimal], in_force: Decimal) -> Revised:
    """The price of ``base`` at the values of now, in cents half up, within the limits around the fee in force."""
    factor = exact(formula, base.values, now)
    shown = coefficient(formula, base.values, now)
    amount = share(base.amount, factor.numerator, factor.denominator)
    if formula.threshold is not None and abs(amount - in_force) * 100 < in_force * formula.threshold:
        return Revised(in_force, shown, Limit.THRESHOLD)
    if formula.cap is not None and amount > (most := _percent(in_force, 100 + formula.cap)):
        return Revised(most, shown, Limit.CAP)
    if formula.floor is not None and amount < (least := _percent(in_force, 100 - formula.floor)):
        return Revised(least, shown, Limit.FLOOR)
    return Revised(amount, shown)


def _percent(amount: Decimal, percent: Decimal) -> Decimal:
    whole, parts = percent.as_integer_ratio()
    return share(amount, whole, parts * 100)


def _rounded(value: Fraction, to: Decimal, how: str) -> Decimal:
    """A fraction rounded exactly: decimals of 28 figures would round twice."""
    steps = value / Fraction(to)
    if how == ROUND_CEILING:
        whole = -(-steps.numerator // steps.denominator)
    else:
        whole = (2 * steps.numerator + steps.denominator) // (2 * steps.denominator)
    return whole * to
