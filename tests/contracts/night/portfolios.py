"""Portfolios of contracts of every kind, signed in bulk, and what a night made of them as plain tuples."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle, islice
from typing import Any

from contracts.models import BillingPeriod, Contract, Line, Notice, OwedVisit, Term
from contracts.rules import term_rule
from contracts.term_batch import TermBatch
from customers.models import Customer
from tenancy import statistics
from tenancy.acting import acting_for
from tenancy.models import Alert, Company
from tests.factories.contracts import TemplateFactory

Kind = dict[str, Any]
LineKind = dict[str, Any]

PLAIN: LineKind = {"annual_fee": Decimal("120.00"), "visits_per_year": 1}
TWICE: LineKind = {
    "annual_fee": Decimal("99.99"),
    "visits_per_year": 2,
    "visit_month": 10,
    "visit_position": "start",
}
NO_VISIT: LineKind = {"annual_fee": Decimal("12.34"), "visits_per_year": 0}


@dataclass(frozen=True)
class Promise:
    """What one contract promises: its columns, its lines, its customer; ``refused`` ends it with that term."""

    start_on: date
    columns: Kind = field(default_factory=dict)
    lines: tuple[LineKind, ...] = (PLAIN,)
    customer: Kind = field(default_factory=dict)
    refused: int = 0


KINDS: tuple[tuple[Kind, tuple[LineKind, ...], Kind, int], ...] = (
    ({}, (PLAIN,), {}, 0),
    ({"renewal_price": "percent", "revision_percent": Decimal("3.2")}, (PLAIN, TWICE), {}, 0),
    ({"renewal": "express"}, (PLAIN,), {}, 0),
    (
        {"billing_step": 3, "billing_due": "arrears"},
        (TWICE, NO_VISIT),
        {"kind": "business", "company_name": "SARL"},
        0,
    ),
    (
        {"anchor_rule": "calendar", "calendar_month": 6},
        (TWICE,),
        {"kind": "condominium", "company_name": "Les Lilas"},
        0,
    ),
    ({"max_renewals": 1}, (PLAIN,), {}, 0),
    ({"billing_step": None, "term_months": 24}, (PLAIN, NO_VISIT), {}, 0),
    ({}, (PLAIN,), {}, 1),
    ({"renewal": "none"}, (PLAIN,), {}, 0),
    ({"billing_step": 1, "notice_months": 0, "notice_days": 45}, (PLAIN,), {}, 0),
    ({"final_end_on": date(2028, 2, 29)}, (PLAIN,), {}, 0),
    ({"never_revise": True, "renewal_price": "percent", "revision_percent": Decimal(5)}, (PLAIN,), {}, 2),
    ({"term_months": 6, "billing_step": 2}, (TWICE,), {}, 0),
)


def mixed(count: int, first: date, days: int = 400) -> list[Promise]:
    """So many contracts of all kinds in turn, one beginning each day, from the first again after so many days."""
    return [
        Promise(first + timedelta(number % days), columns, lines, customer, refused)
        for number, (columns, lines, customer, refused) in enumerate(islice(cycle(KINDS), count))
    ]


def sign_all(company: Company, promises: list[Promise]) -> None:
    """Write the contracts with their first terms, as signed on their first day; numbers are N00000, N00001…"""
    with acting_for(company, source="test"):
        template = TemplateFactory()
        customers = [
            Customer(
                number=f"C{i:05}", country="FR", city="Mâcon", **{"last_name": "Dupont", **promise.customer}
            )
            for i, promise in enumerate(promises)
        ]
        for customer in customers:
            customer.prepare()
        Customer.objects.bulk_create(customers)
        contracts = [
            Contract(
                number=f"N{i:05}", customer=customer, template=template, start_on=promise.start_on,
                signed_on=promise.start_on, **promise.columns,
            )
            for i, (promise, customer) in enumerate(zip(promises, customers, strict=True))
        ]  # fmt: skip
        for contract, promise in zip(contracts, promises, strict=True):
            rule = term_rule(contract)
            if promise.refused:
                contract.ends_after = rule.term(promise.refused if rule.exists(promise.refused) else 1).ends
        statistics.count_rows(Customer)
        Contract.objects.bulk_create(contracts)
        statistics.count_rows(Contract)
        lines = [
            [
                Line(contract=contract, label=f"Service {i}", position=i, **each)
                for i, each in enumerate(promise.lines)
            ]
            for contract, promise in zip(contracts, promises, strict=True)
        ]
        Line.objects.bulk_create([line for some in lines for line in some])
        statistics.count_rows(Line)
        batch = TermBatch(origin=Term.Origin.SIGNATURE)
        for contract, some in zip(contracts, lines, strict=True):
            rule = term_rule(contract)
            batch.add(contract, rule, rule.term(rule.first_number), some)
        batch.write()


def course(company: Company) -> dict[str, list[tuple[Any, ...]]]:
    """All that nights write about contracts: no keys, no moments, no night's own day."""
    with acting_for(company, source="test"):
        return {
            "terms": list(Term.objects.order_by("contract__number", "number").values_list(
                "contract__number", "number", "starts_on", "ends_on", "annual_fee", "fee", "renewable", "refuse_by",
                "notice_opens_on", "notice_prepare_on", "notice_target_on", "notice_closes_on")),
            "periods": list(BillingPeriod.objects.order_by("contract__number", "term__number", "number").values_list(
                "contract__number", "term__number", "number", "starts_on", "ends_on", "due_on", "amount", "state")),
            "visits": list(OwedVisit.objects.order_by(
                "contract__number", "term__number", "line__position", "number").values_list(
                "contract__number", "term__number", "line__position", "number", "slice_starts_on", "slice_ends_on",
                "window_starts_on", "window_ends_on", "done_on")),
            "contracts": list(Contract.objects.order_by("number").values_list(
                "number", "runs_until", "ends_after", "ended_on", "end_reason")),
            "lines": list(Line.objects.order_by("contract__number", "position").values_list(
                "contract__number", "position", "annual_fee")),
            "notices": list(Notice.objects.order_by("contract__number", "term__number").values_list(
                "contract__number", "term__number", "cures", "price_shown", "sent_on")),
        }  # fmt: skip


def open_alerts(company: Company) -> list[tuple[Any, ...]]:
    """The open alerts, by what they are about."""
    with acting_for(company, source="test"):
        return list(
            Alert.objects.open()
            .order_by("kind", "subject_label")
            .values_list("kind", "subject_label", "due_on", "amount", "facts")
        )
