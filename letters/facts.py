"""What a letter about a contract can tell: read once, then only looked at."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.formats import number_format

from contracts.dates.terms import Term as TermDates
from contracts.models import Contract, Line, TakeOver, Term
from contracts.vat import by_rate, gross_of, shared
from customers.models import Customer
from letters.models.paper import Paper
from tenancy.models import Company

if TYPE_CHECKING:
    from letters.models import Occasion


@dataclass(frozen=True, slots=True)
class Facts:
    """A contract, whom it is with, the term in question and what follows it.

    A circular may be about no contract: its placeholders ask for ``has_contract`` first.
    """

    company: Company
    contract: Contract
    on: date
    language: str
    term: Term | None = None
    renewal: TermDates | None = None
    next_fee: Decimal | None = None
    machines: list[str] = field(default_factory=list)
    paper: Paper | None = None
    occasion: "Occasion | None" = None
    take_over: TakeOver | None = None
    decided_at: datetime | None = None

    @property
    def is_advertising(self) -> bool:
        """Whether whoever gets it must be told how to get no more."""
        circular = self.occasion.circular if self.occasion is not None else None
        return circular is not None and circular.is_advertising

    @property
    def has_contract(self) -> bool:
        """Whether the letter is about a contract."""
        return self.occasion is None or self.occasion.contract is not None

    @property
    def next_months(self) -> int:
        """The length of the next term; of a contract without one that of its terms."""
        taken = self.take_over.rules.get("term_months") if self.take_over is not None else None
        return int(taken[1]) if taken else self.contract.term_months

    @property
    def customer(self) -> Customer:
        """Whom the letter is for."""
        if self.occasion is not None and self.occasion.contract is None:
            return self.occasion.customer
        return self.contract.customer

    @property
    def fee(self) -> Decimal:
        """The yearly net fee in force."""
        if self.term:
            return self.term.annual_fee
        return sum((line.annual_fee for line in self.lines), Decimal(0))

    @property
    def lines(self) -> list[Line]:
        """The lines of the day."""
        return lines_of(self.contract, self.on)

    @property
    def machine_classes(self) -> set[str]:
        """What the machines of the day's lines are to the law."""
        return {
            each.equipment.legal_class or each.equipment.type.legal_class
            for line in self.lines
            for each in line.machines.all()
        }

    def in_language(self, language: str) -> "Facts":
        """The same facts for a letter in another language."""
        return replace(self, language=language)

    @property
    def vat_rates(self) -> str:
        """The rates its lines are taxed at, in percent, such as ``10`` or ``10 / 20``."""
        rates = [each.rate for each in by_rate(self.contract, self.lines) if each.net] or [
            self.contract.vat_rate
        ]
        return " / ".join(number_format(rate.normalize()) for rate in rates)

    def gross(self, net: Decimal) -> Decimal:
        """With VAT: of lines at several rates each by its share."""
        return gross_of(shared(net, self.contract, self.lines))


def lines_of(contract: Contract, on: date) -> list[Line]:
    """The lines of a day: without those that ended, and those to come that follow one still there."""
    return [
        line
        for line in contract.lines.all()
        if (line.ends_on is None or line.ends_on >= on)
        and (line.follows_id is None or line.starts_on is None or line.starts_on <= on)
    ]


def machines_of(contract: Contract, on: date) -> list[str]:
    """The machines of a contract on a day in words: type, brand and model, serial number."""
    named = []
    for line in lines_of(contract, on):
        for machine in line.machines.all():
            equipment = machine.equipment
            parts = [str(equipment.type), f"{equipment.brand} {equipment.model}".strip()]
            words = " ".join(part for part in parts if part)
            named.append(f"{words} ({equipment.serial})" if equipment.serial else words)
    return list(dict.fromkeys(named))
