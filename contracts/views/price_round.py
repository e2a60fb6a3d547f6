"""Proposals of new fees: all of them, and one with its contracts."""

from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from contracts.models import PriceRound, RoundPrice
from contracts.price_rounds.tables import PriceRoundFilter, PriceRoundTable, round_badge
from contracts.price_rounds.telling import percent_of, rule_of
from contracts.views.crumbs import round_crumbs
from tenancy import history, jobs
from tenancy.permissions import Right
from ui import formats
from ui.actions import Action, Crumb, EmptyState, Tab
from ui.badges import Badge
from ui.views import DetailPage, ListPage, ObjectPage

#: neither with a new fee nor still to be computed
LEFT_OUT = ~Q(left__in=("", RoundPrice.WAITING))


class PriceRoundList(ListPage):
    """What was proposed, approved and taken back."""

    table_class = PriceRoundTable
    filterset_class = PriceRoundFilter
    right = Right.FEES_VIEW
    title = gettext_lazy("Proposals of new fees")
    export_name = "fee-proposals"

    def get_queryset(self) -> QuerySet[PriceRound]:
        """With how many contracts and how much each is about."""
        inside = Q(prices__left="")
        return (
            PriceRound.objects.select_related("proposed_by", "approved_by")
            .annotate(
                count=Count("prices", filter=inside),
                left_out=Count(
                    "prices", filter=~Q(prices__left__in=("", RoundPrice.WAITING)) & Q(prices__isnull=False)
                ),
                old_sum=Sum("prices__old_fee", filter=inside),
                new_sum=Sum("prices__new_fee", filter=inside),
            )
            .order_by("-pk")
        )

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the price revision."""
        return round_crumbs()[:2]

    def get_actions(self) -> list[Action]:
        """Contracts are chosen in their list."""
        contracts = reverse("contracts:list")
        return [Action(_("Choose contracts"), contracts, "list-check", right=Right.CONTRACTS_RENEW)]

    def get_empty_state(self) -> EmptyState:
        """How one begins."""
        return EmptyState(
            _("Nothing proposed yet"),
            _(
                "Filter the contracts, select them, and choose “Propose new fees” among what can be done with them."
            ),
            "chart-line",
            self.get_actions(),
        )


class PriceRoundPage(DetailPage):
    """A proposal: sums, who decided, its contracts, and once it is approved the prices and their letters."""

    queryset = PriceRound.objects.select_related("proposed_by", "approved_by", "dropped_by", "run")
    right = Right.FEES_VIEW
    template_name = "contracts/price_round.html"

    def get_subtitle(self) -> str:
        """The rule and the renewals."""
        row = self.object
        return _("%(rule)s · renewals from %(day)s") % {
            "rule": rule_of(row, self.request.company.currency),  # type: ignore[attr-defined]
            "day": formats.day(row.starts_on),
        }

    def get_badges(self) -> list[Badge]:
        """Where it stands."""
        return [round_badge(self.object)]

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the proposals."""
        return round_crumbs()

    def get_actions(self) -> list[Action]:
        """Approve, and take back."""
        row, actions = self.object, []
        if row.is_open and not row.is_at_work:
            address = reverse("contracts:price_round_approve", args=[row.pk])
            actions.append(Action(_("Approve"), address, "checks", "primary", Right.PRICES_APPROVE))
        if row.dropped_at is None:
            proposed = row.is_open and not row.is_settling
            right = Right.CONTRACTS_RENEW if proposed else Right.PRICES_APPROVE
            address = reverse("contracts:price_round_take_back", args=[row.pk])
            actions.append(Action(pgettext("proposal", "Take back"), address, "arrow-back-up", right=right))
        return actions

    def get_tabs(self) -> list[Tab]:
        """Contracts; the prices settled, from which letters are written; who changed what."""
        pk = self.object.pk
        tabs = [
            Tab(
                "prices",
                _("Contracts"),
                "list-details",
                url=f"{reverse('contracts:round_prices')}?round={pk}",
            )
        ]
        if self.object.approved_at is not None:
            settled = f"{reverse('contracts:revisions')}?round={pk}"
            tabs.append(Tab("settled", _("Settled prices and letters"), "mail", url=settled))
        tabs.append(
            Tab("history", _("History"), "history", template="tenancy/history.html", right=Right.HISTORY_VIEW)
        )
        return tabs

    def tab_history(self) -> dict[str, Any]:
        """Changes of the proposal and its rows."""
        return history.tab(self.request, self.object, history.Under(RoundPrice, "round"))

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the sums."""
        inside = Q(left="")
        found = self.object.prices.aggregate(
            count=Count("pk", filter=inside),
            left_out=Count("pk", filter=LEFT_OUT),
            old_sum=Sum("old_fee", filter=inside, default=Decimal(0)),
            new_sum=Sum("new_fee", filter=inside, default=Decimal(0)),
        )
        return super().get_context_data(
            **found,
            **progress_of(self.object),
            change=change_of(found["old_sum"], found["new_sum"]),
            **extra,
        )


class PriceRoundProgress(ObjectPage):
    """How far the fees are computed or settled, as a fragment that asks again; then the page is loaded anew."""

    queryset = PriceRound.objects.select_related("run")
    right = Right.FEES_VIEW
    template_name = "contracts/price_round_progress.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The bar; ``HX-Refresh`` at the end."""
        told = progress_of(self.object)
        response = self.respond(**told)
        if not told["at_work"]:
            response["HX-Refresh"] = "true"
        return response


def progress_of(row: PriceRound) -> dict[str, Any]:
    """Whether a worker is at a proposal, at what, and where to ask again."""
    label = jobs.step_label(jobs.kind_of(row.run.kind), row.run.step) if row.run else ""
    address = reverse("contracts:price_round_progress", args=[row.pk])
    return {"at_work": row.is_at_work, "progress_label": label, "progress_url": address}


def change_of(old: Decimal, new: Decimal) -> str:
    """A sum's change in percent; empty where it cannot be told."""
    return percent_of(((new - old) * 100 / old).quantize(Decimal("0.01"))) if old else ""
