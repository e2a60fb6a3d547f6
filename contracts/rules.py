"""From a stored contract to the rules the date engine computes with."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from contracts.dates import fees
from contracts.dates.anchors import AnchorRule, anniversary, calendar, ending_with
from contracts.dates.billing import BillingRule
from contracts.dates.billing import DueRule as Due
from contracts.dates.notice import NoticeLaw
from contracts.dates.notice_laws import FrenchNotice, ItalianNotice
from contracts.dates.refusal import RefusalNotice
from contracts.dates.terms import Term as TermDates
from contracts.dates.terms import TermRule
from contracts.dates.visits import Position, VisitRule
from contracts.models import Contract, Line, RenewalKind, Term
from tenancy.models import Company, Country


def term_rule(contract: Contract) -> TermRule:
    """How the contract's terms follow each other."""
    if (
        contract.anchor_on is not None
        and contract.final_end_on
        and contract.final_end_on < contract.anchor_on
    ):
        # A suspension moved the last term of all: nothing follows the anchor it would be counted from.
        last = contract.anchor_term - 2
        return TermRule(
            contract.anchor_on, contract.term_months, contract.anchor_on, contract.anchor_term, None, last
        )
    if contract.anchor_on is not None:
        return TermRule(
            contract.anchor_on,
            contract.term_months,
            contract.anchor_on,
            contract.anchor_term,
            contract.final_end_on,
            contract.max_renewals,
        )
    bounds = (contract.final_end_on, contract.max_renewals)
    if contract.first_ends_on is not None:
        return ending_with(contract.start_on, contract.term_months, contract.first_ends_on, *bounds)
    if contract.anchor_rule == AnchorRule.CALENDAR:
        return calendar(contract.start_on, contract.term_months, contract.calendar_month, *bounds)
    return anniversary(contract.start_on, contract.term_months, *bounds, contract.first_term_months)


def billing_rule(contract: Contract) -> BillingRule:
    """How each term is charged."""
    return BillingRule(
        contract.billing_step, Due(contract.billing_due), contract.billing_days, contract.signed_on
    )


def refusal_notice(contract: Contract) -> RefusalNotice:
    """How long before a term's end it may be refused at the latest."""
    return RefusalNotice(contract.notice_months, contract.notice_days)


def notice_law(company: Company) -> NoticeLaw:
    """The company's law on the letter before tacit renewal, with its settings."""
    if company.country == Country.ITALY:
        return ItalianNotice(
            open_days=company.notice_window_days,
            paper_stop_days=company.paper_stop_days,
            email_stop_days=company.email_stop_days,
        )
    return FrenchNotice(paper_stop_days=company.paper_stop_days, email_stop_days=company.email_stop_days)


def visit_rule(line: Line) -> VisitRule:
    """The visits a line promises."""
    return VisitRule(line.visits_per_year, line.visit_month, Position(line.visit_position))


def stored_dates(contract: Contract, term: Term) -> TermDates:
    """A stored term as the engine's: its own days, measured against the full term of the rule."""
    rule = term_rule(contract)
    if term.number < rule.first_number:  # written before a suspension moved what follows
        return TermDates(term.number, term.starts_on, term.ends_on, term.starts_on, term.ends_on)
    whole = rule.term(term.number)
    return TermDates(term.number, term.starts_on, term.ends_on, whole.whole_starts, whole.whole_ends)


def present(lines: Iterable[Line], term: TermDates) -> list[Line]:
    """The lines that live on some day of the term."""
    return [
        line
        for line in lines
        if (line.starts_on is None or line.starts_on <= term.ends)
        and (line.ends_on is None or line.ends_on >= term.starts)
    ]


def yearly_fee(lines: Iterable[Line], term: TermDates) -> Decimal:
    """The yearly net fee in force when the term ends: of the lines that live on its last day."""
    return sum(
        (line.annual_fee for line in lines if line.ends_on is None or line.ends_on >= term.ends),
        Decimal("0.00"),
    )


def fee_of_term(lines: Sequence[Line], months: int, term: TermDates) -> Decimal:
    """What the lines cost in the term, each by its days; lines that follow each other are rounded together."""
    if all(line.follows_id is None for line in lines):
        return sum(
            (
                fees.line_fee(
                    line.annual_fee, months, term, line.starts_on or term.starts, line.ends_on or term.ends
                )
                for line in lines
            ),
            Decimal("0.00"),
        )
    by_key = {line.pk: line for line in lines if line.pk}

    def root(line: Line) -> int:
        while line.follows_id in by_key:
            line = by_key[line.follows_id]
        return line.pk or -id(line)

    return fees.stretches_fee(
        (fees.Stretch(root(line), line.annual_fee, line.starts_on, line.ends_on) for line in lines),
        months,
        term,
    )


def is_free(contract: Contract, number: int) -> bool:
    """Whether a term costs nothing: the first one of a contract that begins for free."""
    return contract.first_term_free and number == 1


def renews_tacitly(contract: Contract, term: Term) -> bool:
    """Whether the term goes on by itself unless somebody refuses: refusal and notice have a meaning."""
    return contract.renewal == RenewalKind.TACIT and term.renewable
