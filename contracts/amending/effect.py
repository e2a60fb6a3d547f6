"""The exact effect of an amendment: what people confirm, and what is kept with it as it was confirmed."""

from dataclasses import asdict, dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin

ShownT = TypeVar("ShownT")


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line as people read it."""

    label: str
    machines: list[str]
    fee: Decimal
    visits: int
    month: int | None
    position: str


@dataclass(frozen=True, slots=True)
class LineEffect:
    """A line ``added``, ``changed`` or ``removed``."""

    kind: str
    before: LineShown | None
    after: LineShown | None


@dataclass(frozen=True, slots=True)
class TermEffect:
    """What a term costs before and after; ``written`` is false of the next one, which does not exist yet."""

    number: int
    starts: date
    ends: date
    fee_before: Decimal
    fee_after: Decimal
    yearly_before: Decimal
    yearly_after: Decimal
    written: bool = True


@dataclass(frozen=True, slots=True)
class PeriodEffect:
    """A billing period before and after; ``why`` is a code: before, changed, settled, waived, unchanged."""

    term: int
    starts: date
    ends: date
    due: date
    before: Decimal
    after: Decimal
    why: str
    days: int = 0
    all_days: int = 0


@dataclass(frozen=True, slots=True)
class DifferenceEffect:
    """One more period, for what falls on periods charged before."""

    term: int
    starts: date
    ends: date
    due: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class CreditEffect:
    """What is to be given back of periods charged before."""

    term: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class VisitEffect:
    """A visit ``added``, ``withdrawn``, ``moved`` to the line that follows, or ``done`` already in its slice."""

    kind: str
    service: str
    starts: date
    ends: date


@dataclass(frozen=True, slots=True)
class PriceEffect:
    """What becomes of prices that follow a formula.

    ``withdrawn``: a price settled for a term (``what`` is its number). ``kept`` and ``waits``: a line (``what`` is its
    label) with the base it follows, or none. ``told``: a letter sent before with another fee.
    """

    kind: str
    day: date
    what: str = ""
    fee: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """Everything an amendment changes."""

    effective_on: date
    lines: list[LineEffect] = field(default_factory=list)
    terms: list[TermEffect] = field(default_factory=list)
    periods: list[PeriodEffect] = field(default_factory=list)
    differences: list[DifferenceEffect] = field(default_factory=list)
    credits: list[CreditEffect] = field(default_factory=list)
    visits: list[VisitEffect] = field(default_factory=list)
    prices: list[PriceEffect] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """To be kept; days and amounts become texts."""
        return asdict(self)


def read(kind: type[ShownT], kept: dict[str, Any]) -> ShownT:
    """What ``as_json`` gave, as it was."""
    return kind(
        **{each.name: _value(each.type, kept[each.name]) for each in fields(kind) if each.name in kept}  # type: ignore[arg-type]
    )


def _value(kind: Any, kept: Any) -> Any:
    if kept is None:
        return None
    if get_origin(kind) is UnionType:
        kind = next(each for each in get_args(kind) if each is not type(None))
    if get_origin(kind) is list:
        return [_value(get_args(kind)[0], each) for each in kept]
    if kind is date:
        return date.fromisoformat(kept)
    if kind is Decimal:
        return Decimal(kept)
    return read(kind, kept) if isinstance(kind, type) and is_dataclass(kind) else kept
