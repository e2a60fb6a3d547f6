"""How proposals of new fees and their rows are listed."""

from decimal import Decimal
from typing import Any

import django_filters
from django.db.models import F, QuerySet
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contracts.columns import ContractColumn
from contracts.filters import all_templates
from contracts.models import PriceRound, RoundPrice
from contracts.price_rounds.telling import how, percent_of, reason_left, rule_of, spelled
from customers.columns import CustomerColumn
from ui import tables
from ui.badges import Badge
from ui.days import DaysFilter

PROPOSED = Badge("orange", "clock", _("To approve"))
APPROVED = Badge("green", "circle-check", _("Approved"))
DROPPED = Badge("secondary", "arrow-back-up", pgettext_lazy("proposal", "Taken back"))
CLOSED = Badge("secondary", "circle-off", pgettext_lazy("proposal", "Closed"))
NEW_FEE = Badge("blue", "arrow-right", pgettext_lazy("contracts", "Included"))
BY_HAND = Badge("blue", "hand-finger", _("By hand"))
WAITING = Badge("orange", "loader", _("Being computed"))
LEFT_OUT = Badge("secondary", "ban", pgettext_lazy("contracts", "Left out"))
SETTLED = Badge("green", "lock", _("Settled"))
WITHDRAWN = Badge("secondary", "arrow-back-up", _("Taken back"))


def round_badge(row: PriceRound) -> Badge:
    """Where a proposal stands."""
    if row.dropped_at is not None:
        return CLOSED if row.dropped_reason else DROPPED
    return PROPOSED if row.approved_at is None else APPROVED


def price_badge(row: RoundPrice) -> Badge:
    """What becomes of one contract."""
    if row.left:
        return WAITING if row.left == RoundPrice.WAITING else LEFT_OUT
    if row.revision is not None:
        return SETTLED if row.revision.withdrawn_at is None else WITHDRAWN
    return BY_HAND if row.is_edited else NEW_FEE


class PriceRoundTable(tables.BaseTable):
    """Proposals, the latest first."""

    name = tables.LinkColumn("contracts:price_round", verbose_name=_("Name"))
    standing = tables.BadgeColumn(
        accessor="pk", badge=round_badge, order_by=("approved_at", "dropped_at"), verbose_name=_("State")
    )
    rule = tables.Column(verbose_name=_("Rule"))
    starts_on = tables.DateColumn(priority=2, verbose_name=pgettext_lazy("proposal", "From"))
    count = tables.NumberColumn(verbose_name=_("Contracts"))
    old_sum = tables.MoneyColumn(verbose_name=pgettext_lazy("proposal", "Before"))
    new_sum = tables.MoneyColumn(verbose_name=pgettext_lazy("proposal", "After"))
    proposed_by = tables.Column(priority=3, order_by=("proposed_by__name",), verbose_name=_("Proposed by"))
    approved_by = tables.Column(priority=3, order_by=("approved_by__name",), verbose_name=_("Approved by"))
    left_out = tables.NumberColumn(priority=4, verbose_name=LEFT_OUT.label)

    def render_rule(self, record: PriceRound) -> str:
        """With its figure."""
        return rule_of(record, self.request.company.currency)

    def value_rule(self, record: PriceRound) -> str:
        """Likewise, for a spreadsheet."""
        return spelled(self.render_rule(record))


class RoundPriceTable(tables.SelectableTable):
    """The contracts of a proposal: fee before and after, and how the new one comes about."""

    contract = ContractColumn()
    customer = CustomerColumn("contract__customer", attrs={"td": {"class": "echeo-wide"}})
    effective_on = tables.DateColumn(verbose_name=pgettext_lazy("proposal", "From"))
    old_fee = tables.MoneyColumn(verbose_name=pgettext_lazy("proposal", "Before"))
    new_fee = tables.MoneyColumn(verbose_name=pgettext_lazy("proposal", "After"))
    change = tables.NumberColumn(
        accessor="pk", orderable=False, priority=2, verbose_name=pgettext_lazy("proposal", "Change")
    )
    standing = tables.BadgeColumn(accessor="pk", orderable=False, badge=price_badge, verbose_name=_("State"))
    how = tables.Column(accessor="pk", orderable=False, priority=2, verbose_name=_("How it comes about"))
    edited_by = tables.Column(priority=4, order_by=("edited_by__name",), verbose_name=_("Changed by"))
    proposal = tables.LinkColumn(
        "contracts:price_round",
        accessor="round",
        target=lambda row: row.round_id,
        order_by=("round__name",),
        priority=4,
        verbose_name=_("Proposal"),
    )
    actions = tables.ActionsColumn("contracts/round_price_actions.html")

    def render_change(self, record: RoundPrice) -> str:
        """In percent."""
        change = self.value_change(record)
        return percent_of(change) if change != "" else self.default

    def value_change(self, record: RoundPrice) -> Any:
        """The bare figure."""
        if not record.old_fee or record.new_fee is None or record.left:
            return ""
        return ((record.new_fee - record.old_fee) * 100 / record.old_fee).quantize(Decimal("0.01"))

    def render_how(self, record: RoundPrice) -> SafeString | str:
        """Sentences below each other; of a contract left out why."""
        return format_html_join(
            "", '<span class="d-block">{}</span>', ((said,) for said in self._said(record))
        )

    def value_how(self, record: RoundPrice) -> str:
        """In one line."""
        return " ".join(spelled(said) for said in self._said(record))

    def _said(self, record: RoundPrice) -> list[str]:
        if record.left:
            return [str(reason_left(record.left))]
        return how(record, self.request.company.currency)


class PriceRoundFilter(django_filters.FilterSet):
    """By where proposals stand."""

    standing = django_filters.ChoiceFilter(
        choices=[("open", PROPOSED.label), ("approved", APPROVED.label), ("dropped", DROPPED.label)],
        method="in_standing",
        label=_("State"),
    )
    starts_on = DaysFilter(label=_("Renewals from"))

    def in_standing(self, rows: Any, name: str, value: str) -> Any:
        """To approve, approved or taken back."""
        if value == "open":
            return rows.open()
        if value == "dropped":
            return rows.exclude(dropped_at=None)
        return rows.filter(dropped_at=None).exclude(approved_at=None)


def _rounds(request: Any) -> QuerySet[PriceRound]:
    return PriceRound.objects.all()


class RoundPriceFilter(django_filters.FilterSet):
    """By proposal, template, and what becomes of the contract."""

    round = django_filters.ModelChoiceFilter(queryset=_rounds, label=_("Proposal"))
    standing = django_filters.ChoiceFilter(
        choices=[("in", NEW_FEE.label), ("edited", BY_HAND.label), ("left", LEFT_OUT.label)],
        method="in_standing",
        label=_("State"),
    )
    template = django_filters.ModelChoiceFilter(
        field_name="contract__template", queryset=all_templates, label=_("Template")
    )
    effective_on = DaysFilter(label=_("Fee from"))

    def in_standing(self, rows: Any, name: str, value: str) -> Any:
        """Gets a new fee, one by hand, or is left out."""
        if value == "left":
            return rows.exclude(left="")
        return (
            rows.filter(left="") if value == "in" else rows.filter(left="").exclude(new_fee=F("computed_fee"))
        )

    class Meta:
        model = RoundPrice
        fields = ()
