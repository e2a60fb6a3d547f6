"""Gathering what letters can tell: of notices, occasions and contracts, a constant number of queries each."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from contracts.dates.terms import Term as TermDates
from contracts.models import Contract, LineEquipment, Notice, TakeOver, Term
from contracts.noticing import next_prices
from contracts.rules import term_rule
from customers.reaching import notice_contacts
from letters.facts import Facts, machines_of
from letters.models.paper import Paper
from tenancy.acting import acting_company

if TYPE_CHECKING:
    from letters.models import Occasion

MACHINES = Prefetch(
    "contract__lines__machines",
    LineEquipment.objects.select_related("equipment__type", "equipment__site").order_by("pk"),
)


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
