"""Prices settled for terms to come: the list, and taking them back while their term is not written."""

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from contracts.bulk import REVISION_ACTIONS
from contracts.columns import ContractColumn
from contracts.filters import all_templates
from contracts.models import Contract, IndexSeries, Notice, PriceRound, Revision, Term
from contracts.noticing import reprice_unsent, told_otherwise
from contracts.views.crumbs import list_crumb
from customers.restricted import without_erased
from tenancy.acting import acting
from tenancy.permissions import Right
from ui import formats, tables
from ui.actions import Action, Crumb, EmptyState
from ui.badges import Badge
from ui.bulk import BulkAction, Outcome
from ui.days import DaysFilter
from ui.views import ListPage

SETTLED, APPLIED, WITHDRAWN = "settled", "applied", "withdrawn"
BADGES = {
    SETTLED: Badge("blue", "lock", gettext_lazy("Settled")),
    APPLIED: Badge("green", "circle-check", gettext_lazy("Applied")),
    WITHDRAWN: Badge("secondary", "arrow-back-up", gettext_lazy("Taken back")),
}


def standing_of(revision: Any) -> str:
    """Where a price stands."""
    if revision.withdrawn_at is not None:
        return WITHDRAWN
    return APPLIED if revision.is_applied else SETTLED


class RevisionTable(tables.SelectableTable):
    """Prices settled, the latest first."""

    contract = ContractColumn()
    customer = tables.Column(
        accessor="contract__customer",
        order_by=("contract__customer__sort_name",),
        verbose_name=gettext_lazy("Customer"),
    )
    effective_on = tables.DateColumn(verbose_name=pgettext_lazy("proposal", "From"))
    old_fee = tables.MoneyColumn(right=Right.FEES_VIEW, verbose_name=pgettext_lazy("proposal", "Before"))
    new_fee = tables.MoneyColumn(right=Right.FEES_VIEW, verbose_name=pgettext_lazy("proposal", "After"))
    known_on = tables.DateColumn(priority=3, verbose_name=gettext_lazy("Values known on"))
    standing = tables.BadgeColumn(
        accessor="pk",
        orderable=False,
        badge=lambda row: BADGES[standing_of(row)],
        verbose_name=gettext_lazy("State"),
    )
    how = tables.Column(priority=4, verbose_name=gettext_lazy("Settled by"))
    reason = tables.Column(priority=3, verbose_name=gettext_lazy("Reason"))


def _series(request: Any) -> QuerySet[IndexSeries]:
    return IndexSeries.objects.all()


def _rounds(request: Any) -> QuerySet[PriceRound]:
    return PriceRound.objects.exclude(approved_at=None)


class RevisionFilter(django_filters.FilterSet):
    """By template, day, index, and whether it still can be taken back."""

    template = django_filters.ModelChoiceFilter(
        field_name="contract__template", queryset=all_templates, label=gettext_lazy("Template")
    )
    effective_on = DaysFilter(label=gettext_lazy("Fee from"))
    series = django_filters.ModelChoiceFilter(
        queryset=_series, method="with_series", label=gettext_lazy("Index")
    )
    round = django_filters.ModelChoiceFilter(
        field_name="round_prices__round", queryset=_rounds, label=gettext_lazy("Proposal")
    )
    standing = django_filters.ChoiceFilter(
        choices=[(name, badge.label) for name, badge in BADGES.items()],
        method="in_standing",
        label=gettext_lazy("State"),
    )

    def with_series(self, rows: Any, name: str, value: IndexSeries) -> Any:
        """Whose formula has an index."""
        return rows.filter(contract__revision_clauses__terms__series=value)

    def in_standing(self, rows: Any, name: str, value: str) -> Any:
        """Settled, applied or taken back."""
        if value == WITHDRAWN:
            return rows.exclude(withdrawn_at=None)
        return rows.filter(withdrawn_at=None, is_applied=value == APPLIED)


