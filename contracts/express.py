"""Express renewal at the office: the next term is written at once, when somebody says so and not before."""

from datetime import date

from django.db import transaction

from contracts.dates.renewal import may_renew, renewal_opens
from contracts.models import Contract, Line, RenewalKind, Suspension, Term
from contracts.pricing import Pricing
from contracts.promises import machines_of
from contracts.renewal import write_fees
from contracts.rules import present, stored_dates, term_rule
from contracts.term_batch import TermBatch
from installed_base import due_dates
from tenancy.acting import acting_company
from tenancy.models import User


class CannotRenew(Exception):
    """The contract cannot be renewed now; ``args[0]`` is a code: unsigned, not_express, refused, early, over,
    suspended, final.
    """


def why_not(contract: Contract, last: Term | None, on: date) -> str:
    """The code of what stands against an express renewal on the day; empty when nothing does."""
    if last is None:
        return "unsigned"
    if contract.renewal != RenewalKind.EXPRESS:
        return "not_express"
    if contract.ends_after is not None:
        return "refused"
    if contract.ended_on is not None or on > last.ends_on:
        return "over"
    if Suspension.objects.holding(on).filter(contract=contract).exists():
        return "suspended"
    dates = stored_dates(contract, last)
    if on < renewal_opens(dates, acting_company().renewal_open_days):
        return "early"
    return "" if may_renew(term_rule(contract), dates) else "final"


def next_term(
    contract: Contract,
    last: Term,
    on: date,
    *,
    by: User | None = None,
    origin: str = Term.Origin.OFFICE,
    reference: str = "",
) -> tuple[TermBatch, list[Line], Pricing]:
    """The term after the last one with all it brings, in memory, and the lines whose yearly fee that changes."""
    rule = term_rule(contract)
    dates = rule.term(last.number + 1)
    lines = list(contract.lines.all())
    pricing = Pricing([contract])
    raised = pricing.revise(contract, present(lines, dates), dates, prepared_on=last.notice_prepare_on, on=on)
    if pricing.waiting.begin(contract, dates, lines):
        rule = term_rule(contract)
        dates = rule.term(dates.number)
    batch = TermBatch(origin=origin, reference=reference, by=by)
    batch.add(contract, rule, dates, lines)
    return batch, raised, pricing


@transaction.atomic
def renew_express(
    contract: Contract, on: date, by: User | None = None, origin: str = Term.Origin.OFFICE
) -> Term:
    """Write the next term of an express contract, from the renewal-open day to the running term's last day.

    A second answer to the same question gives the term the first one wrote. Raises ``CannotRenew``.
    """
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    written = Term.objects.filter(contract=contract).order_by("-number")
    last = written.first()
    if last is not None and last.starts_on > on and written[1:2]:
        return last
    code = why_not(contract, last, on)
    if code or last is None:
        raise CannotRenew(code)
    term = write_next(contract, last, on, by=by, origin=origin)
    due_dates.refresh(machines_of([contract.pk]), on)
    return term


def write_next(
    contract: Contract,
    last: Term,
    on: date,
    *,
    by: User | None,
    origin: str = Term.Origin.OFFICE,
    reference: str = "",
) -> Term:
    """Write the term after the last one, in the caller's transaction, the contract locked; asks nothing."""
    batch, raised, pricing = next_term(contract, last, on, by=by, origin=origin, reference=reference)
    batch.write()
    if raised:
        write_fees(raised)
    pricing.write(by)
    return batch.terms[0]
