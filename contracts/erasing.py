"""Contracts and the erasure of a person: one that runs forbids it, one that ended is kept while it can be disputed."""

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal

from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from contracts.dates.withdrawal import Conclusion
from contracts.models import (
    Allowance,
    AllowanceEntry,
    Amendment,
    AmendmentChange,
    BillingPeriod,
    Block,
    Contract,
    ContractFieldValue,
    Coverage,
    Credit,
    Ending,
    Line,
    LineBase,
    LineEquipment,
    Notice,
    OwedVisit,
    Refusal,
    RenewalAnswer,
    Revision,
    RevisionClause,
    RevisionLine,
    RevisionTerm,
    RoundPrice,
    Suspension,
    SuspensionChange,
    TakeOver,
    Term,
)
from tenancy import erasing
from tenancy.belonging import belongings_of
from tenancy.erasing import Kept, Reason, Rows
from tenancy.models import Alert, Company, Country
from tenancy.months import add_m
from tenancy.standing import LegalDocument

# How long after its end a contract can be disputed: France, Civil Code, article 2224; Italy, Civil Code, article 2946.
YEARS = {Country.FRANCE.value: 5, Country.ITALY.value: 10}
REASONS = {Country.FRANCE.value: "contract_fr", Country.ITALY.value: "contract_it"}
LABEL = _("Contract with its terms, visits and letters")
# A contract that a consumer made on line for so much or more is kept for her: Code de la consommation, articles L213-1,
# D213-1 (the amount, VAT included) and D213-2 (ten years from the end of performance).
ONLINE_FROM, ONLINE_YEARS, ONLINE_REASON = Decimal(120), 10, "contract_online_fr"


def register() -> None:
    """Say what becomes of the tables of contracts, and why."""
    for model in (
        *(
            BillingPeriod,
            Block,
            ContractFieldValue,
            Coverage,
            Ending,
            Line,
            LineBase,
            LineEquipment,
            Notice,
            OwedVisit,
            Refusal,
            RenewalAnswer,
            TakeOver,
            Term,
        ),
        *(Allowance, AllowanceEntry, Amendment, AmendmentChange, Credit, Suspension, SuspensionChange),
        *(Revision, RevisionClause, RevisionLine, RevisionTerm, RoundPrice),
    ):
        erasing.deletes(model)
    erasing.deletes(Contract, notes="", private_notes="", job="")
    erasing.register_reason(
        Reason(
            "contract_fr",
            LABEL,
            _("it can be disputed for five years after its end (Civil Code, article 2224)"),
        )
    )
    erasing.register_reason(
        Reason(
            "contract_it",
            LABEL,
            _("it can be disputed for ten years after its end (Civil Code, article 2946)"),
        )
    )
    erasing.register_reason(
        Reason(
            ONLINE_REASON,
            LABEL,
            _(
                "a consumer made it on line for 120 € or more: ten years after its end (Consumer Code, L213-1)"
            ),
        )
    )
    erasing.register_keeping(ended)
    erasing.register_obstacle(running)


def running(ids: Collection[int], on: date) -> Iterator[LegalDocument]:
    """Signed contracts that have not ended: without her name they could not be carried out."""
    signed = Contract.objects.signed().filter(customer__in=ids)
    for contract in signed.filter(Q(ended_on=None) | Q(ended_on__gt=on)).order_by("number"):
        yield LegalDocument(_("Running contract"), contract.number, contract.get_absolute_url())


def ended(ids: Collection[int], on: date, company: Company) -> Iterator[Kept]:
    """Signed contracts that ended, each with everything about it, until nobody can dispute it any more."""
    signed = Contract.objects.signed().filter(customer__in=ids, ended_on__lte=on)
    for contract in signed.select_related("customer").order_by("number"):
        reason, years = why_kept(contract, company.country)
        until = add_m(contract.ended_on or on, 12 * years)
        if until > on:
            yield Kept(reason, contract.number, until, rows_of(contract))


def why_kept(contract: Contract, country: str) -> tuple[str, int]:
    """Why a contract that ended is kept, and for how many years after the first day without it."""
    online = contract.conclusion == Conclusion.DISTANCE_ONLINE and contract.customer.is_consumer()
    if country == Country.FRANCE and online:
        dearest = contract.terms.aggregate(fee=Max("fee"))["fee"] or 0
        if dearest * (1 + contract.vat_rate / 100) >= ONLINE_FROM:
            return ONLINE_REASON, ONLINE_YEARS
    return REASONS[country], YEARS[country]


def rows_of(contract: Contract) -> Rows:
    """Everything a contract is made of, with its letters, their files and the mails that brought them."""
    belongings = belongings_of(contract)
    found: Rows = {}
    for rows in (belongings.rows, belongings.frozen):
        for model, ids in rows.items():
            if model is not Alert:
                found.setdefault(model, set()).update(ids)
    for model, ids in erasing.papers_of(dict(found)).items():
        found.setdefault(model, set()).update(ids)
    return {model: ids for model, ids in found.items() if ids}