class TakeBack(BulkAction):
    """Let prices be settled anew."""

    name = "take_back"
    label = gettext_lazy("Take back")
    right = Right.CONTRACTS_RENEW
    icon = "arrow-back-up"
    explanation = gettext_lazy(
        "The next night settles these prices anew, with the formula and the index values as they stand then."
    )

    def outcome(self, row: Any) -> Outcome:
        """Not once the term is written, nor once a letter told the customer."""
        contract = row.contract
        if row.withdrawn_at is not None:
            return Outcome(row, _("%(contract)s: taken back already.") % {"contract": contract}, will=False)
        if row.is_applied:
            return Outcome(
                row,
                _("%(contract)s: the term is written with this fee.") % {"contract": contract},
                will=False,
            )
        if row.is_shown:
            return Outcome(
                row,
                _("%(contract)s: a letter told the customer this fee.") % {"contract": contract},
                will=False,
            )
        told = {"contract": contract, "day": formats.day(row.effective_on)}
        return Outcome(row, _("%(contract)s: the fee from %(day)s is open again.") % told)

    def run(self, rows: Sequence[Any], form: forms.Form | None = None) -> str:
        """Two statements; letters not sent yet show the price as it is when they are written."""
        keys = [row.pk for row in rows]
        count = (
            Revision.objects.standing()
            .filter(pk__in=keys)
            .update(withdrawn_at=timezone.now(), withdrawn_by=acting().actor)
        )
        reprice_unsent([row.contract_id for row in rows])
        return ngettext("%(count)s price taken back.", "%(count)s prices taken back.", count) % {
            "count": count
        }


class NeverRevise(TakeBack):
    """Keep the fees of contracts for good."""

    name = "never_revise"
    label = gettext_lazy("Never revise")
    icon = "lock"
    style = "secondary"
    explanation = gettext_lazy("These contracts keep their fee at every renewal until somebody changes that.")

    def outcome(self, row: Any) -> Outcome:
        """As for taking back; and the mark."""
        found = super().outcome(row)
        if not found.will:
            return found
        return Outcome(row, _("%(contract)s: keeps its fee from now on.") % {"contract": row.contract})

    def run(self, rows: Sequence[Any], form: forms.Form | None = None) -> str:
        """Take back and mark."""
        told = super().run(rows)
        keys = {row.contract_id for row in rows}
        Contract.objects.filter(pk__in=keys).update(never_revise=True, updated_at=timezone.now())
        return told


REVISION_ACTIONS[:0] = [TakeBack, NeverRevise]


class RevisionList(ListPage):
    """The prices settled for terms to come, and those that were applied."""

    table_class = RevisionTable
    filterset_class = RevisionFilter
    right = Right.FEES_VIEW
    bulk_actions: ClassVar = REVISION_ACTIONS  # and those of the apps above
    title = gettext_lazy("Price revision")
    export_name = "price-revisions"

    def get_queryset(self) -> QuerySet[Revision]:
        """With whether the term is written and whether a letter told the price."""
        terms = Term.objects.filter(contract=OuterRef("contract"), number=OuterRef("term_number"))
        told = Notice.objects.filter(
            contract=OuterRef("contract"), term__number=OuterRef("term_number") - 1, sent_on__isnull=False
        )
        rows = (
            Revision.objects.select_related("contract__customer")
            .annotate(is_applied=Exists(terms), is_shown=Exists(told) | told_otherwise())
            .order_by("-effective_on", "-pk")
        )
        return without_erased(rows, self.request.rights, path="contract__customer")  # type: ignore[attr-defined]

    def excluded_columns(self) -> list[str]:
        """Below its proposal a price needs neither its reason nor its day."""
        hidden = super().excluded_columns()
        beside = self.as_panel and self.request.GET.get("round")
        return [*hidden, "reason", "known_on", "how"] if beside else hidden

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the contracts."""
        return [list_crumb()]

    def get_actions(self) -> list[Action]:
        """To the proposals and the values."""
        if self.as_panel:
            return []
        rounds = reverse("contracts:price_rounds")
        return [
            Action(_("Proposals of new fees"), rounds, "list-details"),
            Action(_("Indices"), reverse("contracts:indices"), "chart-line", right=Right.CONTRACTS_RENEW),
        ]

    def get_empty_state(self) -> EmptyState:
        """How prices come here."""
        return EmptyState(
            _("No price settled yet"),
            _(
                "The night settles the price of each contract with a formula before its renewal notice is "
                "prepared, so that the letter shows it."
            ),
            "chart-line",
            self.get_actions(),
        )
