"""Prices: those of a list or an item, and the grid they are entered in."""

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.catalogue.bulk import RaisePrices, RemovePrices
from contracts.catalogue.filters import PriceFilter
from contracts.catalogue.tables import PriceTable
from contracts.forms.price_list import PricesForm
from contracts.models import Price, PriceList, Service
from contracts.views.price_list import PriceListForms, list_crumbs
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import EditPage, ListPage

AT_ONCE = 200  # prices a page of the grid holds


class PriceTableList(ListPage):
    """Prices of one list or of all."""

    table_class = PriceTable
    filterset_class = PriceFilter
    bulk_actions = (RaisePrices, RemovePrices)
    right = Right.FEES_VIEW
    title = gettext_lazy("Prices")
    export_name = "prices"
    search_hint = gettext_lazy("Code or name")

    def get_queryset(self) -> QuerySet[Price]:
        """By code."""
        return Price.objects.select_related("service", "price_list__group").order_by("service__code", "pk")

    def excluded_columns(self) -> list[str]:
        """Beside its list or its item what is told already needs no column."""
        hidden = super().excluded_columns()
        if "price_list" in self.fixed:
            hidden.append("price_list")
        if "service" in self.fixed:
            hidden += ["code", "service", "kind"]
        return hidden

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the lists."""
        return list_crumbs()


class PriceListPrices(PriceListForms, EditPage):
    """The prices of a list as a grid: one kind of item at a time, two hundred a page."""

    model = PriceList
    form_class = PricesForm
    template_name = "contracts/prices.html"

    def get_title(self) -> str:
        """Of which list."""
        return _("Prices of %(list)s") % {"list": self.object}

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the list."""
        return list_crumbs(self.object)

    @property
    def kind(self) -> str:
        """The kind of item shown."""
        wanted = self.request.GET.get("kind", "")
        return wanted if wanted in Service.Kind.values else Service.Kind.SERVICE.value

    @property
    def number(self) -> int:
        """The page shown, from 1."""
        wanted = self.request.GET.get("page", "")
        return max(int(wanted), 1) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 1

    @cached_property
    def found(self) -> list[Service]:
        """The items of the page, and one more where another page follows."""
        first = (self.number - 1) * AT_ONCE
        rows = Service.objects.offered().filter(kind=self.kind).order_by("code", "pk")
        return list(rows[first : first + AT_ONCE + 1])

    def get_form_kwargs(self) -> dict[str, Any]:
        """The list and the items."""
        return super().get_form_kwargs() | {"price_list": self.object, "services": self.found[:AT_ONCE]}

    def get_success_message(self, made: int) -> str:
        """How many changed."""
        if not made:
            return _("No price changed.")
        return ngettext("%(count)s price changed.", "%(count)s prices changed.", made) % {"count": made}

    def get_success_url(self, made: int) -> str:
        """The same page of the grid."""
        return f"{self.request.path}?{self.request.GET.urlencode()}"

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the kinds to choose from, and the pages before and after."""
        kinds = [(kind, label, kind == self.kind) for kind, label in Service.Kind.choices]
        return super().get_context_data(
            kinds=kinds,
            kind=self.kind,
            before=self.number - 1,
            after=self.number + 1 if len(self.found) > AT_ONCE else 0,
            **extra,
        )
