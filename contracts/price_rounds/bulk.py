"""New fees proposed from a list of contracts or of ends, and what is done to the rows of a proposal."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.forms.price_round import PriceRoundForm
from contracts.models import Contract, PriceRound, RoundPrice
from contracts.price_rounds.filling import ELSEWHERE
from contracts.price_rounds.foreseeing import FIRM, Asked, foresee
from contracts.price_rounds.once import AlreadyProposed, standing_in
from contracts.price_rounds.proposing import AT_ONCE, LEFT_BY_HAND, leave_out, propose, take_in
from contracts.price_rounds.telling import reason_left
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui import formats
from ui.bulk import BulkAction, Outcome


class ProposeFees(BulkAction):
    """New fees for the next renewals of contracts, to be looked at and approved."""

    name = "propose_fees"
    label = gettext_lazy("Propose new fees")
    right = Right.CONTRACTS_RENEW
    icon = "chart-line"
    style = "secondary"
    form_class: ClassVar[Any] = PriceRoundForm  # of a row to be made
    explanation = gettext_lazy(
        "Nothing is applied yet: the next page shows the old and the new fee of each contract; somebody who may has to "
        "approve them."
    )

    def outcomes(self, rows: Sequence[Any]) -> list[Outcome]:
        """From which day each would have its new fee; what speaks against one is told and kept with the proposal.

        Many are looked at by the worker that computes them.
        """
        contracts = self.contracts_of(rows)
        taken = standing_in([contract.pk for contract in contracts])
        if len(contracts) > AT_ONCE:
            return [
                self._later(row, each, taken.get(each.pk)) for row, each in zip(rows, contracts, strict=True)
            ]
        seen = foresee(contracts, Asked(PriceRound.Rule.CONTRACT), acting_company().today())
        return [
            self._outcome(row, each, taken.get(each.contract.pk))
            for row, each in zip(rows, seen, strict=True)
        ]

    def _later(self, row: Any, contract: Contract, taken: PriceRound | None) -> Outcome:
        if contract.ended_on is not None or contract.runs_until is None:
            return Outcome(row, reason_left("not_running"), will=False)
        return self._taken(row, taken) if taken else Outcome(row, _("Its new fee is computed next."))

    def _taken(self, row: Any, taken: PriceRound) -> Outcome:
        text = _("Left out: it stands in the open proposal “%(name)s”.") % {"name": taken.name}
        return Outcome(row, text, stays=True)

    def _outcome(self, row: Any, seen: Any, taken: PriceRound | None) -> Outcome:
        if seen.left == "not_running":
            return Outcome(row, reason_left(seen.left), will=False)
        if taken:
            return self._taken(row, taken)
        if seen.left in FIRM:
            return Outcome(row, _("Left out: %(reason)s") % {"reason": reason_left(seen.left)}, stays=True)
        return Outcome(row, _("Renews on %(day)s.") % {"day": formats.day(seen.term.starts)})

    def contracts_of(self, rows: Sequence[Any]) -> list[Contract]:
        """The contracts of the rows, in their order."""
        return list(rows)

    def run(self, rows: Sequence[Any], form: forms.Form | None = None) -> HttpResponse:
        """Keep the proposal and lead to it; who asks for the same again is led to the first."""
        if Right.FEES_VIEW not in self.request.rights:  # type: ignore[attr-defined]
            raise PermissionDenied
        wanted = cast("PriceRoundForm", form).save(commit=False)
        try:
            made = propose(
                wanted,
                self.contracts_of(rows),
                acting_company().today(),
                by=self.request.user,  # type: ignore[arg-type]
            )
        except AlreadyProposed as known:
            messages.warning(
                self.request, _("These contracts stand in this open proposal already: nothing was made anew.")
            )
            made = known.first
        return redirect(made.get_absolute_url())


class ProposeFeesAtEnds(ProposeFees):
    """The same from the cockpit, whose rows are the last terms of contracts."""

    def outcomes(self, rows: Sequence[Any]) -> list[Outcome]:
        """Rows named by their contracts."""
        from contracts.cockpit.bulk import NamedTerm

        return [replace(each, row=NamedTerm(each.row)) for each in super().outcomes(rows)]

    def contracts_of(self, rows: Sequence[Any]) -> list[Contract]:
        """Each contract once."""
        return [getattr(row, "term", row).contract for row in rows]


class LeaveOut(BulkAction):
    """Contracts keep the fee they have."""

    name = "leave_out"
    label = gettext_lazy("Leave out")
    right = Right.CONTRACTS_RENEW
    icon = "ban"
    style = "secondary"

    def outcome(self, row: RoundPrice) -> Outcome:
        """Only what is open and in."""
        if not row.round.is_open:
            return Outcome(row, _("This proposal is decided."), will=False)
        if row.round.is_settling:
            return Outcome(row, _("A worker is still at this proposal."), will=False)
        if row.left:
            return Outcome(row, reason_left(row.left), will=False)
        return Outcome(row, _("Keeps its fee."))

    def run(self, rows: Sequence[RoundPrice], form: forms.Form | None = None) -> str:
        """One statement."""
        done = leave_out(rows, by=self.request.user)  # type: ignore[arg-type]
        return ngettext("%(count)s contract left out.", "%(count)s contracts left out.", done) % {
            "count": done
        }


class TakeIn(BulkAction):
    """Contracts somebody left out take part again."""

    name = "take_in"
    label = gettext_lazy("Take in again")
    right = Right.CONTRACTS_RENEW
    icon = "arrow-back-up"
    style = "secondary"

    taken: Mapping[int, PriceRound]

    def outcomes(self, rows: Sequence[RoundPrice]) -> list[Outcome]:
        """Held against all open proposals at once."""
        self.taken = standing_in([row.contract_id for row in rows])
        return super().outcomes(rows)

    def outcome(self, row: RoundPrice) -> Outcome:
        """Only those left out by hand, and free."""
        if not row.round.is_open:
            return Outcome(row, _("This proposal is decided."), will=False)
        if row.round.is_settling:
            return Outcome(row, _("A worker is still at this proposal."), will=False)
        if row.left != LEFT_BY_HAND:
            return Outcome(row, reason_left(row.left) or _("Takes part already."), will=False)
        if row.contract_id in self.taken:
            return Outcome(row, reason_left(ELSEWHERE), will=False)
        return Outcome(row, _("Gets its new fee."))

    def run(self, rows: Sequence[RoundPrice], form: forms.Form | None = None) -> str:
        """One statement."""
        done = take_in(rows, by=self.request.user)  # type: ignore[arg-type]
        return ngettext("%(count)s contract taken in.", "%(count)s contracts taken in.", done) % {
            "count": done
        }
