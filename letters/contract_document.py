"""The contract as paper: parties, lines, price, duration, coverage, conditions, lawful mentions, signatures."""

import html
import re
from dataclasses import dataclass
from datetime import date

from django.template.loader import get_template
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from contracts.models import Contract
from letters import blocks, clauses
from letters.facts import Facts, of_contract
from letters.models import Kind, LetterVersion
from letters.sheets import on_paper, render
from letters.spelling import long_day
from letters.starting import text_in_force
from letters.wording import body_html, subject_text
from tenancy.models import Country

STYLE = ("letters/letter.css", "letters/contract.css")
HEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
ONEROUS = "*"


@dataclass(frozen=True, slots=True)
class Clause:
    """An article of the contract: number, heading, and whether Italian law wants it signed on its own."""

    number: int
    heading: str
    onerous: bool


def contract_pdf(
    contract: Contract, on: date, language: str = "", *, version: LetterVersion | None = None
) -> bytes:
    """The contract on a day, in the customer's language or another. ``version`` tries another wording."""
    facts = of_contract(contract, on, language)
    version = version or text_in_force(Kind.CONTRACT, facts.language)
    with translation.override(facts.language):
        page = contract_html(facts, version)
    return render(page, facts.company, STYLE)


def contract_html(facts: Facts, version: LetterVersion) -> str:
    """The contract as HTML, in the language that is active."""
    company, customer = facts.company, facts.customer
    conditions, articles = numbered(body_html(Kind.CONTRACT, version.body, facts), first=5)
    duration = Clause(3, _("Duration, renewal and refusal"), onerous=True)
    return get_template("letters/pdf/contract.html").render(
        {
            **on_paper(company, facts.language),
            "customer": customer,
            "contract": facts.contract,
            "title": subject_text(Kind.CONTRACT, version.subject, facts),
            "dated": long_day(facts.on),
            "site": facts.contract.site or customer,
            "lines": clauses.lines(facts),
            "services": [line for line in facts.contract.services.splitlines() if line.strip()],
            "price": clauses.price(facts),
            "duration": clauses.duration(facts),
            "coverage": clauses.coverage(facts.contract),
            "conditions": conditions,
            "is_individual": customer.is_consumer(),
            "withdrawal": blocks.withdrawal_right(facts),
            "statutes": blocks.renewal_statutes(facts),
            "onerous": [clause for clause in (duration, *articles) if clause.onerous],
            "signed_twice": company.country == Country.ITALY,
        }
    )


def numbered(body: str, first: int) -> tuple[SafeString, list[Clause]]:
    """The conditions with their headings numbered on from ``first``; one that ends in ``*`` is onerous."""
    found: list[Clause] = []

    def number(heading: re.Match[str]) -> str:
        words = heading[1].strip()
        clause = Clause(first + len(found), words.rstrip(ONEROUS).strip(), words.endswith(ONEROUS))
        found.append(clause)
        return f"<h2>{clause.number}. {clause.heading}</h2>"

    text = HEADING.sub(number, body)
    clauses_found = [Clause(each.number, _bare(each.heading), each.onerous) for each in found]
    return mark_safe(text), clauses_found  # noqa: S308 - sanitised when saved, values escaped


def _bare(heading: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", heading))
