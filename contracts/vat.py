"""VAT of a contract: each line at its own rate or the contract's, counted on the sum of each rate."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from contracts.models import BillingPeriod, Contract, Line
from tenancy.money import round_cents, split_by

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Taxed:
    """What is taxed at one rate, net, and the tax on it."""

    rate: Decimal
    net: Decimal

    @property
    def vat(self) -> Decimal:
        """Counted once on the sum, half up to the cent."""
        return round_cents(self.net * self.rate / HUNDRED)

    @property
    def gross(self) -> Decimal:
        """With the tax."""
        return self.net + self.vat


def rate_of(line: Line, contract: Contract) -> Decimal:
    """The rate of a line: its own, else that of its contract."""
    return contract.vat_rate if line.vat_rate is None else line.vat_rate


def by_rate(contract: Contract, lines: Iterable[Line]) -> list[Taxed]:
    """The yearly fees of lines by their rates, the lowest first."""
    sums: dict[Decimal, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[rate_of(line, contract)] += line.annual_fee
    return [Taxed(rate, net) for rate, net in sorted(sums.items())]


def shared(amount: Decimal, contract: Contract, lines: Iterable[Line]) -> list[Taxed]:
    """An amount that lines cost together, such as a billing period, by their rates in the measure of their fees.

    The parts sum to it; without any fee to measure by, all is at the rate of the contract.
    """
    found = by_rate(contract, lines)
    if sum(each.net for each in found) <= 0:
        return [Taxed(contract.vat_rate, amount)]
    if len(found) == 1:
        return [Taxed(found[0].rate, amount)]
    parts = split_by(amount, [Fraction(each.net) for each in found])
    return [Taxed(each.rate, part) for each, part in zip(found, parts, strict=True)]


def of_period(period: BillingPeriod) -> list[Taxed]:
    """A billing period by the rates of the lines that live in it."""
    lines = [
        line
        for line in period.contract.lines.all()
        if (line.starts_on is None or line.starts_on <= period.ends_on)
        and (line.ends_on is None or line.ends_on >= period.starts_on)
    ]
    return shared(period.amount, period.contract, lines)


def gross_of(taxed: Iterable[Taxed]) -> Decimal:
    """All of it with the tax."""
    return sum((each.gross for each in taxed), Decimal("0.00"))
