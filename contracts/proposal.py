"""What a contract that is not signed yet would bring: the first term, its fees, its visits, its notice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contracts.dates.refusal import refuse_by
from contracts.models import Contract, Line, RenewalKind, Term
from contracts.rules import refusal_notice, term_rule
from contracts.term_batch import NewPeriod, NewVisit, TermBatch
from contracts.visitless import owes_no_visit
from customers.models import PROTECTED_CLASSES
from tenancy.acting import acting_company


@dataclass(frozen=True, slots=True)
class Proposal:
    """The first term in memory, how many terms follow it at once, and what to know before signature.

    ``warnings`` are codes: refusal_impossible, notice_impossible, notice_at_once, no_visit.
    """

    term: Term
    periods: Sequence[NewPeriod]
    visits: Sequence[NewVisit]
    warnings: list[str]


def propose(contract: Contract, lines: Sequence[Line], on: date) -> Proposal:
    """What signing the contract brings; nothing is written. ValueError when its rules give no term."""
    rule = term_rule(contract)
    batch = TermBatch(origin=Term.Origin.SIGNATURE)
    term = batch.add(contract, rule, rule.term(rule.first_number), lines)
    warnings = _warnings(contract, batch, on)
    if owes_no_visit(contract, rule.term(rule.first_number), lines):
        warnings.append("no_visit")
    return Proposal(term, batch.periods, batch.visits, warnings)


def _warnings(contract: Contract, batch: TermBatch, on: date) -> list[str]:
    """Looks at the term that runs on the day, which a contract begun long ago catches up to; else at the first."""
    rule = term_rule(contract)
    dates = rule.term(rule.number_on(on) or rule.first_number)
    if contract.renewal != RenewalKind.TACIT or not rule.exists(dates.number + 1):
        return []
    last_day = refuse_by(dates.ends, refusal_notice(contract))
    if last_day < dates.starts:
        return ["refusal_impossible"]
    if not (acting_company().notify_businesses or contract.customer.legal_class in PROTECTED_CLASSES):
        return []
    window = batch.law.window(dates.ends, last_day)
    if window.closes < max(on, dates.starts):
        return ["notice_impossible"]
    return ["notice_at_once"] if window.prepare_from < on else []
