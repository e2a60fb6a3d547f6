"""Visits made: marked done in one place, and where the contract is charged per visit their fee falls due."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from contracts.cadence import recount
from contracts.dates.fees import line_fee
from contracts.models import BillingPeriod, Contract, DueRule, OwedVisit, VisitCadence
from contracts.rules import is_free, stored_dates, term_rule
from tenancy.inserting import AnyOf, insert
from tenancy.money import split


def close_visits(ids: Sequence[int], *, on: date, by: str, reference: str = "") -> int:
    """Mark open visits done on a day; gives how many were. One made or withdrawn before stays as it was.

    Where the next visit is counted from the day made, the windows of those that follow move.
    """
    # One after the other: who counts must see what was made before.
    counting = Contract.objects.filter(visit_cadence=VisitCadence.DONE).order_by("pk")
    list(
        counting.filter(pk__in=OwedVisit.objects.filter(AnyOf("pk", ids)).values("contract"))
        .select_for_update()
        .values_list("pk")
    )
    rows = list(
        OwedVisit.objects.open()
        .filter(AnyOf("pk", ids))
        .select_related("contract", "term", "line")
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    OwedVisit.objects.filter(AnyOf("pk", [row.pk for row in rows])).update(
        done_on=on, done_by=by, done_reference=reference
    )
    recount({row.contract_id: row.contract for row in rows}.values())
    charge_visits([row for row in rows if row.contract.billing_due == DueRule.VISIT], on)
    return len(rows)


def charge_visits(rows: Sequence[OwedVisit], on: date) -> None:
    """Let the fee of visits fall due on the day they were made; those of a free term cost nothing."""
    rows = [row for row in rows if not is_free(row.contract, row.term.number)]
    if not rows:
        return
    terms = [row.term_id for row in rows]
    owed: dict[tuple[int, int], list[int]] = defaultdict(list)
    standing = OwedVisit.objects.filter(AnyOf("term_id", terms), withdrawn_on=None, ending=None)
    for term, line, key in standing.order_by("number", "pk").values_list("term_id", "line_id", "pk"):
        owed[term, line].append(key)
    numbers: dict[int, int] = defaultdict(int)
    for term, number in BillingPeriod.objects.filter(AnyOf("term_id", terms)).values_list(
        "term_id", "number"
    ):
        numbers[term] = max(numbers[term], number)
    made = []
    for row in rows:
        numbers[row.term_id] += 1
        made.append(
            BillingPeriod(
                contract=row.contract,
                term=row.term,
                visit=row,
                kind=BillingPeriod.Kind.VISIT,
                number=numbers[row.term_id],
                starts_on=row.slice_starts_on,
                ends_on=row.slice_ends_on,
                due_on=on,
                amount=_share(row, owed[row.term_id, row.line_id]),
            )
        )
    insert([period for period in made if period.amount])


def _share(visit: OwedVisit, of_line: list[int]) -> Decimal:
    """The visit's part of what its line costs in the term, so that all its visits sum to it."""
    dates, line = stored_dates(visit.contract, visit.term), visit.line
    fee = line_fee(
        line.annual_fee,
        term_rule(visit.contract).months_of(visit.term.number),
        dates,
        line.starts_on or dates.starts,
        line.ends_on or dates.ends,
    )
    return split(fee, len(of_line))[of_line.index(visit.pk)]
