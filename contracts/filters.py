from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contracts import own_fields
from contracts.badges import NOTICE_BADGES
from contracts.models import (
    BillingPeriod,
    Block,
    Contract,
    ContractField,
    ContractFieldValue,
    ContractTemplate,
    LineEquipment,
    OwedVisit,
    RenewalKind,
    State,
    Suspension,
)
from contracts.standing import with_notice
from customers.models import Customer
from customers.restricted import without_erased
from tenancy.models import Technician
from ui.days import DaysFilter
from ui.forms import RemoteSelect

NOTICES = [(status.value, badge.label) for status, badge in NOTICE_BADGES.items()] + [
    ("not_required", _("Not required"))
]
YES_NO = [("yes", _("yes")), ("no", _("no"))]
BLOCKED = [*YES_NO, *Block.Level.choices]


def _customers(request: Any) -> QuerySet[Customer]:
    rows: QuerySet[Customer] = Customer.objects.all()
    return rows


def _contracts(request: Any) -> QuerySet[Contract]:
    return without_erased(Contract.objects.all(), request.rights)


def all_templates(request: Any) -> QuerySet[ContractTemplate]:
    """The templates to choose among."""
    return ContractTemplate.objects.all()


def all_technicians(request: Any) -> QuerySet[Technician]:
    """The technicians to choose among."""
    return Technician.objects.all()


def customer_filter(**kwargs: Any) -> django_filters.ModelChoiceFilter:
    """A filter by one customer, found while one types."""
    return django_filters.ModelChoiceFilter(
        queryset=_customers, widget=RemoteSelect("customers:options"), label=_("Customer"), **kwargs
    )


def own_filter(field: ContractField) -> django_filters.Filter:
    """The filter by a field the company added: a choice among its options, the words begun with, a span."""

    def narrow(rows: Any, conditions: dict[str, Any]) -> Any:
        found = ContractFieldValue.objects.filter(contract=OuterRef("pk"), field=field.pk, **conditions)
        return rows.filter(Exists(found))

    def by_text(rows: Any, _name: str, value: str) -> Any:
        return narrow(
            rows, {"text": value} if field.kind == field.Kind.CHOICE else {"text__istartswith": value}
        )

    def by_span(rows: Any, _name: str, value: slice) -> Any:
        column = "day" if field.kind == field.Kind.DATE else "number"
        bounds = {"gte": value.start, "lte": value.stop}
        return narrow(rows, {f"{column}__{name}": end for name, end in bounds.items() if end is not None})

    if field.kind == field.Kind.CHOICE:
        options = [(option, option) for option in field.options]
        return django_filters.ChoiceFilter(choices=options, method=by_text, label=field.name)
    if field.kind == field.Kind.TEXT:
        return django_filters.CharFilter(method=by_text, label=field.name)
    made = DaysFilter if field.kind == field.Kind.DATE else django_filters.RangeFilter
    return made(method=by_span, label=field.name)


class OnDayFilter(django_filters.FilterSet):
    """Filters that need to know which day it is at the company."""

    @property
    def on(self) -> date:
        """Today, where the company works."""
        return self.request.company.today()  # type: ignore[no-any-return]


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


class VisitFilter(OnDayFilter):
    """How the office narrows the visits owed; without a choice those not made yet."""

    WHEN = (
        ("late", _("Late")),
        ("horizon", _("To plan now")),
        ("before_end", _("Contract ends")),
        ("done", pgettext_lazy("visit", "Done")),
    )

    when = django_filters.ChoiceFilter(choices=WHEN, method="at", label=_("Which"))
    month = django_filters.ChoiceFilter(
        choices=list(MONTHS.items()), method="in_month", label=_("Due in month")
    )
    technician = django_filters.ModelChoiceFilter(
        field_name="contract__technician", queryset=all_technicians, label=_("Technician")
    )
    town = django_filters.CharFilter(method="in_town", label=_("Town or postcode"))
    customer = customer_filter(field_name="contract__customer")
    contract = django_filters.NumberFilter(field_name="contract_id", widget=forms.HiddenInput)

    def at(self, rows: Any, name: str, value: str) -> Any:
        """Visits that are late, wanted soon, owed before an end, or made."""
        found: dict[str, Callable[[], Any]] = {
            "late": lambda: rows.late(self.on),
            "horizon": lambda: rows.within(self.on, self.request.company.visit_horizon_days),
            "before_end": lambda: rows.open().filter(
                contract__ended_on=None, contract__ends_after__isnull=False, term__ends_on__gte=self.on
            ),
            "done": lambda: rows.filter(done_on__isnull=False),
        }
        return found[value]()

    def in_month(self, rows: Any, name: str, value: str) -> Any:
        """Visits whose window ends in that calendar month."""
        return rows.filter(window_ends_on__month=int(value))

    def in_town(self, rows: Any, name: str, value: str) -> Any:
        """Visits whose customer's words include a town so begun."""
        return rows.filter(contract__customer__in=Customer.objects.found_by(value))

    class Meta:
        model = OwedVisit
        fields = ()


class PeriodFilter(OnDayFilter):
    """How accounting narrows the billing periods; without a choice those due today."""

    WHEN = (
        ("due", _("Due")),
        ("soon", _("Due within 30 days")),
        ("open", _("All that are open")),
        ("closed", _("Billed or closed")),
    )

    when = django_filters.ChoiceFilter(choices=WHEN, method="at", label=_("Which"))
    due_on = DaysFilter(label=_("Due between"))
    customer = customer_filter(field_name="contract__customer")
    template = django_filters.ModelChoiceFilter(
        field_name="contract__template",
        queryset=all_templates,
        label=_("Template"),
    )
    contract = django_filters.NumberFilter(field_name="contract_id", widget=forms.HiddenInput)

    def at(self, rows: Any, name: str, value: str) -> Any:
        """Periods due, due soon, open or settled."""
        if value == "closed":
            return rows.exclude(state=BillingPeriod.State.OPEN)
        if value == "open":
            return rows.open()
        return rows.due(self.on + timedelta(days=30 if value == "soon" else 0))

    class Meta:
        model = BillingPeriod
        fields = ()
