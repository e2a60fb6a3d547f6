"""What can be done to many ends at once. Letters and price revision stand above and register theirs."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.cockpit import mass
from contracts.cockpit.stages import BADGES, Stage
from contracts.express import why_not
from contracts.forms.life import CHANNELS, not_in_future
from contracts.models import RenewalKind
from contracts.wording import CANNOT_RENEW
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui import formats
from ui.bulk import BulkAction, Outcome


class _OnTerms(BulkAction):
    """An action whose rows are named by their contracts."""

    right = Right.CONTRACTS_RENEW

    def outcomes(self, rows: Sequence[Any]) -> list[Outcome]:
        """Each with its number and customer; the term itself is handed on."""
        found = []
        for row in rows:
            told = self.outcome(row)
            found.append(Outcome(NamedTerm(row), told.text, told.will))
        return found


class NamedTerm:
    """A term shown by its contract and customer."""

    def __init__(self, term: Any) -> None:
        self.term, self.pk = term, term.pk

    def __str__(self) -> str:
        return f"{self.term.contract.number} · {self.term.contract.customer}"


class RenewMany(_OnTerms):
    """Renew express contracts: the office knows that the customers agree."""

    name = "renew"
    label = gettext_lazy("Renew")
    icon = "refresh"
    explanation = gettext_lazy(
        "The next term of each is written, with its fees and visits, as answered today."
    )

    def outcome(self, row: Any) -> Outcome:
        """Only express contracts, between their renewal-open day and their end."""
        contract, on = row.contract, acting_company().today()
        if contract.renewal == RenewalKind.TACIT and not contract.ends_after and row.stage not in DECIDED:
            return Outcome(row, _("Renews by itself: nothing is asked."), will=False)
        if row.stage in DECIDED:
            return Outcome(row, str(BADGES[Stage(row.stage)].label), will=False)
        if code := why_not(contract, row, on):
            if code == "early":
                return Outcome(row, _("Too early: its renewal is not open yet."), will=False)
            return Outcome(row, str(CANNOT_RENEW[code]), will=False)
        return Outcome(row, _("Will be renewed after %(day)s.") % {"day": formats.day(row.ends_on)})

    def run(self, rows: Sequence[Any], form: forms.Form | None = None) -> str | HttpResponse:
        """Start the job and lead to its progress."""
        run = mass.start(mass.RENEW, [row.term for row in rows], acting_company().today())
        return redirect("jobs:detail", run.pk)


class RefusalsForm(forms.Form):
    """Refusals that came together, such as those of a building's manager."""

    received_on = forms.DateField(label=gettext_lazy("Received on"))
    channel = forms.ChoiceField(choices=CHANNELS, label=gettext_lazy("How it came"))
    reason = forms.CharField(max_length=200, required=False, label=gettext_lazy("Reason given"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_on"].initial = acting_company().today

    def clean_received_on(self) -> Any:
        """Not in the future."""
        return not_in_future(self.cleaned_data["received_on"])


class RefuseMany(_OnTerms):
    """Record that customers refuse the next term."""

    name = "refuse"
    label = gettext_lazy("Record refusals")
    icon = "file-x"
    style = "danger"
    explanation = gettext_lazy(
        "Each contract ends with its running term; what it owes until then stays owed. Each refusal can be withdrawn."
    )
    form_class = RefusalsForm

    def outcome(self, row: Any) -> Outcome:
        """Ended, refused and renewed ones are left alone; late ones need the contract's own page."""
        if row.stage in DECIDED:
            return Outcome(row, str(BADGES[Stage(row.stage)].label), will=False)
        if acting_company().today() > row.refuse_by and row.contract.renewal == RenewalKind.TACIT:
            text = _("Late: the last day was %(day)s. Decide on the contract's page.")
            return Outcome(row, text % {"day": formats.day(row.refuse_by)}, will=False)
        return Outcome(row, _("Ends after %(day)s.") % {"day": formats.day(row.ends_on)})

    def run(self, rows: Sequence[Any], form: forms.Form | None = None) -> str | HttpResponse:
        """Start the job and lead to its progress."""
        assert form is not None  # noqa: S101 - the action has a form
        said = form.cleaned_data
        run = mass.start(
            mass.REFUSE,
            [row.term for row in rows],
            acting_company().today(),
            received_on=said["received_on"].isoformat(),
            channel=said["channel"],
            reason=said["reason"],
        )
        return redirect("jobs:detail", run.pk)


DECIDED = {Stage.REFUSED, Stage.RENEWED, Stage.TO_BILL, Stage.BILLED, Stage.ENDING}

#: what the cockpit offers, its own first
ACTIONS: list[type[BulkAction]] = [RenewMany, RefuseMany]


def register_action(action: type[BulkAction]) -> None:
    """Offer an action in the cockpit; rows are terms read by ``with_stage``."""
    ACTIONS.append(action)
