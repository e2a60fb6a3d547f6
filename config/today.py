"""What would be lost if nobody acted, and how the company's recurring fees stand: the figures of Today."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Sum
from django.db.models.functions import TruncMonth
from django.utils.functional import Promise

from contracts.models import BillingPeriod, Contract, Term
from tenancy import alerts
from tenancy.models import Alert

COLOURS = {"lost": "red", "soon": "orange", "information": "blue"}
URGENCY = ["red", "orange", "blue", "green"]


@dataclass(frozen=True, slots=True)
class Card:
    """One cause: how many, how much, since or until when, and the list behind it."""

    kind: str
    label: str | Promise
    colour: str
    count: int
    amount: Decimal | None
    first: date | None


def cards(on: date, rights: Collection[str]) -> list[Card]:
    """One card for each kind of alert the reader may see: what is lost first, the quiet ones last."""
    open_alerts = Alert.objects.awake(on).order_by().values("kind")
    found: dict[str, dict[str, Any]] = {
        row["kind"]: dict(row)
        for row in open_alerts.annotate(count=Count("pk"), amount=Sum("amount"), first=Min("due_on"))
    }
    shown = []
    for name, kind in alerts.kinds().items():
        if kind.right not in rights:
            continue
        row = found.get(name, {"count": 0, "amount": None, "first": None})
        colour = COLOURS[kind.severity] if row["count"] else "green"
        shown.append(Card(name, kind.label, colour, row["count"], row["amount"], row["first"]))
    return sorted(shown, key=lambda card: URGENCY.index(card.colour))


@dataclass(frozen=True, slots=True)
class Month:
    """The fees falling due in a month, net: charged or closed, and still to bill."""

    month: date
    settled: Decimal
    open: Decimal


def fees_by_month(on: date, back: int = 5, ahead: int = 6) -> list[Month]:
    """Fees by the month they fall due, from ``back`` months ago to ``ahead`` months ahead; 0 where there are none."""
    first, last = _month(on, -back), _month(on, ahead + 1)
    zero = Decimal("0.00")
    rows = (
        BillingPeriod.objects.filter(due_on__gte=first, due_on__lt=last)
        .annotate(month=TruncMonth("due_on"))
        .values("month")
        .order_by("month")
        .annotate(
            open=Sum("amount", filter=Q(state=BillingPeriod.State.OPEN)),
            settled=Sum("amount", filter=~Q(state=BillingPeriod.State.OPEN)),
        )
    )
    found: dict[date, dict[str, Any]] = {row["month"]: dict(row) for row in rows}
    months = []
    for offset in range(-back, ahead + 1):
        month = _month(on, offset)
        row = found.get(month, {})
        months.append(Month(month, row.get("settled") or zero, row.get("open") or zero))
    return months


def yearly_fees(on: date) -> Decimal:
    """The yearly net fees of all terms that run on the day."""
    return Term.objects.containing(on).aggregate(total=Sum("annual_fee"))["total"] or Decimal("0.00")


def running_contracts(on: date) -> int:
    """How many contracts run on the day."""
    return (
        Contract.objects.signed()
        .filter(start_on__lte=on)
        .filter(Q(ended_on=None) | Q(ended_on__gt=on))
        .count()
    )


def renewal_rate(on: date) -> int | None:
    """Of the terms that ended in the last twelve months, how many per cent were followed by another; None without any.

    A term that was over before it was written here (an import of old contracts) says nothing about renewals.
    """
    following = Term.objects.filter(contract=OuterRef("contract"), number=OuterRef("number") + 1)
    ended = Term.objects.filter(
        ends_on__range=(date(on.year - 1, on.month, 1), on - timedelta(days=1)),
        ends_on__gte=F("written_at__date"),
    )
    counted = ended.aggregate(all=Count("pk"), renewed=Count("pk", filter=Exists(following)))
    return round(100 * counted["renewed"] / counted["all"]) if counted["all"] else None


def _month(on: date, offset: int) -> date:
    year, month = divmod(on.year * 12 + on.month - 1 + offset, 12)
    return date(year, month + 1, 1)
