"""Rules that hold from a day on: laws change, and what was due under the old one stays explained by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """What holds from a day on."""

    valid_from: date
    content: T


def in_force(versions: Sequence[Dated[T]], on: date) -> T | None:
    """The latest version that holds on the day; None before the first."""
    held = [version for version in versions if version.valid_from <= on]
    return max(held, key=lambda version: version.valid_from).content if held else None


@dataclass(frozen=True, slots=True)
class Band:
    """An interval in months for amounts from ``least`` (counted) to ``below`` (not counted; None has no end)."""

    least: Decimal
    below: Decimal | None
    months: int

    def holds(self, amount: Decimal) -> bool:
        """Whether the amount lies in the band."""
        return self.least <= amount and (self.below is None or amount < self.below)


def band_of(bands: Sequence[Band], amount: Decimal | None) -> Band | None:
    """The band an amount lies in. An amount nobody knows lies in the first: the duty is presumed."""
    if amount is None:
        return bands[0] if bands else None
    return next((band for band in bands if band.holds(amount)), None)
