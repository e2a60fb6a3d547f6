"""The paragraphs a renewal notice is built of: the boxed day, the prices, how to refuse, what the law says."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from contracts.template_versions.telling import sentences_of
from letters.facts import Facts
from letters.spelling import long_day
from tenancy.models import Country
from ui.formats import money

TEXTS = Path(__file__).parent / "starter"


def refusal_box(facts: Facts) -> SafeString:
    """The last day to refuse, boxed as the French law wants it and as serves everybody."""
    if facts.term is None:
        return SafeString("")
    box = format_html(
        '<div class="box"><div class="box-label">{}</div><div class="box-day">{}</div></div>',
        _("Last day to refuse the renewal"),
        long_day(facts.term.refuse_by),
    )
    return box + changes(facts)


def changes(facts: Facts) -> SafeString:
    """What the next term changes, where the contract takes another version of its template over with it.

    Stands below the box, which no letter lacks: nobody is renewed under other rules without having read them.
    """
    row = facts.take_over
    if row is None or not (row.rules or row.lines or row.offer):
        return SafeString("")
    told = sentences_of(row, facts.company.currency, with_fees=True)
    return format_html(
        "<p>{}</p><ul>{}</ul>",
        _("If the contract is renewed, this changes from %(day)s:") % {"day": long_day(row.from_on)},
        format_html_join("", "<li>{}</li>", ((sentence,) for sentence in told)),
    )


def prices(facts: Facts) -> SafeString:
    """The yearly fee now and in the next term, with VAT and net; the next one only when it is known."""
    rows = [(_("Yearly fee of the running term"), facts.fee)]
    if facts.next_fee is not None:
        rows.append((_("Yearly fee of the next term"), facts.next_fee))
    return fees_table(facts, rows)


def fees_table(facts: Facts, rows: Sequence[tuple[str, Decimal]]) -> SafeString:
    """Net amounts with their names, each net and with its VAT."""
    currency = facts.company.currency
    return format_html(
        '<table class="prices"><thead><tr><td></td><th>{}</th><th>{}</th></tr></thead><tbody>{}</tbody></table>',
        _("net"),
        _("VAT included"),
        format_html_join(
            "",
            "<tr><th>{}</th><td>{}</td><td>{}</td></tr>",
            ((label, money(net, currency), money(facts.gross(net), currency)) for label, net in rows),
        ),
    )


def how_to_refuse(facts: Facts) -> SafeString:
    """The ways to refuse, of those the company has told about itself."""
    company = facts.company
    address = ", ".join(
        part
        for part in (
            company.legal_name or company.name,
            company.address,
            f"{company.postcode} {company.city}".strip(),
        )
        if part
    )
    ways = [(_("by post:"), address)]
    if company.email:
        ways.append((_("by e-mail:"), company.email))
    if company.pec:
        ways.append((_("by certified e-mail (PEC):"), company.pec))
    return format_html('<ul class="ways">{}</ul>', format_html_join("", "<li>{} {}</li>", ways))


def law(facts: Facts) -> SafeString:
    """The law that protects the customer, summed up; nothing for those it does not protect."""
    if not facts.customer.is_protected():
        return SafeString("")
    text = text_of_law(facts.company.country, facts.language)
    return format_html('<div class="law"><!--still-->{}<!--/still--></div>', text) if text else SafeString("")


def withdrawal_right(facts: Facts) -> SafeString:
    """Fourteen days to withdraw, for contracts signed at a distance or away from the firm; who has that right."""
    if not facts.customer.may_withdraw(facts.company.country):
        return SafeString("")
    text = _starter(f"{facts.company.country}/withdrawal.{facts.language}.html")
    company = facts.company
    town = f"{company.postcode} {company.city}".strip()
    parts = (company.legal_name or company.name, company.address, town, company.email)
    return mark_safe(text.replace("[company]", escape(", ".join(part for part in parts if part))))  # noqa: S308 - escaped


def renewal_statutes(facts: Facts) -> SafeString:
    """France: the articles that L215-4 wants reproduced in full in the contract, in French as they are in force."""
    if facts.company.country != Country.FRANCE or not facts.customer.is_protected():
        return SafeString("")
    return _starter("FR/statutes.fr.html")


def text_of_law(country: str, language: str) -> SafeString:
    """What the renewal notice says of the law of a country, in a language."""
    return _starter(f"{country}/law.{language}.html")


@lru_cache(maxsize=64)
def _starter(name: str) -> SafeString:
    """A text that comes with the product; our own file, so it is HTML as it stands."""
    path = TEXTS / name
    return mark_safe(path.read_text(encoding="utf-8")) if path.exists() else SafeString("")  # noqa: S308 - our own file
