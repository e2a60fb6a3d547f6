"""The end of a main contract and the sub-contracts that end with it: by choice, each told, undone together."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db import transaction

from contracts import ending, refusal
from contracts.ending_effect import Effect, Given, foresee, why_not
from contracts.models import BillingPeriod, Contract, Ending, OwedVisit, Refusal, Term
from contracts.overpaid import Close, net_of, to_credit_each
from tenancy.models import User


class CannotEndTogether(Exception):
    """A sub-contract chosen cannot end; ``args`` are the contract and the code of why."""


@dataclass(frozen=True, slots=True)
class SubEnd:
    """What the end of the main contract brings to a sub-contract chosen, or the code of why it cannot."""

    contract: Contract
    effect: Effect | None = None
    term: Term | None = None
    code: str = ""
    credited: Decimal = Decimal(0)


def going_on(main: Contract) -> list[Contract]:
    """Its sub-contracts that were signed and go on: no end is recorded for them."""
    rows = main.subs.signed().filter(ended_on=None).select_related("customer", "template")
    return list(rows.order_by("number"))


def foresee_ends(subs: Sequence[Contract], given_kind: str, last_day: date, running: str) -> list[SubEnd]:
    """What ending them with that last day brings, in five queries."""
    keys = [each.pk for each in subs]
    periods: dict[int, list[BillingPeriod]] = defaultdict(list)
    for period in BillingPeriod.objects.open().filter(contract__in=keys):
        periods[period.contract_id].append(period)
    visits: dict[int, list[OwedVisit]] = defaultdict(list)
    for visit in OwedVisit.objects.open().filter(contract__in=keys):
        visits[visit.contract_id].append(visit)
    owed = to_credit_each(subs, Close(last_day, running, given_kind)) if subs else {}
    return [
        SubEnd(each, code=code)
        if (code := why_not(each, given_kind, last_day))
        else SubEnd(
            each,
            foresee(given_kind, last_day, running, periods[each.pk], visits[each.pk]),
            credited=net_of(owed[each.pk]),
        )
        for each in subs
    ]


def foresee_refusals(subs: Sequence[Contract], received_on: date) -> list[SubEnd]:
    """The term each would end with, were its renewal refused that day; one query."""
    terms: dict[int, list[Term]] = defaultdict(list)
    for term in Term.objects.filter(contract__in=[each.pk for each in subs]).order_by("number"):
        terms[term.contract_id].append(term)
    found = []
    for each in subs:
        term = refusal.term_refused(terms[each.pk], received_on)
        code = "refused" if each.ends_after is not None else ""
        if not code and each.runs_until is not None and each.runs_until > term.ends_on:
            code = "renewed"
        found.append(SubEnd(each, term=term, code=code))
    return found


@transaction.atomic
def end_along(
    main_end: Ending, subs: Sequence[Contract], given: Given, *, on: date, by: User | None
) -> list[Ending]:
    """End sub-contracts as the main contract was ended, each with the credit computed for it.

    Raises ``CannotEndTogether``.
    """
    theirs = replace(given, credit=None, credit_reason="", along_with=main_end)
    done = []
    for each in sorted(subs, key=lambda sub: sub.pk):
        try:
            done.append(ending.end(each, theirs, on=on, by=by))
        except ending.CannotEnd as refused:
            raise CannotEndTogether(each, refused.args[0]) from refused
    return done


@transaction.atomic
def refuse_along(main: Refusal, subs: Sequence[Contract], *, on: date, by: User | None) -> list[Refusal]:
    """Record the same refusal for sub-contracts; each ends with its own term. Raises ``CannotEndTogether``."""
    done = []
    for each in sorted(subs, key=lambda sub: sub.pk):
        try:
            done.append(
                refusal.refuse(
                    each, main.received_on, on=on, channel=main.channel, by=by, reason=main.reason,
                    along_with=main,
                )
            )  # fmt: skip
        except refusal.CannotRefuse as refused:
            raise CannotEndTogether(each, refused.args[0]) from refused
    return done


def ended_along(main_end: Ending) -> list[tuple[Ending, str]]:
    """The ends in force of sub-contracts that came with it, each with the code of what keeps it, if anything does."""
    rows = Ending.objects.in_force().filter(along_with=main_end).select_related("contract__customer")
    return [(row, ending.why_not_undo(row, row.contract)) for row in rows.order_by("contract__number")]


def undo_along(main_end: Ending, *, on: date, by: User | None, reason: str) -> int:
    """Let the sub-contracts that ended with it go on too, but for those something stands on; gives how many."""
    free = [row for row, code in ended_along(main_end) if not code]
    for row in sorted(free, key=lambda each: each.contract_id):
        ending.undo(row, on=on, by=by, reason=reason)
    return len(free)


def refused_along(main: Refusal) -> list[Refusal]:
    """The refusals of sub-contracts that came with it and can still be withdrawn."""
    rows = Refusal.objects.filter(along_with=main, withdrawn_on=None, contract__ended_on=None)
    return list(rows.select_related("contract__customer").order_by("contract__number"))


def withdraw_along(rows: Sequence[Refusal], on: date) -> None:
    """Withdraw the refusals of sub-contracts with that of the main contract."""
    for row in sorted(rows, key=lambda each: each.contract_id):
        refusal.withdraw_refusal(row, on)
