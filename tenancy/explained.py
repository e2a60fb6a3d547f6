"""A result that can say why: the value, the rule that gave it, and what it was computed from.

Rule codes are stable: they are stored, exported and given labels in each language elsewhere. Each app has its own list.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar

Input = date | Decimal | int | str | None
T = TypeVar("T", bound=Input)


@dataclass(frozen=True, slots=True)
class Explained(Generic[T]):
    """One result with its reason. `inputs` are (name, value) pairs in the order a sentence would use them."""

    value: T
    rule: StrEnum
    inputs: tuple[tuple[str, Input], ...]

    def given(self, name: str) -> Input:
        """The input of that name; KeyError when the rule does not use it."""
        return dict(self.inputs)[name]


def as_json(inputs: tuple[tuple[str, Input], ...]) -> dict[str, Any]:
    """Inputs to keep with a stored result; days and amounts keep their kind."""
    return {name: _kept(value) for name, value in inputs}


def from_json(kept: dict[str, Any]) -> tuple[tuple[str, Input], ...]:
    """Inputs as they were before they were stored."""
    return tuple((name, _read(value)) for name, value in kept.items())


def _kept(value: Input) -> Any:
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return {"amount": str(value)} if isinstance(value, Decimal) else value


def _read(value: Any) -> Input:
    if not isinstance(value, dict):
        return value  # type: ignore[no-any-return]
    return date.fromisoformat(value["day"]) if "day" in value else Decimal(value["amount"])
