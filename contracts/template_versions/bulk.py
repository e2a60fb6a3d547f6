from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contracts.models import Contract, TakeOver
from contracts.template_versions.deciding import foresee, take_over, undo
from contracts.template_versions.telling import sentences
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui import formats
from ui.bulk import BulkAction, Outcome


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
        """What changes for each, and from which day."""
        company = acting_company()
        with_fees = Right.FEES_VIEW in self.request.rights  # type: ignore[attr-defined]
        found = []
        for seen in foresee(rows, company.today()):
            if seen.term is None:
                found.append(Outcome(seen.contract, seen.reason, will=False))
                continue
            words = {
                "day": formats.day(seen.term.starts),
                "changes": "; ".join(sentences(seen, company.currency, with_fees=with_fees)),
            }
            found.append(Outcome(seen.contract, _("From %(day)s: %(changes)s") % words))
        return found

    def run(self, rows: Sequence[Contract], form: forms.Form | None = None) -> str:
        """Decide it for all of them."""
        done = take_over(rows, acting_company().today(), by=self.request.user)  # type: ignore[arg-type]
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
