from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contracts.versions.filters import ChangeFilter
from contracts.versions.finding import changes_for
from contracts.versions.tables import ChangeTable
from contracts.views.crumbs import list_crumb
from tenancy.models import Change
from tenancy.permissions import Right
from ui.actions import Action, Crumb, EmptyState
from ui.views import ListPage


class ChangeList(ListPage):
    """Every change of contracts, for an audit: of one (``?contract=``), of a period, by a person; as XLSX and PDF."""

    table_class = ChangeTable
    filterset_class = ChangeFilter
    right = Right.HISTORY_VIEW
    title = _("History of contracts")
    export_name = "contract-history"

    def authorise(self) -> None:
        """The right to the history opens it only to those who may see contracts."""
        super().authorise()
        if not self.may(Right.CONTRACTS_VIEW):
            raise PermissionDenied

    def get_queryset(self) -> QuerySet[Change]:
        """What the rights reach."""
        return changes_for(self.request.rights)  # type: ignore[attr-defined]

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the contracts."""
        return [list_crumb()]

    def get_actions(self) -> list[Action]:
        """Of one contract, its versions."""
        key = self.request.GET.get("contract", "")
        if not key.isdecimal() or len(key) > 18:
            return []
        return [Action(_("Versions"), reverse("contracts:detail", args=[key]) + "?tab=versions", "versions")]

    def get_empty_state(self) -> EmptyState:
        """Nothing has changed yet."""
        return EmptyState(_("No change yet"), _("Each change of a contract stands here."), "history")
