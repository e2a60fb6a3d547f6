"""Approving a proposal of new fees, and taking it back."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Sum
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from contracts.models import PriceRound
from contracts.price_rounds import job
from contracts.price_rounds.deciding import Decision, TakingBack, approve, standing_prices, take_back, weigh
from contracts.price_rounds.proposing import AT_ONCE
from contracts.price_rounds.telling import reason_left
from contracts.views.crumbs import round_crumbs
from tenancy.permissions import Right
from ui import formats
from ui.actions import Crumb
from ui.views import ConfirmPage

TOLD = 20  # contracts named one by one before an approval
TAKEN_BACK = gettext_lazy(
    "It can be taken back as long as no letter told a fee and no term is written with it."
)


class PriceRoundApprove(ConfirmPage):
    """The new fees are settled."""

    queryset = PriceRound.objects.select_related("run")
    right = Right.PRICES_APPROVE
    further_rights = (Right.FEES_VIEW,)  # who sees no fees approves none
    title = gettext_lazy("Approve the new fees")
    submit_label = gettext_lazy("Approve")
    submit_icon = "checks"

    @cached_property
    def decision(self) -> Decision:
        """What would be settled, as the contracts stand now."""
        return weigh(self.object, self.request.company.today())  # type: ignore[attr-defined]

    def get_question(self) -> str:
        """Which proposal."""
        return _("Shall the fees of “%(name)s” be settled?") % {"name": self.object.name}

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the proposal."""
        return round_crumbs(self.object)

    def consequences(self) -> list[str | Promise]:
        """How many, how much, and who is left out."""
        if not self.object.is_open or self.object.is_at_work:
            return []
        if self.is_large:
            return self._of_many()
        decision = self.decision
        old, new = decision.sums()
        told = self._settled(len(decision.settled), old, new)
        for row in decision.changed[:TOLD]:
            words = {"number": row.contract.number, "reason": reason_left(row.left)}
            told.append(_("Contract %(number)s is left out: %(reason)s") % words)
        told += self._left_out(decision.left + max(len(decision.changed) - TOLD, 0))
        return [*told, TAKEN_BACK]

    @cached_property
    def inside(self) -> dict[str, Any]:
        """How many contracts have a new fee, and the yearly fees before and after."""
        found: dict[str, Any] = self.object.prices.filter(left="").aggregate(
            count=Count("pk"), old=Sum("old_fee", default=0), new=Sum("new_fee", default=0)
        )
        return found

    @property
    def is_large(self) -> bool:
        """Whether a worker settles it."""
        return bool(self.inside["count"] > AT_ONCE)

    def _of_many(self) -> list[str | Promise]:
        """Whether each stands as it stood is asked by the worker."""
        told = self._settled(self.inside["count"], self.inside["old"], self.inside["new"])
        told.append(_("Contracts that changed since are left out; the proposal then says which and why."))
        told += self._left_out(self.object.prices.exclude(left="").count())
        return [*told, _("A worker does it; the page of the proposal shows how far it is."), TAKEN_BACK]

    def _settled(self, count: int, old: Decimal, new: Decimal) -> list[str | Promise]:
        currency = self.request.company.currency  # type: ignore[attr-defined]
        told: list[str | Promise] = [
            ngettext(
                "%(count)s contract takes its new fee with its next renewal: %(new)s a year instead of %(old)s.",
                "%(count)s contracts take their new fees with their next renewals: %(new)s a year instead of %(old)s.",
                count,
            )
            % {"count": count, "old": formats.money(old, currency), "new": formats.money(new, currency)},
            _(
                "Renewal notices that have not left yet show the new fees; letters of price change can be written."
            ),
        ]
        return told

    def _left_out(self, count: int) -> list[str | Promise]:
        if not count:
            return []
        more = ngettext(
            "%(count)s contract is left out, as the proposal shows.",
            "%(count)s contracts are left out, as the proposal shows.",
            count,
        )
        return [more % {"count": count}]

    def refusals(self) -> list[str | Promise]:
        """Decided once, and about something."""
        if not self.object.is_open:
            return [_("Somebody decided about this proposal already.")]
        if self.object.is_at_work:
            return [_("A worker is still at this proposal.")]
        settles = self.inside["count"] if self.is_large else self.decision.settled
        return [] if settles else [_("No contract gets a new fee.")]

    def confirm(self, form: Any) -> PriceRound:
        """Settle them, or let a worker do it."""
        round_: PriceRound = self.object
        if self.is_large:
            job.start_approval(round_, self.inside["count"], self.request.company.today())  # type: ignore[attr-defined]
            return round_
        approve(round_, self.request.company.today(), by=self.request.user)  # type: ignore[attr-defined, arg-type]
        return round_

    def get_success_message(self, made: PriceRound) -> str:
        """How many."""
        if self.is_large:
            return _("The new fees are being settled.")
        count = made.prices.exclude(revision=None).count()
        return ngettext("%(count)s new fee is settled.", "%(count)s new fees are settled.", count) % {
            "count": count
        }


