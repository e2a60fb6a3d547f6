"""Proposals of new fees: all of them, one with its contracts, changing a fee, approving, taking back."""

from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import Case, CharField, Count, Q, QuerySet, Sum, Value, When
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from contracts.forms.price_round import RoundPriceForm
from contracts.models import PriceRound, RoundPrice
from contracts.price_rounds.bulk import LeaveOut, TakeIn
from contracts.price_rounds.deciding import Decision, approve, standing_prices, take_back, weigh
from contracts.price_rounds.foreseeing import FIRM
from contracts.price_rounds.proposing import edit
from contracts.price_rounds.tables import (
    PriceRoundFilter,
    PriceRoundTable,
    RoundPriceFilter,
    RoundPriceTable,
    round_badge,
)
from contracts.price_rounds.telling import percent_of, reason_left, rule_of
from contracts.views.crumbs import list_crumb
from customers.restricted import without_erased
from tenancy import history
from tenancy.permissions import Right
from ui import formats
from ui.actions import Action, Crumb, EmptyState, Tab
from ui.badges import Badge
from ui.views import ConfirmPage, DetailPage, EditPage, ListPage

TOLD = 20  # contracts named one by one before an approval


def round_crumbs(round_: PriceRound | None = None) -> list[Crumb]:
    """The way back to the proposals, or to one."""
    found = [
        list_crumb(),
        Crumb(_("Price revision"), reverse("contracts:revisions")),
        Crumb(_("Proposals of new fees"), reverse("contracts:price_rounds")),
    ]
    return found if round_ is None else [*found, Crumb(round_.name, round_.get_absolute_url())]


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
                left_out=Count("prices", filter=~inside & Q(prices__isnull=False)),
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

    queryset = PriceRound.objects.select_related("proposed_by", "approved_by", "dropped_by")
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
        if row.is_open:
            address = reverse("contracts:price_round_approve", args=[row.pk])
            actions.append(Action(_("Approve"), address, "checks", "primary", Right.PRICES_APPROVE))
        if row.dropped_at is None:
            right = Right.CONTRACTS_RENEW if row.is_open else Right.PRICES_APPROVE
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
            left_out=Count("pk", filter=~inside),
            old_sum=Sum("old_fee", filter=inside, default=Decimal(0)),
            new_sum=Sum("new_fee", filter=inside, default=Decimal(0)),
        )
        return super().get_context_data(
            **found, change=change_of(found["old_sum"], found["new_sum"]), **extra
        )


def change_of(old: Decimal, new: Decimal) -> str:
    """A sum's change in percent; empty where it cannot be told."""
    return percent_of(((new - old) * 100 / old).quantize(Decimal("0.01"))) if old else ""


