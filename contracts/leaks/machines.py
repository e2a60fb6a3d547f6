"""Machines that are looked after, or could be, and pay nothing."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery

from contracts.leaks.promises import excluded_customers
from contracts.leaks.rows import counted, running, with_loss
from contracts.models import LineEquipment
from customers.models import Customer
from installed_base.models import Equipment, ServiceDone


def uncovered(on: date) -> QuerySet[Any]:
    """Machines in service of customers who have a running contract, that stand on none of them."""
    under_contract = running(on).order_by().values("customer")
    return with_loss(_without_contract(on).filter(customer__in=under_contract))


def served_for_nothing(on: date) -> QuerySet[Any]:
    """Machines whose contract ended and that were looked after since, without another contract.

    At stake is the yearly fee of the line they stood on; where it stood for several machines, of that line as a whole.
    """
    former = LineEquipment.objects.filter(
        equipment=OuterRef("pk"), line__contract__ended_on__lte=on
    ).order_by("-line__contract__ended_on", "-pk")
    ended = Subquery(former.values("line__contract__ended_on")[:1])
    rows = _without_contract(on).annotate(contract_ended_on=ended).filter(contract_ended_on__isnull=False)
    since = ServiceDone.objects.filter(
        equipment=OuterRef("pk"), on__gte=OuterRef("contract_ended_on"), on__lte=on, done_by=""
    )
    return with_loss(
        rows.filter(Exists(since.order_by())),
        lost=Subquery(former.values("line__annual_fee")[:1]),
        since=counted(since, "equipment", Max("on")),
        many=counted(since, "equipment", Count("pk")),
    )


def _without_contract(on: date) -> QuerySet[Equipment]:
    covering = LineEquipment.objects.filter(
        Q(line__contract__ended_on=None) | Q(line__contract__ended_on__gt=on),
        Q(line__ends_on=None) | Q(line__ends_on__gte=on),
        equipment=OuterRef("pk"),
        line__contract__runs_until__isnull=False,
    )
    away = Customer.objects.filter(deactivated_on__isnull=False).order_by()
    return (
        Equipment.objects.installed()
        .exclude(Q(excluded=True) & (Q(excluded_until=None) | Q(excluded_until__gte=on)))
        .exclude(customer__in=excluded_customers(on))
        .exclude(customer__in=away)
        .exclude(Exists(covering.order_by()))
    )
