"""What is wanted of a contract's lines, as a form says it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from django.core.serializers.json import DjangoJSONEncoder

from contracts.models import Line


@dataclass(frozen=True, slots=True)
class Content:
    """What a line promises, its days aside; ``machines`` and ``service`` are ids, the fee is yearly and net."""

    label: str
    annual_fee: Decimal
    visits_per_year: int
    visit_month: int | None
    visit_position: str
    machines: tuple[int, ...] = ()
    service: int | None = None

    @property
    def visit_rule(self) -> tuple[int, int | None, str]:
        """How its visits are placed."""
        return self.visits_per_year, self.visit_month, self.visit_position


@dataclass(frozen=True, slots=True)
class Wish:
    """One line wanted otherwise: without ``line_id`` it is new, without ``content`` it goes."""

    line_id: int | None
    content: Content | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """An amendment as it is asked for."""

    effective_on: date
    wishes: tuple[Wish, ...]
    reason: str = ""
    agreed_on: date | None = None

    def on(self, version: str) -> str:
        """A name for exactly this amendment of the contract in exactly this state."""
        said = json.dumps([version, asdict(self)], cls=DjangoJSONEncoder, sort_keys=True)
        return sha256(said.encode()).hexdigest()


def content_of(line: Line) -> Content:
    """What a stored line promises."""
    return Content(
        line.label,
        line.annual_fee,
        line.visits_per_year,
        line.visit_month,
        line.visit_position,
        tuple(sorted(each.equipment_id for each in line.machines.all())),
        line.service_id,
    )


def differing(
    lines: Sequence[Line], contents: Sequence[tuple[int | None, Content | None]]
) -> tuple[Wish, ...]:
    """The wishes among what a form says of every line: those that differ from the line they are about."""
    present = {line.pk: content_of(line) for line in lines}
    return tuple(
        Wish(key, content)
        for key, content in contents
        if not (key is None and content is None) and (key is None or content != present.get(key))
    )
