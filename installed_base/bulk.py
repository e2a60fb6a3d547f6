"""What can be done to many machines at once."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from installed_base import labels, servicing
from installed_base.due_words import moved
from installed_base.duties.clocks import Service
from installed_base.forms.labels import LabelForm
from installed_base.forms.service import ServiceForm
from tenancy.permissions import Right
from ui.bulk import BulkAction, Outcome


class OnMachines(BulkAction):
    """An action on the machines that the rows of a list are about."""

    def machine_id(self, row: Any) -> int:
        """The machine of a row; a row of another list says which."""
        return int(getattr(row, "equipment_id", row.pk))

    def machine_ids(self, rows: Sequence[Any]) -> list[int]:
        """The machines of the rows, each once."""
        return list(dict.fromkeys(self.machine_id(row) for row in rows))


class MarkServiced(OnMachines):
    """Record a service on the machines chosen: their due dates move."""

    name = "serviced"
    label = gettext_lazy("Record a service done")
    right = Right.EQUIPMENT_EDIT
    icon = "checkup-list"
    explanation = gettext_lazy(
        "Each row shows its due dates before and after. With another day or service they are shown again first."
    )
    form_class = ServiceForm

    def outcomes(self, rows: Sequence[Any]) -> list[Outcome]:
        """The old and the new dates of each machine, for the service and day that are typed."""
        typed = ServiceForm(self.request.POST if "confirm" in self.request.POST else None)
        what, on = typed.supposed
        ids = self.machine_ids(rows)
        known = servicing.already(ids, what, on)
        foreseen = servicing.moves(ids, what, on, self.request.company.today())  # type: ignore[attr-defined]
        found, seen = [], set()
        for row in rows:
            machine = self.machine_id(row)
            if machine in known:
                found.append(Outcome(row, _("This service is recorded for that day already."), will=False))
            elif machine in seen:
                found.append(Outcome(row, _("The same machine, once is enough."), will=False))
            else:
                found.append(Outcome(row, moved(foreseen[machine])))
            seen.add(machine)
        return found

    def run(self, rows: Sequence[Any], form: forms.Form | None = None) -> str:
        """Record it for each machine."""
        assert form is not None  # noqa: S101 - the action has a form
        given = form.cleaned_data
        done = servicing.record(
            self.machine_ids(rows),
            Service(given["what"]),
            given["on"],
            self.request.company.today(),  # type: ignore[attr-defined]
            technician=given["technician"],
            done_by=given["done_by"],
            note=given["note"],
            by=self.request.user,  # type: ignore[arg-type]
        )
        return ngettext("%(count)s service recorded.", "%(count)s services recorded.", done) % {"count": done}


class PrintLabels(OnMachines):
    """Labels with a code that opens the machine's card."""

    name = "labels"
    label = gettext_lazy("Print labels")
    right = Right.EQUIPMENT_VIEW
    icon = "qrcode"
    style = "secondary"
    explanation = gettext_lazy("Nothing is changed: the labels come as a PDF.")
    form_class = LabelForm

    def outcomes(self, rows: Sequence[Any]) -> list[Outcome]:
        """A label a machine, up to what one file holds."""
        known = set(self.machine_ids(rows)[: labels.MOST])
        seen: set[int] = set()
        found = []
        for row in rows:
            machine = self.machine_id(row)
            if machine in seen:
                found.append(Outcome(row, _("The same machine, once is enough."), will=False))
            elif machine in known:
                found.append(Outcome(row, _("Gets a label.")))
            else:
                text = _("One file holds %(count)s labels: print the rest after it.") % {"count": labels.MOST}
                found.append(Outcome(row, text, will=False))
            seen.add(machine)
        return found

    def run(self, rows: Sequence[Any], form: forms.Form | None = None) -> HttpResponse:
        """The sheets."""
        assert form is not None  # noqa: S101 - the action has a form
        return labels.response(labels.of_machines(self.machine_ids(rows)), form.cleaned_data["start"])


class PrintPlantLabels(PrintLabels):
    """Labels with a code that opens the plant's card."""

    def run(self, rows: Sequence[Any], form: forms.Form | None = None) -> HttpResponse:
        """The sheets."""
        assert form is not None  # noqa: S101 - the action has a form
        return labels.response(labels.of_plants([row.pk for row in rows]), form.cleaned_data["start"])
