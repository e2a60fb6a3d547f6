"""The paragraphs a contract is built of: its lines, price, duration and coverage, as HTML."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from letters import clauses, duration_clause, price_clause
from letters.facts import Facts


def lines(facts: Facts) -> SafeString:
    """Where the machines stand, the table of lines with their machines, and the services agreed."""
    contract = facts.contract
    site = (contract.site.one_line if contract.site else "") or facts.customer.one_line
    rows = format_html_join(
        "",
        '<tr><td>{}{}</td><td>{}</td><td class="amount">{}</td></tr>',
        (
            (
                line.label,
                format_html_join("", '<div class="machine">{}</div>', ((each,) for each in line.machines)),
                line.visits,
                line.fee,
            )
            for line in clauses.lines(facts)
        ),
    )
    table = format_html(
        '<p>{} {}</p><table class="lines"><thead><tr><th>{}</th><th>{}</th><th class="amount">{}</th></tr></thead>'
        "<tbody>{}</tbody></table>",
        _("Where the equipment stands:"),
        site,
        _("Service and machines"),
        _("Visits"),
        _("Yearly fee, net"),
        rows,
    )
    services = [(line,) for line in contract.services.splitlines() if line.strip()]
    listed = format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", services)) if services else ""
    return format_html("{}{}", table, listed)


def price(facts: Facts) -> SafeString:
    """The fee, when it is due, what becomes of it at renewal."""
    return _paragraphs(price_clause.price(facts))


def duration(facts: Facts) -> SafeString:
    """Begin, end, renewal and refusal."""
    return _paragraphs(duration_clause.duration(facts))


def coverage(facts: Facts) -> SafeString:
    """What the fee pays for."""
    of_lines = (
        (_("For %(label)s:") % {"label": label}, _covered(rows))
        for label, rows in clauses.coverage_of_lines(facts)
    )
    return format_html(
        "{}{}", _covered(clauses.coverage(facts.contract)), format_html_join("", "<p>{}</p>{}", of_lines)
    )


def _covered(rows: list[tuple[str, str]]) -> SafeString:
    found = format_html_join("", "<tr><th>{}</th><td>{}</td></tr>", rows)
    return format_html('<table class="coverage">{}</table>', found)


def _paragraphs(sentences: list[str]) -> SafeString:
    return format_html_join("", "<p>{}</p>", ((sentence,) for sentence in sentences))