class RoundPriceList(ListPage):
    """The contracts of a proposal, or of all: old fee, new fee, and how it comes about."""

    table_class = RoundPriceTable
    filterset_class = RoundPriceFilter
    bulk_actions: ClassVar = [LeaveOut, TakeIn]
    right = Right.FEES_VIEW
    title = gettext_lazy("Proposed fees")
    export_name = "proposed-fees"

    def get_queryset(self) -> QuerySet[RoundPrice]:
        """Those left out last."""
        may = self.may(Right.CONTRACTS_RENEW)
        open_ = Q(round__approved_at=None, round__dropped_at=None) & ~Q(left__in=FIRM)
        rows = (
            RoundPrice.objects.select_related("round", "contract__customer", "revision", "edited_by")
            .annotate(
                may_change=Case(
                    When(open_, then=Value("1" if may else "")), default=Value(""), output_field=CharField()
                )
            )
            .order_by("-round", "left", "contract__number", "pk")
        )
        return without_erased(rows, self.request.rights, path="contract__customer")  # type: ignore[attr-defined]

    def excluded_columns(self) -> list[str]:
        """Beside its proposal the name needs no column."""
        hidden = super().excluded_columns()
        return [*hidden, "proposal"] if self.as_panel and self.request.GET.get("round") else hidden

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the proposals."""
        return round_crumbs()


class RoundPriceEdit(EditPage):
    """One contract gets another fee than the rule gives."""

    queryset = RoundPrice.objects.select_related("round", "contract__customer")
    right = Right.CONTRACTS_RENEW
    form_class = RoundPriceForm
    success_message = gettext_lazy("The fee is changed.")

    def authorise(self) -> None:
        """Who sees no fees changes none."""
        super().authorise()
        if not self.may(Right.FEES_VIEW):
            raise PermissionDenied

    def get_queryset(self) -> QuerySet[RoundPrice]:
        """Not of those erased."""
        rows = super().get_queryset()
        return without_erased(rows, self.request.rights, path="contract__customer")  # type: ignore[attr-defined]

    def get_title(self) -> str:
        """Whose fee."""
        return _("New fee of contract %(number)s") % {"number": self.object.contract.number}

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the proposal."""
        return round_crumbs(self.object.round)

    def get_initial(self) -> dict[str, Any]:
        """The fee proposed."""
        return {"new_fee": self.object.new_fee, "reason": self.object.reason}

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form compares with what was computed."""
        return super().get_form_kwargs() | {"price": self.object}

    def act(self, form: Any) -> RoundPrice:
        """Keep it with its reason."""
        given = form.cleaned_data
        return edit(self.object, given["new_fee"], given["reason"], by=self.request.user)  # type: ignore[arg-type]


class PriceRoundApprove(ConfirmPage):
    """The new fees are settled."""

    queryset = PriceRound.objects.all()
    right = Right.PRICES_APPROVE
    title = gettext_lazy("Approve the new fees")
    submit_label = gettext_lazy("Approve")
    submit_icon = "checks"

    @cached_property
    def decision(self) -> Decision:
        """What would be settled, as the contracts stand now."""
        return weigh(self.object, self.request.company.today())  # type: ignore[attr-defined]

    def authorise(self) -> None:
        """Who sees no fees approves none."""
        super().authorise()
        if not self.may(Right.FEES_VIEW):
            raise PermissionDenied

    def get_question(self) -> str:
        """Which proposal."""
        return _("Shall the fees of “%(name)s” be settled?") % {"name": self.object.name}

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the proposal."""
        return round_crumbs(self.object)

    def consequences(self) -> list[str | Promise]:
        """How many, how much, and who is left out."""
        if not self.object.is_open:
            return []
        decision, currency = self.decision, self.request.company.currency  # type: ignore[attr-defined]
        old, new = decision.sums()
        count = len(decision.settled)
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
        for row in decision.changed[:TOLD]:
            words = {"number": row.contract.number, "reason": reason_left(row.left)}
            told.append(_("Contract %(number)s is left out: %(reason)s") % words)
        left = decision.left + max(len(decision.changed) - TOLD, 0)
        if left:
            more = ngettext(
                "%(count)s contract is left out, as the proposal shows.",
                "%(count)s contracts are left out, as the proposal shows.",
                left,
            )
            told.append(more % {"count": left})
        told.append(_("It can be taken back as long as no letter told a fee and no term is written with it."))
        return told

    def refusals(self) -> list[str | Promise]:
        """Decided once, and about something."""
        if not self.object.is_open:
            return [_("Somebody decided about this proposal already.")]
        return [] if self.decision.settled else [_("No contract gets a new fee.")]

    def confirm(self, form: Any) -> PriceRound:
        """Settle them."""
        round_: PriceRound = self.object
        approve(round_, self.request.company.today(), by=self.request.user)  # type: ignore[attr-defined, arg-type]
        return round_

    def get_success_message(self, made: PriceRound) -> str:
        """How many."""
        count = made.prices.exclude(revision=None).count()
        return ngettext("%(count)s new fee is settled.", "%(count)s new fees are settled.", count) % {
            "count": count
        }


class PriceRoundTakeBack(ConfirmPage):
    """A proposal is taken back, before it is approved or after."""

    queryset = PriceRound.objects.all()
    right = Right.FEES_VIEW
    title = gettext_lazy("Take the new fees back")
    submit_label = pgettext_lazy("proposal", "Take back")
    submit_icon = "arrow-back-up"
    style = "danger"

    def authorise(self) -> None:
        """What was approved is taken back by who may approve; what was not by who proposes."""
        super().authorise()
        approved = self.object.approved_at is not None
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
        if self.object.approved_at is None:
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
        take_back(round_, by=self.request.user)  # type: ignore[arg-type]
        return round_
