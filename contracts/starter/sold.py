from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts.models import Parts


@dataclass(frozen=True, slots=True)
class Words:
    """A contract's name and services in one language."""

    name: str
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sold:
    """A contract firms sell: key, words by language, example of a yearly fee, what differs from the country's rules."""

    key: str
    fee: str
    words: Mapping[str, Words]
    rules: dict[str, Any] = field(default_factory=dict)

    def in_language(self, language: str) -> Words:
        """Its words; in the first language it has where that one is missing."""
        return self.words.get(language) or next(iter(self.words.values()))


def sold(key: str, fee: str, rules: dict[str, Any], *, fr: Words, it: Words) -> Sold:
    """One offer in both languages."""
    return Sold(key, fee, {"fr": fr, "it": it}, rules)


VISIT_ONLY: dict[str, Any] = {"call_outs": 0}
REPAIR: dict[str, Any] = {"covers_parts": Parts.CONSUMABLES, "call_outs": 2, "response_hours": 48}
FULL: dict[str, Any] = {"covers_parts": Parts.ALL, "call_outs": None, "response_hours": 24}
PLANT: dict[str, Any] = {
    "covers_parts": Parts.CONSUMABLES,
    "call_outs": None,
    "response_hours": 24,
    "visits_per_year": 2,
    "billing_step": 3,
}
