from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.bulk import CloseVisits
from contracts.cockpit.board import worth_deciding
from contracts.cockpit.bulk import ACTIONS
from contracts.cockpit.stages import with_stage
from contracts.expiries import filters, tables
from contracts.expiries.months import Month, by_month, span
from contracts.models import Contract, Notice, OwedVisit
from contracts.noticing import owing_notice
from contracts.views.crumbs import list_crumb
from customers.restricted import without_erased
from installed_base.bulk_changes import SetWarranty
from installed_base.models import Equipment
from tenancy.permissions import Right
from ui.actions import Action, Crumb, EmptyState
from ui.views import ListPage


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the lists, as the others lead to it."""

    label: str | Promise
    icon: str
    view: str
    right: str


KINDS = (
    Kind(gettext_lazy("Contracts"), "file-text", "contracts:expiring_contracts", Right.CONTRACTS_VIEW),
    Kind(gettext_lazy("Visits"), "calendar-event", "contracts:expiring_visits", Right.CONTRACTS_VIEW),
    Kind(gettext_lazy("Notices"), "mail", "contracts:expiring_notices", Right.LETTERS_VIEW),
    Kind(gettext_lazy("Warranties"), "shield-check", "contracts:expiring_warranties", Right.EQUIPMENT_VIEW),
)


class _Expiries(ListPage):
    """What expires, by month: twelve months from now on, or the months chosen. Printed and taken away like any list."""

    template_name = "contracts/expiries.html"
    searchable = True
    column: str
    fee = ""
    customer = "contract__customer"

    @property
    def on(self) -> date:
        """Today, where the company works."""
        return self.request.company.today()  # type: ignore[attr-defined, no-any-return]

    def every(self) -> QuerySet[Any]:
        """All rows, whatever their month."""
        raise NotImplementedError

    def seen(self) -> QuerySet[Any]:
        """Without what only the law keeps of somebody erased."""
        return without_erased(self.every(), self.request.rights, path=self.customer)  # type: ignore[attr-defined]

    def get_queryset(self) -> QuerySet[Any]:
        """Those of twelve months; all when the filter names months."""
        rows = self.seen()
        if self.request.GET.get("month"):
            return rows
        return rows.filter(**{f"{self.column}__range": span(self.on.replace(day=1))})

    def search(self, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
        """By contract number or customer."""
        return rows.filter(contract__in=Contract.objects.found_by(words))

    @cached_property
    def months(self) -> list[Month]:
        """The twelve months with their counts."""
        fee = self.fee if self.may(Right.FEES_VIEW) else ""
        return by_month(self.seen(), self.column, self.on.replace(day=1), fee)

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the months and the other lists."""
        if not self.request.headers.get("HX-Request"):
            extra |= {
                "months": self.months,
                "chosen": self.request.GET.getlist("month"),
                "kinds": [(kind, reverse(kind.view)) for kind in KINDS if self.may(kind.right)],
            }
        return super().get_context_data(**extra)

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the contracts."""
        return [list_crumb()]

    def get_actions(self) -> list[Action]:
        """The other views over all contracts."""
        return [
            Action(_("In figures"), reverse("contracts:figures"), "chart-bar", right=Right.CONTRACTS_VIEW),
            Action(
                _("What would be lost"),
                reverse("contracts:leaks"),
                "droplet-half-2",
                right=Right.CONTRACTS_VIEW,
            ),
        ]

    def get_empty_state(self) -> EmptyState:
        """Nothing expires."""
        return EmptyState(
            _("Nothing expires in these months"), _("Choose other months above."), "calendar-off"
        )


class ExpiringContracts(_Expiries):
    """Ends of terms, each with what will happen."""

    table_class = tables.ContractExpiryTable
    filterset_class = filters.ContractExpiryFilter
    right = Right.CONTRACTS_VIEW
    title = gettext_lazy("Contracts that come to an end, by month")
    search_hint = gettext_lazy("Contract number, customer")
    export_name = "contract-ends"
    bulk_actions: ClassVar = ACTIONS
    column, fee = "ends_on", "annual_fee"

    def every(self) -> QuerySet[Any]:
        """Terms with the stage at which they stand."""
        rows = worth_deciding().select_related("contract__customer", "contract__technician")
        return with_stage(rows, self.on)


class ExpiringNotices(_Expiries):
    """Notices the law wants, by their last lawful day."""

    table_class = tables.NoticeExpiryTable
    filterset_class = filters.NoticeExpiryFilter
    right = Right.LETTERS_VIEW
    title = gettext_lazy("Renewal notices to send, by month")
    search_hint = gettext_lazy("Contract number, customer")
    export_name = "notice-dates"
    column = "notice_closes_on"

    def every(self) -> QuerySet[Any]:
        """Terms that owe the letter, with the day it left."""
        sent = Notice.objects.filter(term=OuterRef("pk"), cures=True, sent_on__isnull=False).order_by()
        rows = owing_notice(self.on).select_related("contract__customer")
        return rows.annotate(sent_on=Subquery(sent.values("sent_on")[:1]))


class ExpiringVisits(_Expiries):
    """Visits owed, by the last day of their window."""

    table_class = tables.VisitExpiryTable
    filterset_class = filters.VisitExpiryFilter
    right = Right.CONTRACTS_VIEW
    title = gettext_lazy("Visits owed, by month")
    search_hint = gettext_lazy("Contract number, customer")
    export_name = "visit-dates"
    bulk_actions: ClassVar = [CloseVisits]
    column = "window_ends_on"

    def every(self) -> QuerySet[Any]:
        """Visits nobody made."""
        return OwedVisit.objects.open().select_related("contract__customer", "contract__technician", "line")


class ExpiringWarranties(_Expiries):
    """Makers' warranties, by their last day."""

    table_class = tables.WarrantyExpiryTable
    filterset_class = filters.WarrantyExpiryFilter
    right = Right.EQUIPMENT_VIEW
    title = gettext_lazy("Warranties that end, by month")
    search_hint = gettext_lazy("Number, serial number, customer")
    export_name = "warranty-ends"
    bulk_actions: ClassVar = [SetWarranty]
    column = "warranty_until"
    customer = "customer"

    def every(self) -> QuerySet[Any]:
        """Machines in service with a warranty."""
        return Equipment.objects.installed().exclude(warranty_until=None).select_related("customer", "type")

    def search(self, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
        """By machine or customer."""
        return rows.filter(pk__in=Equipment.objects.found_by(words).order_by().values("pk"))
