"""What can be done to many contracts, periods or visits of a list at once."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contracts.forms.settling import PeriodCloseForm, VisitDoneForm
from contracts.main_contracts.bulk import HangUnder
from contracts.models import AlreadySettled, BillingPeriod, Contract, OwedVisit, VisitCadence
from contracts.own_fields import flag_labels
from contracts.promises import VISIT_ALERTS, machines_of
from contracts.visiting import close_visits
from installed_base import due_dates
from tenancy.acting import acting_company
from tenancy.alerts import look_again
from tenancy.models import Technician
from tenancy.permissions import Right
from ui import formats
from ui.bulk import BulkAction, Outcome


class TechnicianForm(forms.Form):
    """Who goes there from now on."""

    technician = forms.ModelChoiceField(Technician.objects.none(), label=_("Usual technician"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["technician"].queryset = Technician.objects.filter(left_on=None)  # type: ignore[attr-defined]


class SetTechnician(BulkAction):
    """Give contracts a usual technician."""

    name = "technician"
    label = _("Set usual technician")
    right = Right.CONTRACTS_EDIT
    icon = "user-cog"
    form_class = TechnicianForm

    def outcomes(self, rows: Sequence[Contract]) -> list[Outcome]:
        """Each row says whom it has now."""
        names = dict(Technician.objects.values_list("pk", "name"))
        return [
            Outcome(row, _("Technician now: %(name)s.") % {"name": names[row.technician_id]})
            if row.technician_id
            else Outcome(row, _("No technician yet."))
            for row in rows
        ]

    def run(self, rows: Sequence[Contract], form: forms.Form | None = None) -> str:
        """One statement; the history keeps who did it."""
        assert form is not None  # noqa: S101 - the action has a form
        Contract.objects.filter(pk__in=[row.pk for row in rows]).update(
            technician=form.cleaned_data["technician"]
        )
        return ngettext("%(count)s contract changed.", "%(count)s contracts changed.", len(rows)) % {
            "count": len(rows)
        }


class FlagForm(forms.Form):
    """Which flag, and whether it is set or taken away."""

    flag = forms.ChoiceField(label=_("Flag"))
    value = forms.ChoiceField(
        label=_("What to do"), choices=[("yes", _("Set it")), ("no", _("Take it away"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["flag"].choices = list(flag_labels().items())  # type: ignore[attr-defined]


class SetFlag(BulkAction):
    """Set or take away one of the company's two flags."""

    name = "flag"
    label = _("Set a flag")
    right = Right.CONTRACTS_EDIT
    icon = "flag"
    form_class = FlagForm

    def outcomes(self, rows: Sequence[Contract]) -> list[Outcome]:
        """Each row says which flags it has."""
        labels = flag_labels()
        if not labels:
            return [Outcome(row, _("No flag has a name yet: see the settings."), will=False) for row in rows]
        found = []
        for row in rows:
            names = ", ".join(label for flag, label in labels.items() if getattr(row, flag))
            told = _("Flags now: %(names)s.") % {"names": names} if names else _("No flag yet.")
            found.append(Outcome(row, told))
        return found

    def run(self, rows: Sequence[Contract], form: forms.Form | None = None) -> str:
        """One statement; the history keeps who did it."""
        assert form is not None  # noqa: S101 - the action has a form
        flag, value = form.cleaned_data["flag"], form.cleaned_data["value"] == "yes"
        done = (
            Contract.objects.filter(pk__in=[row.pk for row in rows])
            .exclude(**{flag: value})
            .update(**{flag: value})
        )
        return ngettext("%(count)s contract changed.", "%(count)s contracts changed.", done) % {"count": done}


class ConfirmVat(BulkAction):
    """Somebody looked at the VAT rates an import brought."""

    name = "vat"
    label = _("Confirm the VAT rate")
    right = Right.CONTRACTS_EDIT
    icon = "receipt-tax"
    explanation = _("The rates stay as they are; they no longer count as unconfirmed.")

    def outcome(self, row: Contract) -> Outcome:
        """The rate of each is read once more."""
        if row.vat_confirmed:
            return Outcome(row, _("Is confirmed already."), will=False)
        return Outcome(
            row, _("Is confirmed at %(rate)s %%.") % {"rate": number_format(row.vat_rate.normalize())}
        )

    def run(self, rows: Sequence[Contract], form: forms.Form | None = None) -> str:
        """One statement; the history keeps who did it."""
        done = Contract.objects.filter(pk__in=[row.pk for row in rows], vat_confirmed=False).update(
            vat_confirmed=True
        )
        return ngettext("%(count)s contract changed.", "%(count)s contracts changed.", done) % {"count": done}


