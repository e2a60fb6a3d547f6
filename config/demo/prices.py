"""Contracts of a demo company whose prices follow an index, so that a newcomer sees a settled price and its reason."""

from datetime import date
from decimal import Decimal

from django.db.models import F

from contracts.clauses import establish, write_clause
from contracts.indices import Typed, enter
from contracts.models import Contract, IndexSeries, IndexValue, PriceRound, Term
from contracts.price_rounds.deciding import approve
from contracts.price_rounds.proposing import edit, propose
from contracts.starter.indices import create_indices
from tenancy.models import User
from tenancy.months import add_m

MONTHS = 36
FOLLOWING = 12
RAISED, ASKED = 8, 24
REASON = {"FR": "Hausse des pièces et des déplacements", "IT": "Aumento di ricambi e trasferte"}
BY_HAND = {"FR": "Client de longue date", "IT": "Cliente di lunga data"}
NAMES = {
    "FR": ("Révision décidée cet automne", "Révision de l’an prochain"),
    "IT": ("Revisione decisa in autunno", "Revisione dell’anno prossimo"),
}
FORMULA = {
    "fixed_part": Decimal("0.15"),
    "method": "fixed",
    "rounding": "four",
    "reference": "last",
    "months_before": 4,
    "cap": Decimal(5),
    "floor": None,
    "threshold": None,
    "first_months": 0,
}


def follow_an_index(country: str, today: date) -> None:
    """Three years of invented values, and a dozen contracts whose next renewal is near follow them."""
    create_indices(country)
    series = IndexSeries.objects.order_by("pk").first()
    if series is None:
        return
    last = add_m(today.replace(day=1), -series.lag_months - 1)
    column = [
        Typed(place, add_m(last, place - MONTHS), Decimal("132.4") + Decimal(place) * Decimal("0.3"), None)
        for place in range(1, MONTHS + 1)
    ]
    enter(series, column, published_on=None, status=IndexValue.Status.FINAL, on=today, by=None)
    near = Term.objects.filter(
        contract__runs_until=F("ends_on"), contract__ended_on=None, contract__ends_after=None,
        contract__renewal="tacit", renewable=True, notice_closes_on__gt=today,
    )  # fmt: skip
    for term in near.order_by("notice_prepare_on", "pk")[:FOLLOWING]:
        contract = Contract.objects.get(pk=term.contract_id)
        write_clause(contract, FORMULA, [(series, Decimal("0.85"))])
        establish(contract, since=term.starts_on, known_on=term.starts_on)


def propose_new_fees(country: str, today: date, by: User) -> None:
    """A raise that was approved, and one that waits to be looked at."""
    done, asked = NAMES[country]
    waiting = Term.objects.filter(
        contract__runs_until=F("ends_on"), contract__ended_on=None, contract__ends_after=None,
        contract__renewal="tacit", renewable=True, notice_prepare_on__gt=today,
    ).order_by("notice_prepare_on", "pk")  # fmt: skip
    chosen = [term.contract for term in waiting.select_related("contract")[: RAISED + ASKED]]
    first = PriceRound(
        name=done,
        rule=PriceRound.Rule.AMOUNT,
        amount=Decimal("6.00"),
        starts_on=today,
        reason=REASON[country],
    )
    approve(propose(first, chosen[:RAISED], today, by=by), today, by=by)
    second = PriceRound(
        name=asked,
        rule=PriceRound.Rule.PERCENT,
        percent=Decimal("2.8"),
        starts_on=today,
        reason=REASON[country],
    )
    propose(second, chosen, today, by=by)
    row = second.prices.filter(left="").order_by("pk").first()
    if row is not None and row.old_fee is not None:
        edit(row, row.old_fee + 1, BY_HAND[country], by=by)
