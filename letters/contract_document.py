"""The contract as paper: parties, lines, price, duration, coverage, conditions, lawful mentions, signatures."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.template.loader import get_template
from django.utils import translation

from contracts.models import Contract
from letters import blocks
from letters.designing.composing import Article, compose
from letters.facts import Facts
from letters.gathering import of_contract
from letters.models import Kind, LetterVersion, Signatures
from letters.sheets import on_paper, render
from letters.spelling import long_day
from letters.starting import text_in_force
from letters.wording import plain
from tenancy.models import Country

STYLE = ("letters/letter.css", "letters/contract.css")


@dataclass(frozen=True, slots=True)
class ToSign:
    """A contract ready to be signed: what it says, and the clauses to approve by a second signature."""

    facts: Facts
    html: str
    onerous: list[Article]

    @property
    def fingerprint(self) -> str:
        """The hash of what it says."""
        return sha256(self.html.encode()).hexdigest()

    def pdf(self) -> bytes:
        """As paper."""
        return render(self.html, self.facts.company, STYLE)


def contract_to_sign(contract: Contract, on: date, language: str = "") -> ToSign:
    """The contract on a day as it is given to be signed, in the wording in force."""
    facts = of_contract(contract, on, language)
    version = text_in_force(Kind.CONTRACT, facts.language)
    with translation.override(facts.language):
        return ToSign(facts, contract_html(facts, version), onerous_clauses(facts, version))


def onerous_clauses(facts: Facts, version: LetterVersion) -> list[Article]:
    """The clauses to be signed on their own, in the language that is active; none where one signature is enough."""
    twice = version.signatures or (
        Signatures.TWO if facts.company.country == Country.ITALY else Signatures.ONE
    )
    return compose(Kind.CONTRACT, version, facts).onerous if twice == Signatures.TWO else []


def contract_pdf(
    contract: Contract, on: date, language: str = "", *, version: LetterVersion | None = None
) -> bytes:
    """The contract on a day, in the customer's language or another. ``version`` tries another wording."""
    facts = of_contract(contract, on, language)
    return contract_of(facts, version or version_for(contract, facts.language))


def version_for(contract: Contract, language: str) -> LetterVersion:
    """The general conditions a contract stands on: those in force when it was signed, else those of today.

    A contract signed before the company wrote its first text here is printed with the text of today.
    """
    if contract.signed_on is not None:
        known = LetterVersion.objects.of(Kind.CONTRACT, language).select_related("template")
        if (signed := known.filter(written_at__date__lte=contract.signed_on).first()) is not None:
            return signed
    return text_in_force(Kind.CONTRACT, language)


def contract_of(facts: Facts, version: LetterVersion) -> bytes:
    """The contract of these facts in a wording."""
    with translation.override(facts.language):
        page = contract_html(facts, version)
    return render(page, facts.company, STYLE)


def contract_html(facts: Facts, version: LetterVersion) -> str:
    """The contract as HTML, in the language that is active."""
    company, customer = facts.company, facts.customer
    text = compose(Kind.CONTRACT, version, facts)
    return get_template("letters/pdf/contract.html").render(
        {
            **on_paper(company, facts.language, facts.paper),
            "customer": customer,
            "title": plain(Kind.CONTRACT, version.subject, facts),
            "dated": long_day(facts.on),
            "text": text.html,
            "is_individual": customer.is_consumer(),
            "withdrawal": blocks.withdrawal_right(facts),
            "statutes": blocks.renewal_statutes(facts),
            "onerous": onerous_clauses(facts, version),
            "italian": company.country == Country.ITALY,
        }
    )
