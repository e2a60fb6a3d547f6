"""What a letter about a contract can tell: read once, then only looked at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils.formats import number_format

from contracts.dates.terms import Term as TermDates
from contracts.models import Contract, Line, LineEquipment, Notice, TakeOver, Term
from contracts.noticing import next_prices
from contracts.rules import term_rule
from contracts.vat import by_rate, gross_of, shared
from customers.models import Customer
from customers.reaching import notice_contacts
from letters.models.paper import Paper
from tenancy.acting import acting_company
from tenancy.models import Company

if TYPE_CHECKING:
    from letters.models import Occasion

MACHINES = Prefetch(
    "contract__lines__machines",
    LineEquipment.objects.select_related("equipment__type", "equipment__site").order_by("pk"),
)


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


def of_notices(notices: Iterable[Notice], on: date) -> list[Facts]:
    """The facts of renewal notices, in their order; a constant number of queries."""
    rows = list(notices)
    read = {
        notice.pk: notice
        for notice in Notice.objects.filter(pk__in=[notice.pk for notice in rows])
        .select_related("contract__customer", "contract__template", "contract__site", "term")
        .prefetch_related("contract__lines__coverages", MACHINES, notice_contacts("contract__customer__"))
    }
    unpriced = [read[notice.pk] for notice in rows if read[notice.pk].price_shown is None]
    for notice in unpriced:
        notice.term.contract = notice.contract
    prices = next_prices([notice.term for notice in unpriced], on) if unpriced else {}
    company, paper = acting_company(), Paper.objects.in_force()
    decided = _take_overs([notice.contract for notice in read.values()])
    facts = []
    for row in rows:
        notice = read[row.pk]
        contract = notice.contract
        price = notice.price_shown if notice.price_shown is not None else prices[notice.term_id]
        take_over, decided_at = decided.get(contract.pk, (None, None))
        if take_over is not None and take_over.term_number > notice.term.number + 1:
            take_over = None  # the letter before that renewal says it
        facts.append(
            Facts(
                company=company,
                contract=contract,
                on=on,
                language=contract.customer.letter_language,
                term=notice.term,
                renewal=next_term_of(contract, notice.term, take_over),
                next_fee=price,
                machines=machines_of(contract, on),
                paper=paper,
                take_over=take_over,
                decided_at=decided_at,
            )
        )
    return facts


def of_occasions(occasions: Iterable["Occasion"], on: date) -> list[Facts]:
    """The facts of occasions, in their order; a constant number of queries."""
    from letters.models import Occasion

    rows = list(occasions)
    read = {
        occasion.pk: occasion
        for occasion in Occasion.objects.filter(pk__in=[row.pk for row in rows])
        .select_related(
            "contract__customer", "contract__template", "contract__site", "contract__technician", "visit__line",
            "period", "revision", "refusal", "customer", "circular__version",
        )
        .prefetch_related(
            "contract__lines", MACHINES, "visit__line__machines__equipment__type",
            "contract__subs__template", "contract__subs__site", "contract__subs__customer",
            "circular__translations__version",
            notice_contacts("contract__customer__"), notice_contacts("customer__"),
        )
    }  # fmt: skip
    return about([read[row.pk] for row in rows], on)


def about(occasions: Sequence["Occasion"], on: date) -> list[Facts]:
    """The facts of occasions read with what they are about, saved or not; one query for their terms."""
    terms = {
        term.contract_id: term
        for term in Term.objects.filter(
            contract__in={each.contract_id for each in occasions if each.contract_id}
        ).order_by("number")
        if term.number == 1 or term.starts_on <= on
    }
    company, paper = acting_company(), Paper.objects.in_force()
    return [
        Facts(
            company=company,
            contract=occasion.contract,  # type: ignore[arg-type] # a circular's may be none
            on=on,
            language=_language_of(occasion),
            term=terms.get(occasion.contract_id or 0),
            machines=machines_of(occasion.contract, on) if occasion.contract else [],
            paper=paper,
            occasion=occasion,
        )
        for occasion in occasions
    ]


def _language_of(occasion: "Occasion") -> str:
    """Hers; of a circular that lacks it the one of its main text."""
    if occasion.circular is not None:
        return occasion.circular.language_for(occasion.customer.letter_language)
    return occasion.contract.customer.letter_language  # type: ignore[union-attr] # only a circular has none


def next_term_of(contract: Contract, term: Term, take_over: TakeOver | None) -> TermDates:
    """The days of the term that follows, of the length it takes over where it takes one over."""
    rule = term_rule(contract)
    dates = rule.term(term.number + 1)
    months = take_over.rules.get("term_months") if take_over is not None else None
    if months is None:
        return dates
    relaid = replace(
        rule,
        months=months[1],
        first_months=None,
        starts=dates.starts,
        anchor=dates.starts,
        anchor_number=dates.number,
    )
    return relaid.term(dates.number)


def _take_overs(contracts: Iterable[Contract]) -> dict[int, tuple[TakeOver | None, datetime]]:
    """By contract the template version that waits for its renewal, and the last moment anything of it was decided."""
    found: dict[int, tuple[TakeOver | None, datetime]] = {}
    rows = TakeOver.objects.filter(contract__in=[each.pk for each in contracts], applied_on=None)
    for row in rows.select_related("version", "contract").prefetch_related("contract__lines"):
        waiting, moment = found.get(row.contract_id, (None, row.decided_at))
        moment = max(moment, row.undone_at or row.decided_at)
        found[row.contract_id] = (row if row.undone_at is None else waiting, moment)
    return found


def of_contract(contract: Contract, on: date, language: str = "") -> Facts:
    """The facts of a contract as such: its term of the day (the last one begun, else the first), if it has any."""
    begun = contract.terms.filter(starts_on__lte=on).order_by("-number").first()
    term = begun or contract.terms.order_by("number").first()
    rule = term_rule(contract)
    return Facts(
        company=acting_company(),
        contract=contract,
        on=on,
        language=language or contract.customer.letter_language,
        term=term,
        renewal=rule.term(term.number + 1) if term and term.renewable else None,
        next_fee=next_prices([term], on)[term.pk] if term and term.renewable else None,
        machines=machines_of(contract, on),
        paper=Paper.objects.in_force(),
    )


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
