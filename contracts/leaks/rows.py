"""What the rows behind a cause are made of."""

from datetime import date
from typing import Any

from django.db.models import DateField, DecimalField, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast

from contracts.models import Contract, Term

MONEY = DecimalField(max_digits=14, decimal_places=2)


def with_loss(rows: QuerySet[Any], *, lost: Any = None, since: Any = None, many: Any = None) -> QuerySet[Any]:
    """The rows with what each loses: ``lost`` (net, or nothing where it cannot be said), ``since``, how ``many``."""
    found: QuerySet[Any] = rows.annotate(
        lost=Cast(Value(None) if lost is None else lost, MONEY),
        since=Cast(Value(None) if since is None else since, DateField()),
        many=Cast(Value(1) if many is None else many, IntegerField()),
    )
    return found


def counted(rows: QuerySet[Any], of: str, aggregate: Any) -> Subquery:
    """An aggregate over the rows that belong to the outer one, grouped by the column that leads to it."""
    return Subquery(rows.order_by().values(of).annotate(_counted=aggregate).values("_counted"))


def running(on: date) -> QuerySet[Contract]:
    """Contracts that are signed, begun and not ended on the day."""
    return Contract.objects.signed().filter(start_on__lte=on).filter(Q(ended_on=None) | Q(ended_on__gt=on))


def term_of_day(on: date, column: str) -> Subquery:
    """A column of the term that runs on the day, of the outer contract."""
    terms = Term.objects.filter(contract=OuterRef("pk")).containing(on)
    return Subquery(terms.order_by().values(column)[:1])
