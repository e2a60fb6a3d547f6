from dataclasses import dataclass, field
from typing import Any

from contracts.models import Parts


@dataclass(frozen=True, slots=True)
class Sold:
    """A contract firms sell: name, example of a yearly fee, services, what differs from the country's rules."""

    name: str
    fee: str
    services: tuple[str, ...]
    rules: dict[str, Any] = field(default_factory=dict)


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
