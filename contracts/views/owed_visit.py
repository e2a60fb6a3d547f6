from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.bulk import VISIT_ACTIONS
from contracts.cadence_wording import moves_told
from contracts.filters import VisitFilter
from contracts.forms.settling import OneVisitDoneForm
from contracts.models import OwedVisit, VisitCadence
from contracts.promises import VISIT_ALERTS, machines_of
from contracts.views.crumbs import contract_crumbs, list_crumb
from contracts.visit_table import VisitTable
from contracts.visiting import close_visits
from customers.restricted import without_erased
from installed_base import due_dates
from tenancy.acting import acting_company
from tenancy.alerts import look_again
from tenancy.permissions import Right
from ui import formats
from ui.actions import Crumb, EmptyState
from ui.views import ConfirmPage, ListPage


class VisitList(ListPage):
    """Visits that contracts promised and nobody made yet."""

    table_class = VisitTable
    filterset_class = VisitFilter
    right = Right.CONTRACTS_VIEW
    bulk_actions: ClassVar = VISIT_ACTIONS  # and those of the apps above
    title = gettext_lazy("Visits owed")
    export_name = "visits"

    def get_queryset(self) -> QuerySet[OwedVisit]:
        """Open visits, unless the filter asks for those made."""
        rows = without_erased(
            OwedVisit.objects.select_related("contract__customer", "contract__technician", "line"),
            self.request.rights,  # type: ignore[attr-defined]
            path="contract__customer",
        )
        if self.request.GET.get("when") == "done" or self.request.GET.get("contract"):
            return rows
        return rows.open()

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the contracts."""
        return [list_crumb()]

    def get_empty_state(self) -> EmptyState:
        """All is done."""
        return EmptyState(
            _("No visit is owed"), _("Each signed contract brings the visits it promises."), "calendar-check"
        )


class VisitDone(ConfirmPage):
    """The office marks a visit done."""

    queryset = OwedVisit.objects.select_related("contract__customer", "line")
    right = Right.CONTRACTS_EDIT
    form_class = OneVisitDoneForm
    title = gettext_lazy("Mark a visit done")
    submit_label = gettext_lazy("Mark done")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below its contract."""
        return contract_crumbs(self.object.contract)

    def get_question(self) -> str:
        """Which visit."""
        return _("%(service)s for %(customer)s, owed from %(start)s to %(end)s") % {
            "service": self.object.line.label,
            "customer": self.object.contract.customer,
            "start": formats.day(self.object.window_starts_on),
            "end": formats.day(self.object.window_ends_on),
        }

    def consequences(self) -> list[str | Promise]:
        """Its alert goes; the next visits keep their windows, or are counted from the day typed."""
        visit: OwedVisit = self.object
        said: list[str | Promise] = [_("The visit no longer counts as owed; its alert closes at once.")]
        if visit.contract.visit_cadence != VisitCadence.DONE:
            return [*said, _("The next visits of the contract keep their windows.")]
        return [*said, *moves_told(visit, self._day())]

    def _day(self) -> date:
        """The day typed or asked by the address; today when it is none, or lies ahead."""
        today = acting_company().today()
        try:
            day = parse_date(self.request.POST.get("on") or self.request.GET.get("on", "")) or today
        except ValueError:
            return today
        return min(day, today)

    def refusals(self) -> list[str | Promise]:
        """A visit is made once."""
        if self.object.ending_id is not None:
            return [_("The visit was withdrawn when the contract ended.")]
        if self.object.withdrawn_on is not None:
            return [_("This visit was withdrawn by an amendment: it is no longer owed.")]
        if self.object.done_on is None:
            return []
        return [
            _("This visit was already marked done on %(day)s.") % {"day": formats.day(self.object.done_on)}
        ]

    def confirm(self, form: OneVisitDoneForm) -> None:
        """Close the visit."""
        given = form.cleaned_data
        close_visits([self.object.pk], on=given["on"], by=OwedVisit.Done.OFFICE, reference=given["reference"])
        today = acting_company().today()
        due_dates.refresh(machines_of([self.object.contract_id]), today)
        look_again(VISIT_ALERTS, [self.object.contract_id], today)

    def get_success_url(self, made: Any) -> str:
        """Back to the contract's visits."""
        return reverse("contracts:detail", args=[self.object.contract_id]) + "?tab=visits"

    def get_cancel_url(self) -> str:
        """Likewise."""
        return self.get_success_url(None)
