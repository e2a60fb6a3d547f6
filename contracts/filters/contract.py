from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from contracts import own_fields
from contracts.badges import NOTICE_BADGES
from contracts.filters.fields import OnDayFilter, all_technicians, all_templates, customer_filter
from contracts.filters.own_field import own_filter
from contracts.models import (
    BillingPeriod,
    Block,
    Contract,
    ContractField,
    LineEquipment,
    RenewalKind,
    State,
    Suspension,
)
from contracts.standing import with_notice
from customers.restricted import without_erased
from ui.days import DaysFilter
from ui.forms import RemoteSelect

NOTICES = [(status.value, badge.label) for status, badge in NOTICE_BADGES.items()] + [
    ("not_required", _("Not required"))
]
YES_NO = [("yes", _("yes")), ("no", _("no"))]
BLOCKED = [*YES_NO, *Block.Level.choices]


def _contracts(request: Any) -> QuerySet[Contract]:
    return without_erased(Contract.objects.all(), request.rights)


class ContractFilter(OnDayFilter):
    """How the office narrows its contracts."""

    state = django_filters.ChoiceFilter(choices=State.choices, method="in_state", label=_("State"))
    notice = django_filters.ChoiceFilter(choices=NOTICES, method="with_notice", label=_("Renewal notice"))
    renewal = django_filters.ChoiceFilter(choices=RenewalKind.choices, label=_("Renewal"))
    template = django_filters.ModelChoiceFilter(queryset=all_templates, label=_("Template"))
    technician = django_filters.ModelChoiceFilter(queryset=all_technicians, label=_("Technician"))
    ends = DaysFilter(field_name="runs_until", label=_("Last term ends"))
    due = django_filters.ChoiceFilter(choices=YES_NO, method="with_fees_due", label=_("Fees due"))
    blocked = django_filters.ChoiceFilter(choices=BLOCKED, method="with_block", label=_("Blocked"))
    suspended = django_filters.ChoiceFilter(choices=YES_NO, method="with_suspension", label=_("Suspended"))
    replaced = django_filters.ChoiceFilter(
        choices=[("yes", _("Replaced by another")), ("follows", _("Replaces another"))],
        method="in_chain",
        label=_("Chain of contracts"),
    )
    main = django_filters.ModelChoiceFilter(
        queryset=_contracts, widget=RemoteSelect("contracts:options"), label=_("Main contract")
    )
    framework = django_filters.ChoiceFilter(
        choices=[
            ("main", _("Has sub-contracts")),
            ("sub", _("Is a sub-contract")),
            ("alone", _("Stands alone")),
        ],
        method="in_framework",
        label=_("Framework"),
    )
    customer = customer_filter()
    equipment = django_filters.NumberFilter(method="with_machine", widget=forms.HiddenInput)
    job = django_filters.CharFilter(lookup_expr="iexact", label=_("Job number"))
    cost_centre = django_filters.CharFilter(lookup_expr="iexact", label=_("Cost centre"))
    flag_a = django_filters.ChoiceFilter(choices=YES_NO, method="with_flag")
    flag_b = django_filters.ChoiceFilter(choices=YES_NO, method="with_flag")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Flags are called as the company calls them; its own fields narrow the list too."""
        super().__init__(*args, **kwargs)
        self.flag_labels = own_fields.flag_labels()
        for flag in ("flag_a", "flag_b"):
            if flag in self.flag_labels:
                self.filters[flag].label = self.flag_labels[flag]
            else:
                del self.filters[flag]
        for field in ContractField.objects.current():
            made = own_filter(field)
            made.parent, made.model = self, Contract
            self.filters[f"{own_fields.PREFIX}{field.pk}"] = made

    def with_flag(self, rows: Any, name: str, value: str) -> Any:
        """Contracts with or without the flag."""
        return rows.filter(**{name: value == "yes"})

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        """Contracts in a state today."""
        return rows.in_state(value, self.on)

    def with_notice(self, rows: Any, name: str, value: str) -> Any:
        """Contracts whose notice has that status today."""
        return with_notice(rows, value, self.on)

    def with_fees_due(self, rows: Any, name: str, value: str) -> Any:
        """Contracts with (or without) open periods that are due."""
        due = Exists(BillingPeriod.objects.due(self.on).filter(contract=OuterRef("pk")))
        return rows.filter(due if value == "yes" else ~due)

    def with_block(self, rows: Any, name: str, value: str) -> Any:
        """Contracts with (or without) a block in force, of any level or one."""
        blocks = Block.objects.filter(contract=OuterRef("pk"), lifted_on=None)
        if value in Block.Level.values:
            return rows.filter(Exists(blocks.filter(level=value)))
        return rows.filter(Exists(blocks) if value == "yes" else ~Exists(blocks))

    def with_suspension(self, rows: Any, name: str, value: str) -> Any:
        """Contracts that rest (or not) today."""
        resting = Exists(Suspension.objects.on(self.on).filter(contract=OuterRef("pk")))
        return rows.filter(resting if value == "yes" else ~resting)

    def in_chain(self, rows: Any, name: str, value: str) -> Any:
        """Contracts another took the place of, or that took another's."""
        return (
            rows.filter(replaced_by__isnull=False) if value == "yes" else rows.filter(replaces__isnull=False)
        )

    def in_framework(self, rows: Any, name: str, value: str) -> Any:
        """Main contracts, those under one, or neither."""
        if value == "sub":
            return rows.filter(main__isnull=False)
        has_subs = Exists(Contract.objects.filter(main=OuterRef("pk")))
        return rows.filter(has_subs) if value == "main" else rows.filter(~has_subs, main=None)

    def with_machine(self, rows: Any, name: str, value: int) -> Any:
        """Contracts that look after a machine."""
        return rows.filter(
            Exists(LineEquipment.objects.filter(line__contract=OuterRef("pk"), equipment_id=int(value)))
        )

    class Meta:
        model = Contract
        fields = ()
