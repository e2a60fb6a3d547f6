"""Fees held against the price lists: lower than the list, or following a list that does not know them."""

from datetime import date
from typing import Any

from django.db.models import Case, DecimalField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Greatest

from contracts.leaks.rows import counted, running, term_of_day, with_loss
from contracts.models import Line, Price, PriceList, RenewalPrice, Service

MONEY = DecimalField(max_digits=14, decimal_places=2)


def lines_with_list_price(on: date) -> QuerySet[Any]:
    """Lines that live on the day, with their yearly fee by the list of the customer's group, else of everybody."""
    prices = Price.objects.filter(
        Q(price_list__group=None) | Q(price_list__group=OuterRef("contract__customer__group")),
        service=OuterRef("service"),
        price_list__in=PriceList.objects.in_force(on),
    ).order_by(F("price_list__group").desc(nulls_last=True))
    living = Line.objects.filter(Q(starts_on=None) | Q(starts_on__lte=on)).filter(
        Q(ends_on=None) | Q(ends_on__gte=on)
    )
    return living.annotate(listed=Subquery(prices.values("amount")[:1])).annotate(
        listed_yearly=Case(
            When(service__unit=Service.Unit.VISIT, then=F("listed") * F("visits_per_year")),
            default=F("listed"),
            output_field=MONEY,
        )
    )


def under_the_list(on: date) -> QuerySet[Any]:
    """Running contracts with lines whose yearly fee is below that of the list; the difference, line by line.

    What a template includes without a fee is no line that lost its price.
    """
    below = lines_with_list_price(on).filter(
        contract=OuterRef("pk"), annual_fee__gt=0, annual_fee__lt=F("listed_yearly")
    )
    return with_loss(
        running(on).filter(Exists(below.order_by())),
        lost=counted(
            below, "contract", Sum(Greatest(F("listed_yearly") - F("annual_fee"), 0), output_field=MONEY)
        ),
        since=term_of_day(on, "starts_on"),
    )


def without_a_list_price(on: date) -> QuerySet[Any]:
    """Running contracts that follow the list and have a line no list in force knows: it keeps its fee at renewal."""
    unknown = lines_with_list_price(on).filter(contract=OuterRef("pk"), listed=None)
    return with_loss(
        running(on).filter(
            Exists(unknown.order_by()), renewal_price=RenewalPrice.LIST, never_revise=False, ends_after=None
        ),
        lost=term_of_day(on, "annual_fee"),
        since=term_of_day(on, "starts_on"),
    )
