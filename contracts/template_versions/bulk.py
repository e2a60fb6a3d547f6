from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contracts.models import Contract, TakeOver
from contracts.template_versions.deciding import Foreseen, foresee, take_over, undo
from contracts.template_versions.telling import sentences
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui import formats
from ui.bulk import BulkAction, Outcome
from ui.in_common import InCommon, by_group


class NamedContract:
    """A contract shown with its customer."""

    def __init__(self, row: Contract) -> None:
        self.row, self.pk = row, row.pk

    def __str__(self) -> str:
        return f"{self.row.number} · {self.row.customer.name}"


class TakeOverAtRenewal(BulkAction):
    """Contracts go over to the latest version of their template, each with its next renewal."""

    name = "take_over"
    label = _("Take over at renewal")
    right = Right.CONTRACTS_RENEW
    icon = "versions"
    explanation = _(
        "Until that day each contract stays as it is. What was agreed with it otherwise than its version said stays. "
        "The letter before the renewal says the new price and rules. It can be undone until the term begins."
    )

    def outcomes(self, rows: Sequence[Contract]) -> list[Outcome]:
        """From which day each takes it over and what of it is its own; what changes for all alike stands above."""
        company = acting_company()
        with_fees = Right.FEES_VIEW in self.request.rights  # type: ignore[attr-defined]
        said = [
            (seen, sentences(seen, company.currency, with_fees=with_fees) if seen.term else [])
            for seen in foresee(rows, company.today())
        ]
        groups = by_group(
            (seen.contract.template_id, seen.contract.template, changes)
            for seen, changes in said
            if seen.term
        )
        self.in_common = list(groups.values())
        return [self._outcome(seen, changes, groups.get(seen.contract.template_id)) for seen, changes in said]

    def _outcome(self, seen: Foreseen, changes: list[str], group: InCommon | None) -> Outcome:
        named = NamedContract(seen.contract)
        if seen.term is None:
            return Outcome(named, seen.reason, will=False)
        day = formats.day(seen.term.starts)
        own = "; ".join(group.own(changes) if group else changes)
        if not own:
            return Outcome(named, _("From %(day)s") % {"day": day})
        return Outcome(named, _("From %(day)s: %(changes)s") % {"day": day, "changes": own})

    def run(self, rows: Sequence[Any], form: forms.Form | None = None) -> str:
        """Decide it for all of them."""
        done = take_over([named.row for named in rows], acting_company().today(), by=self.request.user)  # type: ignore[arg-type]
        return ngettext(
            "%(count)s contract takes the version over at its renewal.",
            "%(count)s contracts take the version over at their renewals.",
            len(done),
        ) % {"count": len(done)}


class UndoTakeOver(BulkAction):
    """What was decided and has not begun is taken back."""

    name = "undo"
    label = _("Undo the take-over")
    right = Right.CONTRACTS_RENEW
    icon = "arrow-back-up"

    def outcomes(self, rows: Sequence[Contract]) -> list[Outcome]:
        """Only what still waits."""
        waiting = {row.contract_id: row for row in TakeOver.objects.waiting().filter(contract__in=rows)}
        return [
            Outcome(row, _("Stays as it is at the renewal of %(day)s.") % {"day": formats.day(found.from_on)})
            if (found := waiting.get(row.pk))
            else Outcome(row, _("Nothing is decided for it."), will=False)
            for row in rows
        ]

    def run(self, rows: Sequence[Contract], form: forms.Form | None = None) -> str:
        """Take them back."""
        done = undo(rows, by=self.request.user)  # type: ignore[arg-type]
        return ngettext("%(count)s take-over undone.", "%(count)s take-overs undone.", done) % {"count": done}
