from typing import Any

import django_filters
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from contracts.filters import all_templates, customer_filter
from contracts.models import Contract
from contracts.versions.finding import of_contracts
from contracts.versions.kinds import KINDS
from customers.restricted import without_erased
from tenancy.history import SOURCES
from tenancy.models import Change, Membership
from ui.forms import RemoteSelect


def _contracts(request: Any) -> Any:
    return without_erased(Contract.objects.select_related("customer"), request.rights)


def _people(request: Any) -> Any:
    members = Membership.objects.filter(company=request.company).select_related("user")
    return members.order_by("user__name", "user__email")


def _kinds() -> list[tuple[str, str]]:
    return [(kind._meta.db_table, str(capfirst(str(kind._meta.verbose_name)))) for kind in KINDS]


class ChangeFilter(django_filters.FilterSet):
    """Changes of one contract, of a customer's or a template's contracts, of a period, by a person."""

    at = django_filters.DateFromToRangeFilter(label=_("Changed"))
    contract = django_filters.ModelChoiceFilter(
        queryset=_contracts,
        widget=RemoteSelect("contracts:options"),
        method="of_contract",
        label=_("Contract"),
    )
    customer = customer_filter(method="of_customer")
    template = django_filters.ModelChoiceFilter(
        queryset=all_templates, method="of_template", label=_("Template")
    )
    noun = django_filters.ChoiceFilter(choices=_kinds, label=_("What"))
    operation = django_filters.ChoiceFilter(choices=Change.Operation.choices, label=_("How"))
    actor = django_filters.ModelChoiceFilter(queryset=_people, method="of_member", label=_("Who"))
    source = django_filters.ChoiceFilter(
        choices=[("office", _("office")), *(entry for entry in SOURCES.items() if entry[0] != "office")],
        lookup_expr="startswith",
        label=_("From where"),
    )

    class Meta:
        model = Change
        fields = ("at", "contract", "customer", "template", "noun", "operation", "actor", "source")

    def of_contract(self, rows: Any, name: str, value: Contract) -> Any:
        """One contract and what hangs on it."""
        return rows.filter(of_contracts([value.pk]))

    def of_customer(self, rows: Any, name: str, value: Any) -> Any:
        """All contracts of a customer."""
        return rows.filter(of_contracts(list(value.contracts.values_list("pk", flat=True))))

    def of_template(self, rows: Any, name: str, value: Any) -> Any:
        """All contracts of a template."""
        return rows.filter(of_contracts(list(value.contracts.values_list("pk", flat=True))))

    def of_member(self, rows: Any, name: str, value: Membership) -> Any:
        """What a member changed, also one that left."""
        return rows.filter(actor=value.user_id)
