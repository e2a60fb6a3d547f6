from typing import Any, ClassVar

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from contracts import own_fields
from contracts.bulk import CONTRACT_ACTIONS
from contracts.filters import ContractFilter
from contracts.models import Contract, ContractField
from contracts.tables import ContractTable, OwnFieldColumn
from customers.restricted import without_erased
from tenancy.importing.action import import_action
from tenancy.permissions import Right
from ui.actions import Action, EmptyState
from ui.tables import Column
from ui.views import ListPage, OptionsPage

SORTED_BY_TERM = {"fee", "-fee", "refuse_by", "-refuse_by"}


class ContractList(ListPage):
    """All contracts, those of a customer (``?customer=``) or of a machine (``?equipment=``)."""

    table_class = ContractTable
    filterset_class = ContractFilter
    right = Right.CONTRACTS_VIEW
    bulk_actions: ClassVar = CONTRACT_ACTIONS  # and those of the apps above
    title = _("Contracts")
    search_hint = _("Contract number, customer")
    export_name = "contracts"

    def get_queryset(self) -> QuerySet[Contract]:
        """The terms are joined only where the list is sorted by them."""
        rows = without_erased(
            Contract.objects.select_related("customer", "technician"),
            self.request.rights,  # type: ignore[attr-defined]
        )
        if SORTED_BY_TERM & set(self.sorts):
            on = self.request.company.today()  # type: ignore[attr-defined]
            running = Q(terms__starts_on__lte=on, terms__ends_on__gte=on)
            rows = rows.annotate(now=FilteredRelation("terms", condition=running)).annotate(
                fee_now=F("now__annual_fee"), refuse_by_now=F("now__refuse_by")
            )
        return rows

    def excluded_columns(self) -> list[str]:
        """Beside a customer's card her name needs no column."""
        hidden = super().excluded_columns()
        if self.as_panel and self.request.GET.get("customer"):
            hidden += ["customer", "city"]
        if self.as_panel and self.request.GET.get("main"):
            hidden += ["main", "city"]
        return [*hidden, *({"flag_a", "flag_b"} - set(self.flags))]

    @cached_property
    def flags(self) -> dict[str, str]:
        """What the company calls its flags."""
        return getattr(self.filterset, "flag_labels", {})

    def rows_of_export(self) -> QuerySet[Contract]:
        """With their values in the fields the company added."""
        return self.rows.prefetch_related("own_values")

    def columns_of_export(self) -> list[tuple[str, Column]]:
        """The fields the company added."""
        return [
            (f"{own_fields.PREFIX}{field.pk}", OwnFieldColumn(verbose_name=field.name, field_id=field.pk))
            for field in ContractField.objects.current()
        ]

    def make_table(self) -> Any:
        """Flags under their names."""
        made = super().make_table()
        if self.as_panel and self.request.GET.get("main"):
            made.columns.show("visits_owed")
        if self.request.GET.get("framework") == "sub":
            made.columns["main"].column.priority = 1  # what one looks for then
        for flag, label in self.flags.items():
            made.columns[flag].column.verbose_name = label
        return made

    def get_actions(self) -> list[Action]:
        """New contract; as a page also the lists that hang on contracts."""
        of = next((name for name in ("main", "customer") if self.request.GET.get(name, "").isdigit()), "")
        new = reverse("contracts:create") + (f"?{of}={self.request.GET[of]}" if of else "")
        label = _("New sub-contract") if of == "main" else _("New contract")
        create = Action(label, new, "plus", "primary", Right.CONTRACTS_EDIT)
        if self.as_panel:
            return [create] if of else []
        return [
            import_action("contracts"),
            Action(_("Renewals"), reverse("contracts:cockpit"), "refresh"),
            Action(_("Visits owed"), reverse("contracts:visits"), "calendar-event"),
            Action(_("Fees due"), reverse("contracts:billing"), "coin", right=Right.FEES_VIEW),
            Action(_("Price revision"), reverse("contracts:revisions"), "chart-line", right=Right.FEES_VIEW),
            Action(_("Expiry lists"), reverse("contracts:expiring_contracts"), "calendar-month"),
            Action(_("Register"), reverse("contracts:register"), "table"),
            Action(
                _("History of contracts"), reverse("contracts:changes"), "history", right=Right.HISTORY_VIEW
            ),
            Action(_("Templates"), reverse("contracts:templates"), "template", right=Right.TEMPLATES_EDIT),
            create,
        ]

    def get_empty_state(self) -> EmptyState:
        """What to do next."""
        return EmptyState(
            _("No contract yet"),
            _("Make the first one, or import your portfolio."),
            "file-text",
            [action for action in self.get_actions() if action.style == "primary"],
        )

    @property
    def narrowed(self) -> bool:
        """A customer without contracts is empty, not searched in vain."""
        chosen = {name for name, value in self.request.GET.items() if value} - {
            "panel",
            "customer",
            "equipment",
            "main",
        }
        return super().narrowed and bool(chosen or not self.as_panel)


class ContractOptions(OptionsPage):
    """Contracts to choose among while one types."""

    queryset = without_erased(Contract.objects.select_related("customer"))
    right = Right.CONTRACTS_VIEW

    def label(self, row: Any) -> str:
        """Number and customer."""
        return f"{row.number} · {row.customer}"