class PriceRoundTakeBack(ConfirmPage):
    """A proposal is taken back, before it is approved or after."""

    queryset = PriceRound.objects.select_related("run")
    right = Right.FEES_VIEW
    title = gettext_lazy("Take the new fees back")
    submit_label = pgettext_lazy("proposal", "Take back")
    submit_icon = "arrow-back-up"
    style = "danger"
    freed = 0

    def authorise(self) -> None:
        """What was approved is taken back by who may approve; what was not by who proposes."""
        super().authorise()
        approved = self.object.approved_at is not None or self.object.is_settling
        if not self.may(Right.PRICES_APPROVE if approved else Right.CONTRACTS_RENEW):
            raise PermissionDenied

    @cached_property
    def standing(self) -> Any:
        """What could be opened again."""
        return standing_prices(self.object)

    def get_question(self) -> str:
        """Which."""
        return _("Shall “%(name)s” be taken back?") % {"name": self.object.name}

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the proposal."""
        return round_crumbs(self.object)

    def consequences(self) -> list[str | Promise]:
        """What opens again, what stays and why."""
        if self.object.approved_at is None and self.standing == TakingBack():
            return [_("No contract was changed by it. The proposal stays readable.")]
        told: list[str | Promise] = []
        count = len(self.standing.open)
        opens = ngettext(
            "%(count)s settled fee is open again: the contract renews as it says itself.",
            "%(count)s settled fees are open again: the contracts renew as they say themselves.",
            count,
        )
        told.append(opens % {"count": count})
        if applied := self.standing.applied:
            stays = ngettext(
                "%(count)s fee stays: its term is written with it.",
                "%(count)s fees stay: their terms are written with them.",
                applied,
            )
            told.append(stays % {"count": applied})
        if shown := self.standing.told:
            stays = ngettext(
                "%(count)s fee stays: a letter told the customer.",
                "%(count)s fees stay: a letter told the customers.",
                shown,
            )
            told.append(stays % {"count": shown})
        return told

    def refusals(self) -> list[str | Promise]:
        """Once, and only what nothing stands on."""
        if self.object.dropped_at is not None:
            return [_("This proposal was taken back already.")]
        standing = self.standing
        if self.object.approved_at is not None and not standing.open and (standing.applied or standing.told):
            return [_("Every fee of it is applied or told: nothing can be taken back.")]
        return []

    def confirm(self, form: Any) -> PriceRound:
        """Take it back."""
        round_: PriceRound = self.object
        self.freed = take_back(round_, by=self.request.user)  # type: ignore[arg-type]
        return round_

    def get_success_message(self, made: PriceRound) -> str:
        """How many contracts another proposal may take."""
        if not self.freed:
            return _("The proposal is taken back.")
        return ngettext(
            "The proposal is taken back: %(count)s contract is free again.",
            "The proposal is taken back: %(count)s contracts are free again.",
            self.freed,
        ) % {"count": self.freed}
