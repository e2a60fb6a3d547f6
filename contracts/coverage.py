"""What a contract pays for when something is repaired: labour, travel, parts, consumables, up to what in a year.

Later apps ask ``coverage_of`` and nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.models import Contract, Coverage, Line, Parts
from tenancy.inserting import insert
from ui import formats

Kind = Coverage.Kind


@dataclass(frozen=True, slots=True)
class Cover:
    """Whether a kind of cost is covered; ``amount`` (net) and ``times`` are limits of a year, None without one."""

    kind: str
    covered: bool
    amount: Decimal | None = None
    times: int | None = None

    @property
    def rank(self) -> tuple[bool, bool, Decimal, bool, int]:
        """Orders by what is best for the customer: covered, without a limit, up to more, more often."""
        return (
            self.covered,
            self.amount is None,
            self.amount or Decimal(0),
            self.times is None,
            self.times or 0,
        )

    def words(self, currency: str) -> str:
        """As people read it."""
        if not self.covered:
            return _("not included")
        limits = []
        if self.amount is not None:
            limits.append(_("up to %(amount)s a year") % {"amount": formats.money(self.amount, currency)})
        if self.times is not None:
            limits.append(
                ngettext("%(count)s time a year", "%(count)s times a year", self.times)
                % {"count": self.times}
            )
        return ", ".join(limits) or _("included")


def coverage_of(of: Contract | Line, kind: str, on: date) -> Cover:
    """What a line, or a whole contract, pays of a kind of cost on a day.

    A line has its own rule or that of its contract; of several lines the one best for the customer counts. Nothing is
    covered before the contract begins, once it ended, or on a line that does not live on the day.
    """
    contract = of.contract if isinstance(of, Line) else of
    lines = [of] if isinstance(of, Line) else list(of.lines.prefetch_related("coverages"))
    begun = contract.is_signed() and contract.start_on <= on
    if not begun or (contract.ended_on is not None and contract.ended_on <= on):
        return Cover(kind, covered=False)
    living = [
        line
        for line in lines
        if (line.starts_on is None or line.starts_on <= on) and (line.ends_on is None or line.ends_on >= on)
    ]
    covers = [_of_line(line, contract, kind) for line in living]
    return max(covers, key=lambda cover: cover.rank, default=Cover(kind, covered=False))


def promised(contract: Contract, lines: Iterable[Line]) -> list[tuple[Line, list[Cover]]]:
    """The lines with a coverage of their own, each with what it covers of every kind; whatever the day."""
    return [
        (line, [_of_line(line, contract, kind) for kind in Kind.values])
        for line in lines
        if line.coverages.all()
    ]


def copy_coverage(former: Iterable[Coverage], line: Line) -> None:
    """Let a saved line promise what a template's service does."""
    insert(
        [
            Coverage(line=line, kind=row.kind, covered=row.covered, amount=row.amount, times=row.times)
            for row in former
        ]
    )


def _of_line(line: Line, contract: Contract, kind: str) -> Cover:
    for row in line.coverages.all():
        if row.kind == kind:
            return Cover(kind, row.covered, row.amount, row.times)
    covered = {
        Kind.LABOUR: contract.covers_labour,
        Kind.TRAVEL: contract.covers_travel,
        Kind.PARTS: contract.covers_parts == Parts.ALL,
        Kind.CONSUMABLES: contract.covers_parts in (Parts.ALL, Parts.CONSUMABLES),
    }
    return Cover(kind, covered[Kind(kind)])
