"""Money: exact decimals, one rounding, and splits whose parts sum to the whole."""

import itertools
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

CENT = Decimal("0.01")


def round_cents(amount: Decimal) -> Decimal:
    """The amount in whole cents, half a cent going away from zero (0.005 → 0.01, -0.005 → -0.01)."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def split(total: Decimal, parts: int) -> list[Decimal]:
    """The total cut in equal parts by cumulative rounding: part i is round(total·i/n) − round(total·(i−1)/n).

    The parts differ by a cent at most and sum to the total, which must be in whole cents (else ValueError).
    """
    if parts < 1:
        raise ValueError(f"an amount cannot be split in {parts} parts")
    cents = _cents(total)
    bounds = [_half_up(cents * i, parts) for i in range(parts + 1)]
    return [_amount(after - before) for before, after in itertools.pairwise(bounds)]


def split_by(total: Decimal, weights: Iterable[Fraction | int]) -> list[Decimal]:
    """The total cut in proportion to the weights, by cumulative rounding; the parts sum to the total.

    The total must be in whole cents, no weight negative, their sum above zero (else ValueError).
    """
    shares = list(weights)
    whole = sum(shares)
    if whole <= 0 or min(shares) < 0:
        raise ValueError("weights must not be negative, and their sum must be above zero")
    cents = _cents(total)
    parts = []
    reached: Fraction | int = 0
    before = 0
    for share in shares:
        reached += share
        exact = Fraction(cents * reached) / whole
        after = _half_up(exact.numerator, exact.denominator)
        parts.append(_amount(after - before))
        before = after
    return parts


def share(amount: Decimal, numerator: int, denominator: int) -> Decimal:
    """An amount · numerator / denominator in whole cents, half up, rounded once and exactly."""
    above, below = amount.as_integer_ratio()
    return _amount(_half_up(above * numerator * 100, below * denominator))


def _cents(amount: Decimal) -> int:
    cents = amount.scaleb(2)
    if cents != cents.to_integral_value():
        raise ValueError(f"{amount} is not in whole cents")
    return int(cents)


def _half_up(numerator: int, denominator: int) -> int:
    """A numerator / denominator (above zero) as a whole number, halves going away from zero."""
    if numerator < 0:
        return -_half_up(-numerator, denominator)
    return (2 * numerator + denominator) // (2 * denominator)


def _amount(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)
