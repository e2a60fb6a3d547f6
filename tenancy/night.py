"""The night: steps that apps register, each caught and counted, run for one company on one date.

A step gets a ``Work``: it does its part in chunks and tells what it did. The same steps make a preview, inside a
transaction that is rolled back.
"""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise

from tenancy.models import Company


def nobody_watches(_step: str, _done: int, _total: int) -> None:
    """Progress that nobody asked for."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing the night did, as a preview lists it."""

    step: str
    what: str
    subject: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """One row a step could not do."""

    step: str
    subject_kind: str
    subject_id: int | None
    subject_label: str
    reason: str


@dataclass(slots=True)
class Work:
    """What a step works with and reports to."""

    company: Company
    on: date
    source: str
    progress: Callable[[str, int, int], None] = nobody_watches
    telling: bool = False
    writes: bool = True  # false in a preview: what a rollback cannot undo (files) must be left alone
    only: Collection[int] | None = None  # ids of the subjects a verb touched; all of them at night
    step: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    told: list[Told] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    def about(self, rows: Any, column: str) -> Any:
        """The rows of the subjects that are looked at; ``column`` leads to the subject."""
        return rows if self.only is None else rows.filter(**{f"{column}__in": self.only})

    def count(self, what: str, number: int = 1) -> None:
        """Add to a count shown on the run, such as ``renewed``."""
        self.counts[what] += number

    def tell(self, what: str, subject: str, **facts: Any) -> None:
        """Keep one row for a preview; free when nobody listens."""
        if self.telling:
            self.told.append(
                Told(self.step, what, subject, tuple((name, str(value)) for name, value in facts.items()))
            )

    def fail(self, subject_kind: str, subject_id: int | None, subject_label: str, reason: str) -> None:
        """Record a row that could not be done."""
        self.failures.append(Failure(self.step, subject_kind, subject_id, subject_label, reason))
        self.counts["failed"] += 1


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the night: its name, its place and what it does."""

    name: str
    label: str | Promise
    order: int
    do: Callable[[Work], None]


_steps: dict[str, Step] = {}


def register(step: Step) -> None:
    """Add a step; called by apps when they are ready."""
    _steps[step.name] = step


def steps() -> list[Step]:
    """All steps in order: renew, prepare, alert, purge, digest."""
    return sorted(_steps.values(), key=lambda step: step.order)
