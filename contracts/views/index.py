"""Indices that prices follow: the list, and one index with its values."""

from typing import Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts import indices
from contracts.forms.index import SeriesForm
from contracts.index_tables import IndexTable
from contracts.models import IndexLink, IndexSeries, IndexValue
from tenancy import history
from tenancy.addresses import page_or_nothing
from tenancy.importing.action import import_action
from tenancy.permissions import Right
from ui import formats
from ui.actions import Action, Crumb, EmptyState, Tab
from ui.badges import Badge
from ui.views import CreatePage, DetailPage, EditPage, ListPage

GENERAL = Badge("orange", "alert-triangle", gettext_lazy("General price level"))


def crumbs(series: IndexSeries | None = None) -> list[Crumb]:
    """The way back to the list, or to an index."""
    found = [
        Crumb(_("Settings"), page_or_nothing("settings:index")),
        Crumb(_("Indices"), reverse("contracts:indices")),
    ]
    return found if series is None else [*found, Crumb(series.code, series.get_absolute_url())]


class IndexList(ListPage):
    """All indices with their latest value."""

    table_class = IndexTable
    right = Right.CONTRACTS_RENEW
    title = gettext_lazy("Indices")
    export_name = "indices"

    def get_queryset(self) -> QuerySet[IndexSeries]:
        """With how many values there are and the latest."""
        latest = IndexValue.objects.in_force().filter(series=OuterRef("pk")).order_by("-month")
        return IndexSeries.objects.annotate(
            count=Count("values", filter=Q(values__corrects=None)),
            latest_month=Max("values__month"),
            latest_value=Subquery(latest.values("value")[:1]),
        ).order_by("code", "pk")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the settings."""
        return crumbs()[:1]

    def get_actions(self) -> list[Action]:
        """A new one."""
        return [
            import_action("index_values"),
            Action(
                _("New index"), reverse("contracts:index_create"), "plus", "primary", Right.CONTRACTS_RENEW
            ),
        ]

    def get_empty_state(self) -> EmptyState:
        """What they are for."""
        return EmptyState(
            _("No index yet"),
            _("Prices of contracts with a price formula follow the values entered here."),
            "chart-line",
            self.get_actions(),
        )


class IndexPages:
    """Leads to and from the index."""

    right: str = Right.CONTRACTS_RENEW

    def get_cancel_url(self) -> str:
        """Back to the list."""
        return reverse("contracts:indices")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the list."""
        return crumbs()


class IndexCreate(IndexPages, CreatePage):
    """A new index."""

    form_class = SeriesForm
    title = gettext_lazy("New index")


class IndexEdit(IndexPages, EditPage):
    """What an index is called and how it is published."""

    model = IndexSeries
    form_class = SeriesForm


class IndexDetail(DetailPage):
    """An index: its values as chart and list, and how it goes on."""

    model = IndexSeries
    right = Right.CONTRACTS_RENEW
    template_name = "contracts/index_detail.html"

    def get_title(self) -> str:
        """Its code."""
        return str(self.object.code)

    def get_subtitle(self) -> str:
        """What it measures and who says so."""
        index = self.object
        return " · ".join(part for part in (index.name, index.publisher, index.base, index.source) if part)

    def get_badges(self) -> list[Badge]:
        """A warning where no price may follow it."""
        return [GENERAL] if self.object.general_level else []

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the list."""
        return crumbs()

    def get_actions(self) -> list[Action]:
        """Values first."""
        pk = self.object.pk
        actions = [
            Action(_("Enter values"), reverse("contracts:index_values_add", args=[pk]), "plus", "primary")
        ]
        if self.link is None:
            actions.append(Action(_("New base"), reverse("contracts:index_link", args=[pk]), "arrows-right"))
        return [*actions, Action(_("Edit"), reverse("contracts:index_edit", args=[pk]), "pencil")]

    def get_tabs(self) -> list[Tab]:
        """Values, and who changed what."""
        values = f"{reverse('contracts:index_values')}?series={self.object.pk}"
        return [
            Tab("values", _("Values"), "list-numbers", url=values),
            Tab(
                "history", _("History"), "history", template="tenancy/history.html", right=Right.HISTORY_VIEW
            ),
        ]

    def tab_history(self) -> dict[str, Any]:
        """Changes of the index and its links."""
        return history.tab(self.request, self.object, history.Under(IndexLink, "old"))

    @cached_property
    def link(self) -> IndexLink | None:
        """By which index it goes on."""
        return IndexLink.objects.filter(old=self.object).select_related("new").first()

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the chart of all values, those carried over from a new base included."""
        values = sorted(indices.values_of([self.object.pk])[self.object.pk], key=lambda value: value.month)
        title = _("%(index)s by month") % {"index": self.object.code}
        chart = {
            "type": "line",
            "labels": [formats.year_month(value.month) for value in values],
            "series": [
                {
                    "label": str(self.object.code),
                    "colour": "blue",
                    "values": [float(value.value) for value in values],
                }
            ],
        }
        return super().get_context_data(
            link=self.link, chart=chart if len(values) > 1 else None, chart_title=title, **extra
        )
