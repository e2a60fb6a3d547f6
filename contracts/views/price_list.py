"""Price lists: all of them, one, carrying one on into a new period."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Count, DateField, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.catalogue.filters import PriceListFilter
from contracts.catalogue.tables import PriceListTable, list_badge
from contracts.forms.price_list import PriceListForm
from contracts.models import Price, PriceList
from tenancy import history
from tenancy.addresses import page_or_nothing
from tenancy.importing.action import import_action
from tenancy.permissions import Right
from ui import formats
from ui.actions import Action, Crumb, EmptyState, Tab
from ui.badges import Badge
from ui.views import CreatePage, DetailPage, EditPage, ListPage


def list_crumbs(price_list: PriceList | None = None) -> list[Crumb]:
    """The way back to the lists, or to one of them."""
    found = [
        Crumb(_("Settings"), page_or_nothing("settings:index")),
        Crumb(_("Price lists"), reverse("contracts:price_lists")),
    ]
    return found if price_list is None else [*found, Crumb(price_list.name, price_list.get_absolute_url())]


class PriceListList(ListPage):
    """The dated lists, for everybody and for groups."""

    table_class = PriceListTable
    filterset_class = PriceListFilter
    right = Right.FEES_VIEW
    title = gettext_lazy("Price lists")
    export_name = "price-lists"

    def get_queryset(self) -> QuerySet[PriceList]:
        """With how many prices each has, the newest first."""
        today = self.request.company.today()  # type: ignore[attr-defined]
        return (
            PriceList.objects.select_related("group")
            .annotate(count=Count("prices"), today=Value(today, DateField()))
            .order_by("-starts_on", "name", "pk")
        )

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the settings."""
        return list_crumbs()[:1]

    def get_actions(self) -> list[Action]:
        """The catalogue, and a new list."""
        create = reverse("contracts:price_list_create")
        return [
            import_action("prices"),
            Action(_("Catalogue"), reverse("contracts:services"), "list-details", right=Right.CONTRACTS_EDIT),
            Action(_("New price list"), create, "plus", "primary", Right.TEMPLATES_EDIT),
        ]

    def get_empty_state(self) -> EmptyState:
        """What lists are for."""
        return EmptyState(
            _("No price list yet"),
            _(
                "A list says what the items of the catalogue cost from a day on, for everybody or for a group."
            ),
            "tags",
            self.get_actions(),
        )


class PriceListPage(DetailPage):
    """A list with its prices."""

    queryset = PriceList.objects.select_related("group")
    right = Right.FEES_VIEW

    def get_subtitle(self) -> str:
        """Whom it is for, and when."""
        row = self.object
        days = (
            _("from %(start)s to %(end)s")
            % {"start": formats.day(row.starts_on), "end": formats.day(row.ends_on)}
            if row.ends_on
            else _("from %(start)s on") % {"start": formats.day(row.starts_on)}
        )
        return f"{row.group or _('Everybody')} · {days}"

    def get_badges(self) -> list[Badge]:
        """Whether it counts today."""
        return [list_badge(self.object, self.request.company.today())]  # type: ignore[attr-defined]

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the lists."""
        return list_crumbs()

    def get_actions(self) -> list[Action]:
        """Its prices first."""
        pk, edits = self.object.pk, Right.TEMPLATES_EDIT
        begun = self.object.starts_on <= self.request.company.today()  # type: ignore[attr-defined]
        actions = [
            Action(
                _("Enter prices"),
                reverse("contracts:price_list_prices", args=[pk]),
                "table",
                "primary",
                edits,
            ),
            Action(
                _("Carry on"), reverse("contracts:price_list_carry_on", args=[pk]), "copy-plus", right=edits
            ),
            Action(_("Edit"), reverse("contracts:price_list_edit", args=[pk]), "pencil", right=edits),
        ]
        if not begun:
            delete = reverse("contracts:price_list_delete", args=[pk])
            actions.append(Action(_("Delete"), delete, "trash", "danger", edits))
        return actions

    def get_tabs(self) -> list[Tab]:
        """Prices, and who changed what."""
        prices = f"{reverse('contracts:prices')}?price_list={self.object.pk}"
        return [
            Tab("prices", _("Prices"), "tags", url=prices),
            Tab(
                "history", _("History"), "history", template="tenancy/history.html", right=Right.HISTORY_VIEW
            ),
        ]

    def tab_history(self) -> dict[str, Any]:
        """Changes of the list and its prices."""
        return history.tab(self.request, self.object, history.Under(Price, "price_list"))


class PriceListForms:
    """What the forms share."""

    right: str = Right.TEMPLATES_EDIT
    form_class: type[forms.BaseForm] = PriceListForm

    def authorise(self) -> None:
        """Prices stand in them."""
        super().authorise()  # type: ignore[misc]
        _needs_fees(self)

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the lists."""
        return list_crumbs()


class PriceListCreate(PriceListForms, CreatePage):
    """A new list, empty; its prices are entered next."""

    title = gettext_lazy("New price list")

    def get_success_url(self, made: PriceList) -> str:
        """To its prices."""
        return reverse("contracts:price_list_prices", args=[made.pk])

    def get_cancel_url(self) -> str:
        """Back to the lists."""
        return reverse("contracts:price_lists")


class PriceListEdit(PriceListForms, EditPage):
    """A list's name, customers and days."""

    model = PriceList


def _needs_fees(page: Any) -> None:
    if not page.may(Right.FEES_VIEW):
        raise PermissionDenied
