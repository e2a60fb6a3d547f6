from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.due_filters import DueFilter, covering
from contracts.due_table import DueTable
from customers.forms.exclusion import ReasonedExclusionForm
from installed_base.bulk import MarkServiced, OnMachines, PrintLabels
from installed_base.models import DueDate, Equipment
from tenancy.permissions import Right
from ui import formats
from ui.actions import EmptyState
from ui.bulk import Outcome
from ui.views import ListPage


class ExcludeMachines(OnMachines):
    """Leave machines out of maintenance lists and alerts."""

    name = "exclude"
    label = gettext_lazy("Exclude from maintenance lists")
    right = Right.EQUIPMENT_EDIT
    icon = "bell-off"
    style = "secondary"
    explanation = gettext_lazy(
        "Visits that contracts owe stay owed; the machines leave this list and raise no alert."
    )
    form_class = ReasonedExclusionForm

    def outcome(self, row: DueDate) -> Outcome:
        """Those excluded already keep their own reason."""
        machine = row.equipment
        if machine.is_excluded(self.request.company.today()):  # type: ignore[attr-defined]
            text = _("Is excluded already: %(reason)s") % {
                "reason": machine.excluded_reason or formats.NOTHING
            }
            return Outcome(row, text, will=False)
        return Outcome(row, _("Leaves the list."))

    def run(self, rows: Sequence[Any], form: forms.Form | None = None) -> str:
        """One statement; the history keeps who did it."""
        assert form is not None  # noqa: S101 - the action has a form
        given = form.cleaned_data
        done = Equipment.objects.filter(pk__in=self.machine_ids(rows)).update(
            excluded=True, excluded_reason=given["reason"], excluded_until=given["until"]
        )
        return ngettext("%(count)s machine excluded.", "%(count)s machines excluded.", done) % {"count": done}


class MaintenanceDue(ListPage):
    """Machines that are due, by contract, rule or law; as a panel those of one customer."""

    table_class = DueTable
    filterset_class = DueFilter
    right = Right.EQUIPMENT_VIEW
    bulk_actions: ClassVar = [MarkServiced, ExcludeMachines, PrintLabels]
    title = gettext_lazy("Maintenance due")
    export_name = "maintenance-due"
    search_hint = gettext_lazy("Number, serial number, brand, customer")

    def get_queryset(self) -> QuerySet[DueDate]:
        """Dates of machines in service, with the contract that covers each."""
        place = covering()
        return (
            DueDate.objects.current()
            .select_related("equipment__type", "equipment__customer", "equipment__site")
            .annotate(
                contract_number=Subquery(place.values("line__contract__number")[:1]),
                contract_id=Subquery(place.values("line__contract_id")[:1]),
                technician_name=Subquery(place.values("line__contract__technician__name")[:1]),
            )
        )

    def get_empty_state(self) -> EmptyState:
        """What brings dates."""
        return EmptyState(
            _("Nothing is due"),
            _("Contracts, rules and the law's duties by type of machine bring the dates."),
            "calendar-check",
        )

    def excluded_columns(self) -> list[str]:
        """On a customer's card her name and number need no column."""
        hidden = super().excluded_columns()
        return [*hidden, "customer", "phone"] if "customer" in self.fixed else hidden
