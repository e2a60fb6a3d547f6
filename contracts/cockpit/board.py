"""The board: how many terms, and how much a year, stand at each stage in each month."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import TruncMonth

from contracts.cockpit.stages import BADGES, Stage, with_stage
from contracts.models import Term
from tenancy.months import ONE_DAY, add_m
from ui.badges import Badge

MONTHS = 6


@dataclass(frozen=True, slots=True)
class Cell:
    """The terms of one stage that end in one month: how many, and their yearly fees, net."""

    month: date
    count: int = 0
    fees: Decimal = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Row:
    """One stage over the months shown."""

    stage: Stage
    cells: list[Cell]

    @property
    def badge(self) -> Badge:
        """How the stage looks."""
        return BADGES[self.stage]


@dataclass(frozen=True, slots=True)
class Board:
    """What is shown: months as columns, stages as rows; stages nothing stands at are left out."""

    months: list[date]
    rows: list[Row]

    @property
    def totals(self) -> list[Cell]:
        """Each month's sum."""
        columns = zip(*(row.cells for row in self.rows), strict=True) if self.rows else []
        return [
            Cell(
                cells[0].month,
                sum(cell.count for cell in cells),
                sum((cell.fees for cell in cells), Decimal(0)),
            )
            for cells in columns
        ]


def worth_deciding() -> QuerySet[Term]:
    """All terms but those of contracts that were over before they came here: about them nothing was decided."""
    return Term.objects.exclude(
        contract__ended_on__isnull=False, contract__ended_on__lte=F("contract__created_at__date")
    )


def board(first: date, on: date, months: int = MONTHS) -> Board:
    """The board of the months from ``first`` (its first day); one query."""
    shown = [add_m(first, number) for number in range(months)]
    last = add_m(first, months) - ONE_DAY
    rows = (
        with_stage(worth_deciding().filter(ends_on__range=(first, last)), on)
        .annotate(month=TruncMonth("ends_on"))
        .order_by()
        .values("month", "stage")
        .annotate(count=Count("pk"), fees=Sum("annual_fee"))
    )
    found = {(row["stage"], row["month"]): Cell(row["month"], row["count"], row["fees"]) for row in rows}
    return Board(
        shown,
        [
            Row(stage, [found.get((stage, month), Cell(month)) for month in shown])
            for stage in Stage
            if any((stage, month) in found for month in shown)
        ],
    )