class ClosePeriods(BulkAction):
    """Close open billing periods: billed elsewhere, or waived."""

    name = "close"
    label = _("Close without billing")
    right = Right.CONTRACTS_EDIT
    icon = "receipt-off"
    explanation = _("A closed period is never billed again. The reason stays with it.")
    form_class = PeriodCloseForm

    def outcome(self, row: BillingPeriod) -> Outcome:
        """Only open periods can be closed."""
        if row.state != BillingPeriod.State.OPEN:
            return Outcome(
                row, _("Already closed: %(state)s.") % {"state": row.get_state_display()}, will=False
            )
        text = _("%(contract)s, due on %(day)s: %(amount)s will not be billed.") % {
            "contract": row.contract.number,
            "day": formats.day(row.due_on),
            "amount": formats.money(row.amount, self.request.company.currency),  # type: ignore[attr-defined]
        }
        return Outcome(row, text)

    def run(self, rows: Sequence[BillingPeriod], form: forms.Form | None = None) -> str:
        """Period by period; one that somebody else settled meanwhile is passed over."""
        assert form is not None  # noqa: S101 - the action has a form
        closed = 0
        for period in rows:
            try:
                close_period(self.request, period, form)
            except AlreadySettled:
                continue
            closed += 1
        look_again(["fee_due"], {row.contract_id for row in rows}, acting_company().today())
        return ngettext("%(count)s period closed.", "%(count)s periods closed.", closed) % {"count": closed}


class CloseVisits(BulkAction):
    """Mark owed visits done, as the office knows."""

    name = "done"
    label = _("Mark done")
    right = Right.CONTRACTS_EDIT
    icon = "calendar-check"
    form_class = VisitDoneForm

    def outcome(self, row: OwedVisit) -> Outcome:
        """Only visits not made yet can be marked."""
        if row.done_on is not None:
            return Outcome(row, _("Already done on %(day)s.") % {"day": formats.day(row.done_on)}, will=False)
        if row.ending_id is not None:
            return Outcome(row, _("The visit was withdrawn when the contract ended."), will=False)
        if row.withdrawn_on is not None:
            return Outcome(row, _("Withdrawn by an amendment."), will=False)
        if row.contract.visit_cadence == VisitCadence.DONE:
            said = _("%(contract)s: will be marked done; the next visits are counted from that day.")
            return Outcome(row, said % {"contract": row.contract.number})
        return Outcome(row, _("%(contract)s: will be marked done.") % {"contract": row.contract.number})

    def run(self, rows: Sequence[OwedVisit], form: forms.Form | None = None) -> str:
        """One statement for all."""
        assert form is not None  # noqa: S101 - the action has a form
        done = close_visits(
            [row.pk for row in rows],
            on=form.cleaned_data["on"],
            by=OwedVisit.Done.OFFICE,
            reference=form.cleaned_data["reference"],
        )
        contracts = sorted({row.contract_id for row in rows})
        today = acting_company().today()
        due_dates.refresh(machines_of(contracts), today)
        look_again(VISIT_ALERTS, contracts, today)
        return ngettext("%(count)s visit marked done.", "%(count)s visits marked done.", done) % {
            "count": done
        }


def close_period(request: Any, period: BillingPeriod, form: forms.Form) -> None:
    """Close one period as the form says. Raises ``AlreadySettled``."""
    period.close(
        form.cleaned_data["state"],
        on=request.company.today(),
        by=request.user,
        reason=form.cleaned_data["reason"],
    )


# What the lists of contracts offer; apps above add theirs when they are ready.
CONTRACT_ACTIONS: list[type[BulkAction]] = [SetTechnician, SetFlag, HangUnder]
PERIOD_ACTIONS: list[type[BulkAction]] = [ClosePeriods]
VISIT_ACTIONS: list[type[BulkAction]] = [CloseVisits]
REVISION_ACTIONS: list[type[BulkAction]] = []
