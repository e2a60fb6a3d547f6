from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.cockpit.board import MONTHS, Board, board, worth_deciding
from contracts.cockpit.bulk import ACTIONS
from contracts.cockpit.filters import REACH, CockpitFilter
from contracts.cockpit.stages import with_stage
from contracts.cockpit.table import CockpitTable
from contracts.models import Contract
from contracts.views.crumbs import list_crumb
from customers.restricted import without_erased
from tenancy.months import ONE_DAY, add_m
from tenancy.permissions import Right
from ui.actions import Action, Crumb, EmptyState
from ui.views import ListPage


class Cockpit(ListPage):
    """The renewal cockpit: the board of months and stages, and below it the ends it counts; ``?from=2027-01``."""

    table_class = CockpitTable
    filterset_class = CockpitFilter
    right = Right.CONTRACTS_VIEW
    template_name = "contracts/cockpit.html"
    title = gettext_lazy("Renewals")
    search_hint = gettext_lazy("Contract number, customer")
    export_name = "renewals"
    searchable = True
    bulk_actions: ClassVar = ACTIONS  # and those of the apps above

    @property
    def on(self) -> date:
        """Today, where the company works."""
        return self.request.company.today()  # type: ignore[attr-defined, no-any-return]

    @cached_property
    def first(self) -> date:
        """The first month shown: the one asked for, else last month, so that what was missed is seen."""
        this = self.on.replace(day=1)
        try:
            asked = date.fromisoformat(f"{self.request.GET.get('from', '')}-01")
        except ValueError:
            return add_m(this, -1)
        return max(add_m(this, REACH[0]), min(asked, add_m(this, REACH[1] - MONTHS)))

    def get_queryset(self) -> QuerySet[Any]:
        """The ends of the months shown, with their stage; of one month when the filter asks for it."""
        rows = worth_deciding().select_related("contract__customer", "contract__technician")
        if not self.request.GET.get("month"):
            rows = rows.filter(ends_on__range=(self.first, add_m(self.first, MONTHS) - ONE_DAY))
        rows = without_erased(rows, self.request.rights, path="contract__customer")  # type: ignore[attr-defined]
        return with_stage(rows, self.on)

    def search(self, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
        """By contract number or customer."""
        return rows.filter(contract__in=Contract.objects.found_by(words))

    @cached_property
    def board(self) -> Board:
        """The figures."""
        return board(self.first, self.on)

    def get_actions(self) -> list[Action]:
        """The months before and after, and the answers."""
        return [
            Action(_("Earlier"), self._shifted(-MONTHS), "chevron-left"),
            Action(_("Later"), self._shifted(MONTHS), "chevron-right"),
            Action(_("Answers"), reverse("contracts:answers"), "message-question"),
        ]

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the contracts."""
        return [list_crumb()]

    def get_empty_state(self) -> EmptyState:
        """Nothing ends."""
        return EmptyState(
            _("No term ends in these months"),
            _("Each signed contract appears in the month in which its term ends."),
            "calendar-off",
        )

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the board."""
        if not self.request.headers.get("HX-Request"):
            extra |= {"board": self.board, "sees_fees": self.may(Right.FEES_VIEW)}
        return super().get_context_data(**extra)

    def _shifted(self, months: int) -> str:
        return f"{self.request.path}?from={add_m(self.first, months):%Y-%m}"
