"""Renewal: what must be written so that every contract is right on a day — its next terms, or its end."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from contracts.dates.renewal import RenewalKind as Kind
from contracts.dates.renewal import catch_up
from contracts.models import Contract, EndReason, Line, RenewalKind, Term
from contracts.pricing import Pricing
from contracts.rules import present, stored_dates, term_rule
from contracts.term_batch import TermBatch
from contracts.untold import Untold
from tenancy.acting import acting, acting_for
from tenancy.chunks import in_chunks
from tenancy.inserting import AnyOf
from tenancy.models import User
from tenancy.night import Work


def due(on: date) -> list[int]:
    """The contracts whose last term ended before the day: those a night must renew or end."""
    return list(Contract.objects.running_out(on).order_by("pk").values_list("pk", flat=True))


def renew_due(work: Work) -> None:
    """The night's step: renew or end every contract that ran out, one bad contract never stopping the others."""
    with acting_for(work.company, source=work.source):
        ids = due(work.on)
    work.count("due", len(ids))
    done: list[RenewalResult] = []

    def renew_chunk(chunk: Sequence[int]) -> None:
        result = renew(chunk, work.on, origin=Term.Origin.NIGHTLY)
        done.append(result)

    def after(behind: int) -> None:
        for result in done:
            result.report(work)
        done.clear()
        work.progress("renew", behind, len(ids))

    failures = in_chunks(work.company, ids, renew_chunk, source=work.source, after=after)
    if failures:
        with acting_for(work.company, source=work.source):
            numbers = dict(
                Contract.objects.filter(pk__in=[failed.row_id for failed in failures]).values_list(
                    "pk", "number"
                )
            )
        for failed in failures:
            work.fail("contract", failed.row_id, numbers.get(failed.row_id, "?"), failed.reason)


class RenewalResult:
    """What one chunk of renewals wrote."""

    def __init__(self, terms: list[Term], ended: dict[Contract, tuple[date, str]]) -> None:
        self.terms, self.ended = terms, ended

    def report(self, work: Work) -> None:
        """Count, and tell row by row when a preview listens."""
        work.count("renewed", len(self.terms))
        work.count("ended", len(self.ended))
        if not work.telling:
            return
        for term in self.terms:
            work.tell(
                "renewed",
                term.contract.number,
                term=term.number,
                starts_on=term.starts_on,
                ends_on=term.ends_on,
                annual_fee=term.annual_fee,
            )
        for contract, (day, reason) in self.ended.items():
            work.tell("ended", contract.number, ended_on=day, reason=reason)


def renew(ids: Sequence[int], on: date, *, origin: str, by: User | None = None) -> RenewalResult:
    """Bring the contracts given up to the day, in the caller's transaction and a constant number of queries.

    Contracts somebody else brought up meanwhile are passed over: each row is locked and asked again. An express
    contract is ended here; the office and the report renew it by ``contracts.express``.
    """
    contracts = list(
        Contract.objects.running_out(on)
        .filter(AnyOf("pk", ids))
        .defer("services", "notes", "created_at", "updated_at")
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    last_terms = _last_terms(contracts)
    lines = _lines(contracts)
    batch = TermBatch(origin=origin, reference=acting().source, by=by)
    ended: dict[Contract, tuple[date, str]] = {}
    raised: list[Line] = []
    pricing = Pricing(contracts, Untold(contracts).keeps)
    for contract in contracts:
        last = stored_dates(contract, last_terms[contract.pk])
        prepared_on = last_terms[contract.pk].notice_prepare_on
        while True:
            rule = term_rule(contract)
            todo = catch_up(rule, last, Kind(contract.renewal), on, contract.ends_after)
            # A term may bring other rules with it: then what follows is asked again.
            step_by_step = contract.pk in pricing.waiting.rows
            for dates in todo.terms[:1] if step_by_step else todo.terms:
                alive = present(lines[contract.pk], dates)
                raised += pricing.revise(contract, alive, dates, prepared_on=prepared_on, on=on)
                last = dates
                if pricing.waiting.begin(contract, dates, lines[contract.pk]):
                    rule = term_rule(contract)
                    last = rule.term(dates.number)
                prepared_on = batch.add(contract, rule, last, lines[contract.pk]).notice_prepare_on
            if not (step_by_step and todo.terms):
                break
        if todo.ended_on is not None:
            ended[contract] = (todo.ended_on, end_reason(contract))
    if batch.terms:
        batch.write()
    if raised:
        write_fees(raised)
    pricing.write(by)
    if ended:
        Contract.objects.all().end({contract.pk: end for contract, end in ended.items()})
    return RenewalResult(batch.terms, ended)


def end_reason(contract: Contract) -> str:
    """Why a contract that is not renewed any more ended."""
    if contract.ends_after is not None:
        return EndReason.REFUSED
    if contract.renewal == RenewalKind.EXPRESS:
        return EndReason.NOT_RENEWED
    return EndReason.EXPIRED


def _last_terms(contracts: list[Contract]) -> dict[int, Any]:
    """Number and days of each contract's last term, by the contract's id."""
    terms = (
        Term.objects.filter(AnyOf("contract_id", [contract.pk for contract in contracts]))
        .order_by("contract_id", "-number")
        .distinct("contract_id")
    )
    columns = terms.values_list(
        "contract_id", "number", "starts_on", "ends_on", "notice_prepare_on", named=True
    )
    return {term.contract_id: term for term in columns}


def _lines(contracts: list[Contract]) -> dict[int, list[Line]]:
    lines: dict[int, list[Line]] = defaultdict(list)
    for line in Line.objects.filter(AnyOf("contract_id", [contract.pk for contract in contracts])):
        lines[line.contract_id].append(line)
    return lines


def write_fees(lines: list[Line]) -> None:
    """Write the yearly fees of lines that a renewal changed, in one statement."""
    latest = {line.pk: line.annual_fee for line in lines}
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE contracts_line l SET annual_fee = v.fee FROM unnest(%s::bigint[], %s::numeric[]) AS v(id, fee) "
            "WHERE l.id = v.id",
            [list(latest), list(latest.values())],
        )
