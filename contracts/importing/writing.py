"""Stores the rows that were taken: contracts with their line, the term in force and all it brings, set-based."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from django.utils.translation import gettext_noop

from contracts.dates.terms import Term as TermDates
from contracts.dates.terms import TermRule
from contracts.importing.checking import ContractRow
from contracts.importing.columns import CONTRACTS
from contracts.importing.comparing import compare_known
from contracts.importing.founding import Foundations, lay_foundations
from contracts.importing.hanging import hang, rehang
from contracts.importing.own import OwnFields
from contracts.models import (
    AnchorRule,
    BillingPeriod,
    Contract,
    Line,
    LineEquipment,
    Notice,
    OwedVisit,
    Refusal,
    RenewalKind,
    Term,
)
from contracts.renewal import end_reason
from contracts.rules import term_rule
from contracts.term_batch import TermBatch
from customers.models import Customer, Site
from installed_base.models import Equipment
from tenancy import search, statistics
from tenancy.acting import acting
from tenancy.inserting import insert
from ui.spreadsheets.checking import Remark
from ui.spreadsheets.written import Written, chunks

PROBABLY_RENEWED = gettext_noop(
    "the last visit lies after the contract's end: probably renewed in the old system"
)


def write_contracts(
    rows: Sequence[ContractRow], columns: Collection[str], update: Collection[str] = (), *, on: date
) -> Written:
    """Creates the contracts that are new, as they stand on the day; of the others takes the columns of `update`.

    Each gets one line with all its machines and the term in force under its true number, with periods, visits and
    notice dates; earlier terms are not invented. `columns` are those the file has. Call inside `acting_for`.
    """
    written = Written()
    founded = lay_foundations(rows)
    hung: list[ContractRow] = []
    rehung: list[ContractRow] = []
    for chunk in chunks(rows):
        new = list(compare_known(chunk, columns, written, update, founded, rehung))
        if new:
            _create(new, founded, on, written)
            if not written.created:
                statistics.count_rows(
                    Contract,
                    Line,
                    LineEquipment,
                    Term,
                    BillingPeriod,
                    OwedVisit,
                    Notice,
                    Refusal,
                    coming=len(rows),
                )
        written.created += len(new)
        hung += [row for row in new if row.main]
    hang(hung, written, on)
    rehang(rehung, written, on)
    return written


def _create(rows: Sequence[ContractRow], founded: Foundations, on: date, written: Written) -> None:
    customers = dict(
        Customer.objects.filter(number__in={row.customer for row in rows}).values_list("number", "pk")
    )
    # the latest first, so that the first site of each customer stays
    sites = dict(
        Site.objects.filter(customer__in=customers.values()).order_by("-pk").values_list("customer_id", "pk")
    )
    contracts, dates, rules = [], [], []
    for row in rows:
        customer = customers[row.customer]
        contract = _contract(row, founded, customer, sites.get(customer))
        rule = term_rule(contract)
        term = term_in_force(row, rule, on)
        _end(contract, row, rule, term, on)
        contracts.append(contract)
        rules.append(rule)
        dates.append(term)
    insert(contracts)
    if any(row.own for row in rows):
        OwnFields().write(zip(contracts, (row.own for row in rows), strict=True))
    lines = [
        Line(
            contract=contract,
            label=row.template,
            annual_fee=row.yearly_fee,
            visits_per_year=row.visits_a_year,
            visit_month=row.visit_month,
        )
        for row, contract in zip(rows, contracts, strict=True)
    ]
    insert(lines)
    _put_machines(rows, lines)
    terms = _write_terms(rows, contracts, rules, dates, lines)
    _write_notices(rows, terms)
    _write_refusals(rows, terms)
    search.index("contract", ((contract.pk, contract.search_words()) for contract in contracts))
    written.remarks += _remarks(rows, contracts, dates)


def _contract(row: ContractRow, founded: Foundations, customer: int, site: int | None) -> Contract:
    """The contract of a row: its rules from the file, what the file does not say from its template."""
    template = founded.template(row.template)
    return Contract(
        number=row.number,
        customer_id=customer,
        site_id=site,
        template=template,
        template_version=founded.version(template),
        technician_id=founded.technician(row.technician),
        signed_on=row.signed_on,
        start_on=row.starts_on,
        term_months=row.months,
        first_term_months=row.first_months,
        anchor_rule=AnchorRule.ANNIVERSARY if row.first_months else template.anchor_rule,
        calendar_month=template.calendar_month,
        renewal=row.renewal,
        renewal_control=row.control or "",
        renewal_price=row.renewal_price,
        revision_percent=row.revision_percent,
        revision_amount=row.revision_amount or None,
        notice_months=row.notice_months,
        notice_days=0,
        billing_step=row.billing_months or None,
        billing_due=row.due,
        vat_rate=template.vat_rate if row.vat_rate is None else row.vat_rate,
        vat_confirmed=False,
        billed_until=row.billed_until,
        job=row.job,
        cost_centre=row.cost_centre or template.cost_centre,
        revenue_account=row.revenue_account or template.revenue_account,
        services=template.services,
        visit_cadence=row.visit_cadence or template.visit_cadence,
        covers_travel=template.covers_travel,
        covers_labour=template.covers_labour,
        covers_parts=template.covers_parts,
        call_outs=template.call_outs,
        response_hours=template.response_hours,
        created_by=acting().actor,
    )


def term_in_force(row: ContractRow, rule: TermRule, on: date) -> TermDates:
    """The term to write: of a tacit contract the one that contains the day, the first when it has not begun, and none
    after the one it was cancelled in; of others the first, however long ago.
    """
    number = rule.first_number
    if row.renewal == RenewalKind.TACIT:
        number = rule.number_on(on) or number
        if row.cancelled_on:
            number = min(number, rule.number_on(row.cancelled_on) or number)
    return rule.term(number)


def _end(contract: Contract, row: ContractRow, rule: TermRule, term: TermDates, on: date) -> None:
    """Sets the end a cancellation brings — after the term it falls in, even past the last day to refuse — and closes
    what is over.
    """
    if row.cancelled_on and (row.renewal == RenewalKind.TACIT or row.cancelled_on <= term.ends):
        contract.ends_after = rule.term(rule.number_on(row.cancelled_on) or term.number).ends
    if is_over(row, term, on):
        contract.ended_on = date.fromordinal(term.ends.toordinal() + 1)
        contract.end_reason = end_reason(contract)


def is_over(row: ContractRow, term: TermDates, on: date) -> bool:
    """Whether the contract had ended before the day; on its last day it still runs."""
    return term.ends < on and (row.renewal != RenewalKind.TACIT or row.cancelled_on is not None)


def _put_machines(rows: Sequence[ContractRow], lines: Sequence[Line]) -> None:
    numbers = {number for row in rows for number in row.equipment}
    machines = dict(Equipment.objects.filter(number__in=numbers).values_list("number", "pk"))
    insert(
        [
            LineEquipment(line_id=line.pk, equipment_id=machines[number])
            for row, line in zip(rows, lines, strict=True)
            for number in row.equipment
        ]
    )


def _write_terms(
    rows: Sequence[ContractRow],
    contracts: Sequence[Contract],
    rules: Sequence[TermRule],
    dates: Sequence[TermDates],
    lines: Sequence[Line],
) -> list[Term]:
    batch = TermBatch(origin=Term.Origin.IMPORT, by=acting().actor)
    for row, contract, rule, term, line in zip(rows, contracts, rules, dates, lines, strict=True):
        before = len(batch.visits)
        batch.add(contract, rule, term, [line], owes_fees=contract.ended_on is None)
        if row.last_visit_on:
            for visit in batch.visits[before:]:
                if visit.slice_starts_on <= row.last_visit_on:
                    visit.done_on, visit.done_by = row.last_visit_on, OwedVisit.Done.IMPORT
    batch.write()
    return batch.terms


def _write_notices(rows: Sequence[ContractRow], terms: Sequence[Term]) -> None:
    """A letter inside the window of the term cures, both ends included; another is kept and does not."""
    insert(
        [
            Notice(
                contract=term.contract,
                term=term,
                cures=term.notice_opens_on <= row.notice_sent_on <= term.notice_closes_on,
                prepared_on=row.notice_sent_on,
                sent_on=row.notice_sent_on,
                channel=Notice.Channel.IMPORTED,
            )
            for row, term in zip(rows, terms, strict=True)
            if row.notice_sent_on
        ]
    )


def _write_refusals(rows: Sequence[ContractRow], terms: Sequence[Term]) -> None:
    """Cancellations of the old program; none is late, that is judged only of refusals recorded here."""
    insert(
        [
            Refusal(
                contract=term.contract,
                term=term,
                received_on=row.cancelled_on,
                channel=Refusal.Channel.IMPORTED,
                recorded_by=acting().actor,
            )
            for row, term in zip(rows, terms, strict=True)
            if row.cancelled_on
        ]
    )


def _remarks(
    rows: Sequence[ContractRow], contracts: Sequence[Contract], dates: Sequence[TermDates]
) -> Iterator[Remark]:
    label = str(CONTRACTS.column("last_visit_on").label)
    for row, contract, term in zip(rows, contracts, dates, strict=True):
        if contract.ended_on and row.last_visit_on and row.last_visit_on > term.ends:
            yield Remark(row.line, row.number, label, row.last_visit_on.isoformat(), PROBABLY_RENEWED)
