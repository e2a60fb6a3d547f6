"""A renewed term whose lawful notice was missed: the customer may leave it at any time, and what goes back then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from contracts.models import BillingPeriod, Contract, Notice, Term
from contracts.rules import renews_tacitly
from tenancy.models import Company, Country
from tenancy.money import round_cents

ARTICLES = {
    Country.FRANCE: "Code de la consommation, L215-1",
    Country.ITALY: "Codice del Consumo, art. 65-bis",
}


@dataclass(frozen=True, slots=True)
class Freedom:
    """The term that may be left at any time until its end, and the article that says so."""

    term: Term
    article: str


def freedom_of(
    contract: Contract, term: Term | None, terms: Sequence[Term], notices: Sequence[Notice], company: Company
) -> Freedom | None:
    """The freedom to leave ``term``, which began tacitly without a letter inside its window; None where there is none.

    France: L215-1, L215-3; Italy: art. 65-bis, until the next expiry. Of a term that was recorded here only after its
    window had closed nobody knows whether its renewal was announced, so nothing is said about it.
    """
    before = next((each for each in terms if term is not None and each.number == term.number - 1), None)
    if term is None or before is None or not renews_tacitly(contract, before):
        return None
    if not contract.customer.is_protected() or before.is_renewed(before.ends_on):
        return None
    if timezone.localtime(before.written_at).date() > before.notice_closes_on:
        return None
    if any(letter.term_id == before.pk and letter.cures and letter.sent_on for letter in notices):
        return None
    return Freedom(term, ARTICLES[Country(company.country)])


def with_tax(net: Decimal, contract: Contract) -> Decimal:
    """An amount with the contract's VAT, in cents."""
    return round_cents(net * (100 + contract.vat_rate) / 100)


def without_tax(gross: Decimal, contract: Contract) -> Decimal:
    """The net part of an amount that holds the contract's VAT, in cents."""
    return round_cents(gross * 100 / (100 + contract.vat_rate))


def paid_for(term: Term, periods: Sequence[BillingPeriod]) -> Decimal:
    """What was billed of a term, net: taken as paid in advance until somebody says otherwise."""
    billed = (BillingPeriod.State.BILLED, BillingPeriod.State.ELSEWHERE)
    amounts = [each.amount for each in periods if each.term_id == term.pk and each.state in billed]
    return sum(amounts, Decimal("0.00"))


def leaves_by(term: Term, on: date) -> date:
    """The day the calculation starts from: today, or the term's last."""
    return min(max(on, term.starts_on), term.ends_on)
