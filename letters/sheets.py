"""A letter as a sheet of paper: who writes, to whom in the envelope's window, about what; then as PDF."""

from functools import lru_cache
from typing import Any

from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _

from customers.models import Customer
from customers.reaching import notice_contact
from letters.designing.composing import body_html
from letters.facts import Facts
from letters.layout import style_of
from letters.models import LetterVersion, Paper
from letters.spelling import long_day
from letters.wording import plain
from tenancy.models import Company, Country
from ui import pdf

STYLE = ("letters/letter.css",)
KEPT_LOGOS = 16
BATCH = 10  # from so many letters at once it pays to lay out only once what they say alike


def letter_pdf(
    kind: str, version: LetterVersion, facts: Facts, *, specimen: bool = False, many: bool = False
) -> bytes:
    """One letter, one PDF, in the language of the facts; ``many`` when it is one of a batch. Nothing is kept."""
    with translation.override(facts.language):
        html = letter_html(kind, version, facts, specimen=specimen)
    return render(html, facts.company, many=many)


def letter_html(kind: str, version: LetterVersion, facts: Facts, *, specimen: bool = False) -> str:
    """The letter as HTML, in the language that is active."""
    return get_template("letters/pdf/letter.html").render(
        {
            **surroundings(facts),
            "title": plain(kind, version.subject, facts),
            "is_specimen": specimen,
            "body": body_html(kind, version, facts),
            "advertising": facts.is_advertising,
        }
    )


def on_paper(company: Company, language: str, paper: Paper | None) -> dict[str, Any]:
    """What every sheet of a company carries, for the templates that extend ``letters/pdf/sheet.html``."""
    identified = identity(company)
    return {
        "company": company,
        "language": language,
        "paper_style": style_of(paper, company.country) if paper else "",
        "header": paper.header if paper else "",
        "identity": f"{paper.footer} – {identified}" if paper and paper.footer else identified,
        "has_logo": logo_of(company) is not None and (paper is None or paper.logo),
    }


def render(html: str, company: Company, style: tuple[str, ...] = STYLE, *, many: bool = False) -> bytes:
    """A company's page as PDF, with its logo at hand."""
    logo = logo_of(company)
    return pdf.render(html, style, files={"logo": logo} if logo else None, cache=_images(logo), many=many)


def surroundings(facts: Facts) -> dict[str, Any]:
    """What stands around a letter's text: who writes, to whom in the envelope's window, about what, when."""
    company, customer = facts.company, facts.customer
    number = facts.contract.number if facts.has_contract else ""
    town = company.city or ""
    day = long_day(facts.on)
    contact = [line for line in (company.phone, company.email, company.website) if line]
    return {
        **on_paper(company, facts.language, facts.paper),
        "reference": f"{company.name} · {number or customer.number}",
        "sender_lines": [*_postal(company), *contact],
        "address_lines": address_lines(customer, company),
        "references": [
            *([(_("Contract:"), number)] if number else []),
            (_("Customer no.:"), customer.number),
        ],
        "dated": f"{town}, {day}" if town else day,
    }


def address_lines(customer: Customer, company: Company) -> list[str]:
    """The lines in the window: name, address, town; the country in capitals when it is another than the sender's.

    Where a contact receives the customer's notices at an address of her own, it is hers.
    """
    contact = notice_contact(customer)
    if contact is not None and contact.one_line:
        lines, country = [customer.name, contact.name, *contact.address_lines], contact.country
    else:
        lines, country = [customer.name, *customer.address_lines], customer.country
    if country and country != company.country:
        lines.append(str(Country(country).label).upper())
    return lines


def identity(company: Company) -> str:
    """The line at the foot: legal name and form, address, registration, VAT."""
    parts = [
        company.legal_name or company.name,
        company.legal_form,
        ", ".join(_postal(company)),
        company.registration,
        f"{_('VAT')} {company.vat_number}" if company.vat_number else "",
        f"PEC {company.pec}" if company.pec else "",
    ]
    return " – ".join(part for part in parts if part)


def logo_of(company: Company) -> tuple[bytes, str] | None:
    """The logo with its media type, if the company has one."""
    return (bytes(company.logo), company.logo_type or "image/png") if company.logo else None


def _postal(company: Company) -> list[str]:
    return [line for line in (company.address, f"{company.postcode} {company.city}".strip()) if line]


@lru_cache(maxsize=KEPT_LOGOS)
def _images(logo: tuple[bytes, str] | None) -> dict[str, Any]:
    """WeasyPrint's decoded images, kept for as long as the logo is the same one."""
    return {}
