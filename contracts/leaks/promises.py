"""What was promised to customers or wanted by law and is not done: visits, letters, somebody who goes there."""

from datetime import date
from typing import Any

from django.db.models import Count, DecimalField, Exists, F, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce, NullIf, Round

from contracts.leaks.rows import counted, running, term_of_day, with_loss
from contracts.models import Contract, Notice, OwedVisit, RenewalKind, Term
from contracts.noticing import owing_notice
from contracts.silence import silent_lines
from customers.models import PROTECTED_CLASSES, Customer
from tenancy.acting import acting_company


def visits_late(on: date) -> QuerySet[Any]:
    """Running contracts with visits whose window is over; the part of the line's fee that stands for them.

    Excluded customers and lines all of whose machines are excluded are left out.
    """
    late = OwedVisit.objects.late(on).filter(contract=OuterRef("pk")).exclude(line__in=silent_lines(on))
    a_visit = Round(
        Cast("line__annual_fee", DecimalField(max_digits=14, decimal_places=4))
        / Coalesce(NullIf(F("line__visits_per_year"), 0), 1),
        precision=2,
    )
    return with_loss(
        running(on).exclude(customer__in=excluded_customers(on)).filter(Exists(late.order_by())),
        lost=counted(late, "contract", Sum(a_visit)),
        since=counted(late, "contract", Min("window_ends_on")),
        many=counted(late, "contract", Count("pk")),
    )


def notices_missed(on: date) -> QuerySet[Any]:
    """Contracts whose letter did not leave in its window: once renewed, they may be ended at any time."""
    missed = (
        owing_notice(on)
        .filter(contract=OuterRef("pk"), notice_closes_on__lt=on, starts_on__lte=on)
        .exclude(Exists(_sent(OuterRef("pk")).order_by()))
    )
    return with_loss(
        Contract.objects.filter(Exists(missed.order_by())),
        lost=counted(missed, "contract", Sum("annual_fee")),
        since=counted(missed, "contract", Min("notice_closes_on")),
    )


def renewed_without_letter(on: date) -> QuerySet[Any]:
    """Running contracts renewed tacitly although the letter of the term before was owed and never left.

    The customer may end them at any time (Code de la consommation L215-1). Terms over before the contract was
    recorded here are left aside: their letters are not known.
    """
    before = Term.objects.filter(
        contract=OuterRef("contract"),
        number=OuterRef("number") - 1,
        renewable=True,
        renewed_on=None,
        notice_closes_on__gte=F("written_at__date"),
    ).exclude(Exists(_sent(OuterRef("pk")).order_by()))
    now = Term.objects.filter(contract=OuterRef("pk")).containing(on).filter(Exists(before.order_by()))
    rows = running(on).filter(renewal=RenewalKind.TACIT, ends_after=None)
    if not acting_company().notify_businesses:
        rows = rows.filter(customer__legal_class__in=PROTECTED_CLASSES)
    return with_loss(
        rows.filter(Exists(now.order_by())),
        lost=term_of_day(on, "annual_fee"),
        since=term_of_day(on, "starts_on"),
    )


def without_technician(on: date) -> QuerySet[Any]:
    """Running contracts for which nobody usually goes."""
    return with_loss(running(on).filter(technician=None), since=F("start_on"))


def excluded_customers(on: date) -> QuerySet[Customer]:
    """Customers left out of maintenance lists on the day."""
    rows: QuerySet[Customer] = Customer.objects.filter(excluded=True)
    return rows.filter(Q(excluded_until=None) | Q(excluded_until__gte=on)).order_by()


def _sent(term: OuterRef) -> QuerySet[Notice]:
    return Notice.objects.filter(term=term, cures=True, sent_on__isnull=False)
