from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.bulk import ConfirmVat, SetTechnician
from contracts.leaks import LEAKS, Leak, Subject, leaks_for, weigh
from contracts.leaks.filters import LostContractFilter, LostMachineFilter
from contracts.leaks.tables import LostContractTable, LostMachineTable
from contracts.views.crumbs import list_crumb
from customers.restricted import without_erased
from installed_base.bulk_changes import Exclude
from tenancy.permissions import Right
from ui.actions import Crumb, EmptyState
from ui.views import ListPage, Page

LISTS = {Subject.CONTRACT: "contracts:lost_contracts", Subject.MACHINE: "contracts:lost_machines"}


class Leaks(Page):
    """What would be lost: every cause with its number and the money at stake, each leading to its rows."""

    title = gettext_lazy("What would be lost")
    right = Right.CONTRACTS_VIEW
    template_name = "contracts/leaks.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Weighed as things stand today."""
        on = request.company.today()  # type: ignore[attr-defined]
        rights = request.rights  # type: ignore[attr-defined]
        found = weigh(leaks_for(rights).values(), on)
        weights = [
            (weight, f"{reverse(LISTS[weight.leak.subject])}?cause={weight.leak.name}") for weight in found
        ]
        return self.respond(
            on=on,
            weights=sorted(weights, key=lambda each: not each[0].count),
            sees_fees=self.may(Right.FEES_VIEW),
            any_lost=any(weight.count for weight in found),
        )

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the contracts."""
        return [list_crumb()]


class _Lost(ListPage):
    """The rows behind one cause (``?cause=``)."""

    subject: Subject
    searchable = True
    template_name = "contracts/lost.html"

    @cached_property
    def leak(self) -> Leak:
        """The cause asked for; one that does not exist is the first; one that may not be seen is refused."""
        wanted = LEAKS.get(self.request.GET.get("cause", ""))
        seen = leaks_for(self.request.rights, self.subject)  # type: ignore[attr-defined]
        if wanted is None or wanted.subject != self.subject:
            wanted = next(iter(seen.values()), None)
        if wanted is None or wanted.name not in seen:
            raise PermissionDenied
        return wanted

    def get_title(self) -> str | Promise:
        """The cause."""
        return self.leak.label

    @property
    def export_name(self) -> str:  # type: ignore[override]
        """After the cause."""
        return f"lost-{self.leak.name}"

    def get_queryset(self) -> QuerySet[Any]:
        """The rows of the cause today."""
        request: Any = self.request
        return without_erased(self.leak.rows(request.company.today()), request.rights)

    def search(self, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
        """By number or customer."""
        return rows.filter(pk__in=rows.model._default_manager.found_by(words).order_by().values("pk"))

    def excluded_columns(self) -> list[str]:
        """Columns that say nothing about the cause."""
        hidden = super().excluded_columns()
        leak = self.leak
        hidden += [] if leak.at_stake else ["lost"]
        hidden += [] if leak.many else ["many"]
        return hidden

    def make_table(self) -> Any:
        """The columns say what they are for this cause."""
        made = super().make_table()
        for name, label in (("since", self.leak.since), ("many", self.leak.many)):
            if name in made.columns.names() and label:
                made.columns[name].column.verbose_name = label
        return made

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below what would be lost."""
        return [list_crumb(), Crumb(_("What would be lost"), reverse("contracts:leaks"))]

    def get_empty_state(self) -> EmptyState:
        """Nothing is lost here."""
        return EmptyState(_("Nothing is lost here"), str(self.leak.meaning), "circle-check")


class LostContracts(_Lost):
    """Contracts behind a cause."""

    subject = Subject.CONTRACT
    table_class = LostContractTable
    filterset_class = LostContractFilter
    right = Right.CONTRACTS_VIEW
    search_hint = gettext_lazy("Contract number, customer")
    bulk_actions: ClassVar = [SetTechnician, ConfirmVat]

    def get_queryset(self) -> QuerySet[Any]:
        """With what the table shows."""
        return super().get_queryset().select_related("customer", "technician", "template")

    def excluded_columns(self) -> list[str]:
        """The VAT rate only where it is the matter."""
        return super().excluded_columns() + ([] if self.leak.name == "vat" else ["vat_rate"])


class LostMachines(_Lost):
    """Machines behind a cause."""

    subject = Subject.MACHINE
    table_class = LostMachineTable
    filterset_class = LostMachineFilter
    right = Right.EQUIPMENT_VIEW
    search_hint = gettext_lazy("Number, serial number, customer")
    bulk_actions: ClassVar = [Exclude]

    def get_queryset(self) -> QuerySet[Any]:
        """With what the table shows."""
        return super().get_queryset().select_related("customer", "type")

    def excluded_columns(self) -> list[str]:
        """Without a day where the cause has none."""
        return super().excluded_columns() + ([] if self.leak.many else ["since"])
