from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, NullIf, TruncMonth
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contracts.models import BillingPeriod, OwedVisit, Term

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Grouping:
    """What contracts are put together by; ``key`` gives the expression, from a row that has a ``contract``."""

    name: str
    label: str | Promise
    key: Any


def _town() -> Any:
    return Coalesce(NullIf(F("contract__site__city"), Value("")), F("contract__customer__city"), Value(""))


GROUPS: dict[str, Grouping] = {
    grouping.name: grouping
    for grouping in (
        Grouping("template", _("Template"), F("contract__template__name")),
        Grouping("town", _("Town"), _town()),
        Grouping("technician", _("Technician"), Coalesce(F("contract__technician__name"), Value(""))),
        Grouping("month", _("Month of the end"), TruncMonth("contract__runs_until")),
        Grouping("class", _("Kind of customer"), F("contract__customer__legal_class")),
    )
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A group on a day: its running contracts, their yearly net fees, what is due and not billed, visits owed, late."""

    key: Any
    contracts: int
    fees: Decimal = NOTHING
    due: Decimal = NOTHING
    owed: int = 0
    late: int = 0


def figures(grouping: Grouping, on: date) -> list[Figure]:
    """The groups that have running contracts, by their key; three queries however many contracts."""
    running = _running(Term.objects.containing(on), on).annotate(_key=grouping.key).order_by().values("_key")
    due = _sums(_running(BillingPeriod.objects.due(on), on), grouping, _value=Sum("amount"))
    visits = _running(OwedVisit.objects.open().filter(term__starts_on__lte=on), on)
    owed = _sums(visits, grouping, _value=Count("pk"))
    late = _sums(visits.filter(window_ends_on__lt=on), grouping, _value=Count("pk"))
    found = [
        Figure(
            row["_key"],
            row["_contracts"],
            row["_fees"],
            due.get(row["_key"], NOTHING),
            owed.get(row["_key"], 0),
            late.get(row["_key"], 0),
        )
        for row in running.annotate(_contracts=Count("pk"), _fees=Sum("annual_fee"))
    ]
    return sorted(
        found,
        key=lambda figure: (
            figure.key in ("", None),
            figure.key or date.min if grouping.name == "month" else str(figure.key).casefold(),
        ),
    )


def total(rows: Iterable[Figure]) -> Figure:
    """The sum of all groups."""
    sums: dict[str, Any] = {field.name: 0 for field in fields(Figure) if field.name != "key"}
    for row in rows:
        for name in sums:
            sums[name] += getattr(row, name)
    return Figure(None, **{**sums, "fees": NOTHING + sums["fees"], "due": NOTHING + sums["due"]})


def _running(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    return rows.filter(Q(contract__ended_on=None) | Q(contract__ended_on__gt=on), contract__start_on__lte=on)


def _sums(rows: QuerySet[Any], grouping: Grouping, **value: Any) -> dict[Any, Any]:
    grouped = rows.annotate(_key=grouping.key).order_by().values("_key").annotate(**value)
    return {row["_key"]: row["_value"] for row in grouped}
