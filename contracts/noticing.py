"""Which terms owe the lawful letter before tacit renewal, and preparing it once its window is open."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from contracts.models import Line, Notice, RenewalKind, Suspension, Term
from contracts.pricing import Pricing
from contracts.rules import present, term_rule, yearly_fee
from customers.models import PROTECTED_CLASSES
from tenancy.acting import acting_company, acting_for
from tenancy.inserting import AnyOf, insert_as
from tenancy.night import Work

#: columns no price or date depends on, the dearest to read
UNREAD = (
    "written_at",
    "contract__services",
    "contract__notes",
    "contract__created_at",
    "contract__updated_at",
)


def owing_notice(on: date) -> QuerySet[Term]:
    """Terms for which the law wants a letter: tacit, protected customer, no refusal, and another term to come.

    A term the customer had renewed before its end needs none: the next is written, and not tacitly.
    Protected are individuals and condominiums (Code de la consommation L215-1, L215-3; Codice del Consumo 65-bis);
    the company may choose to inform businesses and public bodies too. While a suspension holds the end of the term,
    nobody knows the day to announce.
    """
    terms = Term.objects.filter(
        renewable=True,
        contract__renewal=RenewalKind.TACIT,
        contract__ends_after=None,
        contract__ended_on=None,
        renewed_on=None,
    ).exclude(contract__in=Suspension.objects.holding(on).order_by().values("contract"))
    if not acting_company().notify_businesses:
        terms = terms.filter(contract__customer__legal_class__in=PROTECTED_CLASSES)
    return terms.filter(ends_on__gte=on)


def to_prepare(on: date) -> QuerySet[Term]:
    """Terms whose letter should be prepared on the day and is not: window open two days, not closed."""
    return (
        owing_notice(on)
        .filter(notice_prepare_on__lte=on, notice_closes_on__gte=on)
        .exclude(Exists(Notice.objects.filter(term=OuterRef("pk"), cures=True)))
        .order_by("pk")
    )


def prepare_notices(work: Work) -> None:
    """The night's step: one notice row for each term that needs its letter now."""
    with acting_for(work.company, source=work.source):
        terms = list(to_prepare(work.on).select_related("contract").defer(*UNREAD))
        prices = next_prices(terms, work.on)
        notices = [
            Notice(
                contract_id=term.contract_id,
                term_id=term.pk,
                prepared_on=work.on,
                price_shown=prices[term.pk],
            )
            for term in terms
        ]
        insert_as(Notice, notices, once=True)
    work.count("prepared", len(terms))
    for term in terms:
        work.tell("prepared", term.contract.number, refuse_by=term.refuse_by, closes=term.notice_closes_on)


def reprice_unsent(contracts: Sequence[int]) -> None:
    """Let the unsent notices of these contracts' last terms show the fee as it is when they are written."""
    Notice.objects.to_send().filter(contract__in=contracts, term__ends_on=F("contract__runs_until")).update(
        price_shown=None
    )


def next_prices(terms: list[Term], on: date) -> dict[int, Decimal]:
    """The yearly net fee of the term after each term given as known on a day, by term id.

    A constant number of queries.
    """
    lines: dict[int, list[Line]] = defaultdict(list)
    for line in Line.objects.filter(AnyOf("contract_id", [term.contract_id for term in terms])):
        lines[line.contract_id].append(line)
    prices = {}
    pricing = Pricing({term.contract_id: term.contract for term in terms}.values())
    for term in terms:
        following = term_rule(term.contract).term(term.number + 1)
        alive = present(lines[term.contract_id], following)
        # In memory only: the lines are raised by the renewal itself.
        pricing.revise(term.contract, alive, following, prepared_on=term.notice_prepare_on, on=on)
        prices[term.pk] = yearly_fee(alive, following)
    return prices


_letters_of_prices: list[Callable[[], Q]] = []


def register_letters_of_prices(told: Callable[[], Q]) -> None:
    """Let an app above say which price revisions a letter of its own told the customer: a condition on revisions."""
    _letters_of_prices.append(told)


def told_otherwise() -> Q:
    """Price revisions told by another letter than the renewal notice."""
    return reduce(or_, (told() for told in _letters_of_prices), Q(pk__in=[]))
