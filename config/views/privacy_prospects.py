from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from config.privacy.retention import prospects_to_delete
from config.views.privacy_erasure import erase_and_answer
from config.views.privacy_requests import requests_crumb
from customers.erasure import Erasure
from customers.models import Customer, PrivacyRequest
from tenancy.acting import acting_company
from tenancy.permissions import Right
from tenancy.views.settings import settings_crumb
from ui import tables
from ui.actions import Crumb, EmptyState
from ui.bulk import BulkAction, Outcome
from ui.views import ListPage


class ProspectTable(tables.SelectableTable):
    """Who they are and when they were last heard of."""

    number = tables.LinkColumn("customers:detail", verbose_name=gettext_lazy("Number"))
    name = tables.Column(order_by=("sort_name", "pk"), verbose_name=gettext_lazy("Name"))
    city = tables.Column(priority=2, verbose_name=gettext_lazy("Town"))
    last_contact_on = tables.DateColumn(verbose_name=gettext_lazy("Last contact by the person"))
    created_at = tables.DateColumn(priority=2, verbose_name=gettext_lazy("Recorded on"))

    class Meta:
        order_by = ("last_contact_on",)


class EraseMany(BulkAction):
    """Erased as if they had asked."""

    name = "erase"
    label = gettext_lazy("Erase for good")
    right = Right.PRIVACY_RUN
    icon = "eraser"
    style = "danger"
    explanation = gettext_lazy("This cannot be undone. Their numbers stay taken, without the person.")

    def outcome(self, row: Customer) -> Outcome:
        """All but those with a running contract."""
        plan = Erasure(row, acting_company().today())
        if plan.obstacles:
            return Outcome(row, _("A contract is running."), will=False)
        return Outcome(row, _("Is erased."))

    def run(self, rows: Sequence[Customer], form: Any = None) -> str:
        """Erase each, with the proof of it; one that got a contract meanwhile stays."""
        done = 0
        for row in rows:
            try:
                erase_and_answer(row, PrivacyRequest.Kind.RETENTION)
            except ValidationError:
                continue
            done += 1
        return ngettext("%(count)s person erased.", "%(count)s persons erased.", done) % {"count": done}


class ProspectList(ListPage):
    """Prospects who gave no sign for three years: nothing allows keeping them."""

    table_class = ProspectTable
    bulk_actions = (EraseMany,)
    right = Right.PRIVACY_RUN
    title = gettext_lazy("Prospects to delete")
    export_name = "prospects-to-delete"
    search_hint = gettext_lazy("Name, number")

    def get_queryset(self) -> QuerySet[Any]:
        """As of today."""
        return prospects_to_delete(acting_company().today())

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the requests."""
        return [settings_crumb(), requests_crumb()]

    def get_empty_state(self) -> EmptyState:
        """Nothing to do."""
        return EmptyState(
            _("No prospect has to go"),
            _("Prospects who gave no sign for three years are named here, and an alert says so."),
            "user-check",
        )
