"""Indices that prices follow: the list, one index with its values, entering and correcting them, the next base."""

from typing import Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts import indices
from contracts.forms.index import CorrectionForm, LinkForm, SeriesForm, ValuesForm
from contracts.index_tables import IndexTable, ValueFilter, ValueTable
from contracts.models import IndexLink, IndexSeries, IndexValue
from tenancy import history
from tenancy.addresses import page_or_nothing
from tenancy.permissions import Right
from ui import formats
from ui.actions import Action, Crumb, EmptyState, Tab
from ui.badges import Badge
from ui.views import ConfirmPage, CreatePage, DetailPage, EditPage, FormPage, ListPage

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
            Action(
                _("New index"), reverse("contracts:index_create"), "plus", "primary", Right.CONTRACTS_RENEW
            )
        ]

    def get_empty_state(self) -> EmptyState:
        """What they are for."""
        return EmptyState(
            _("No index yet"),
            _("Prices of contracts with a price formula follow the values entered here."),
            "chart-line",
            self.get_actions(),
        )


class _IndexPages:
    """Leads to and from the index."""

    right: str = Right.CONTRACTS_RENEW

    def get_cancel_url(self) -> str:
        """Back to the list."""
        return reverse("contracts:indices")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the list."""
        return crumbs()


class IndexCreate(_IndexPages, CreatePage):
    """A new index."""

    form_class = SeriesForm
    title = gettext_lazy("New index")


class IndexEdit(_IndexPages, EditPage):
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


class ValueList(ListPage):
    """The values of an index, the latest first; corrected ones stay to be read."""

    table_class = ValueTable
    filterset_class = ValueFilter
    right = Right.CONTRACTS_RENEW
    title = gettext_lazy("Values of indices")
    export_name = "index-values"

    def get_queryset(self) -> QuerySet[IndexValue]:
        """With what corrected them."""
        later = IndexValue.objects.filter(corrects=OuterRef("pk"))
        return (
            IndexValue.objects.select_related("series", "entered_by")
            .annotate(replaced=Subquery(later.values("pk")[:1]))
            .order_by("-month", "-pk")
        )

    def excluded_columns(self) -> list[str]:
        """Beside its index the code needs no column."""
        hidden = super().excluded_columns()
        return [*hidden, "series"] if self.as_panel and self.request.GET.get("series") else hidden

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the indices."""
        return crumbs()


class _OfSeries(_IndexPages):
    """A form about the index of the address."""

    object: IndexSeries

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the index."""
        return crumbs(self.object)

    def get_success_url(self, made: Any) -> str:
        """Back to the index."""
        return self.object.get_absolute_url()

    def get_cancel_url(self) -> str:
        """Likewise."""
        return self.object.get_absolute_url()


class ValuesAdd(_OfSeries, EditPage):
    """A column of values is entered."""

    model = IndexSeries
    form_class = ValuesForm
    submit_label = gettext_lazy("Enter values")
    submit_icon = "plus"

    def get_title(self) -> str:
        """Of which index."""
        return _("Values of %(index)s") % {"index": self.object.code}

    def act(self, form: Any) -> int:
        """All of them, or none and the lines at fault."""
        given = form.cleaned_data
        return indices.enter(
            self.object,
            given["column"],
            published_on=given["published_on"],
            status=given["status"],
            on=self.request.company.today(),  # type: ignore[attr-defined]
            by=self.request.user,  # type: ignore[arg-type]
        )

    def get_success_message(self, made: int) -> str:
        """How many were new."""
        if not made:
            return _("All these values were known already.")
        return ngettext("%(count)s value entered.", "%(count)s values entered.", made) % {"count": made}


class ValueCorrect(ConfirmPage):
    """A wrong value gives its place to the right one."""

    queryset = IndexValue.objects.select_related("series")
    right = Right.CONTRACTS_RENEW
    form_class = CorrectionForm
    submit_label = gettext_lazy("Correct")
    success_message = gettext_lazy("Corrected.")

    def get_title(self) -> str:
        """Which value."""
        return _("Correct %(index)s of %(month)s") % {
            "index": self.object.series.code,
            "month": formats.year_month(self.object.month),
        }

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below its index."""
        return crumbs(self.object.series)

    def get_initial(self) -> dict[str, Any]:
        """What is there."""
        value = self.object
        return {"value": value.value, "published_on": value.published_on, "status": value.status}

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form compares with it."""
        today = self.request.company.today()  # type: ignore[attr-defined]
        return super().get_form_kwargs() | {"wrong": self.object, "on": today}

    def consequences(self) -> list[str]:
        """What stays and what changes."""
        return [
            _("The value that stands now stays readable in the list, as corrected."),
            _("Prices that were revised with it stay as they are; later revisions take the right one."),
        ]

    def refusals(self) -> list[str]:
        """Only the value that stands is corrected."""
        if IndexValue.objects.filter(corrects=self.object).exists():
            return [_("This value was corrected already. Correct the one that stands now.")]
        return []

    def confirm(self, form: Any) -> IndexValue:
        """A new row that names this one."""
        given = form.cleaned_data
        return indices.correct(
            self.object,
            given["value"],
            published_on=given["published_on"],
            status=given["status"],
            reason=given["reason"],
            by=self.request.user,  # type: ignore[arg-type]
        )


class LinkCreate(FormPage):
    """An index goes on as another one, on a new base."""

    right = Right.CONTRACTS_RENEW
    form_class = LinkForm
    title = gettext_lazy("New base")
    submit_icon = "arrows-right"

    @cached_property
    def old(self) -> IndexSeries:
        """The index of the address, or 404."""
        found = IndexSeries.objects.filter(pk=self.kwargs["series_pk"]).first()
        if found is None:
            raise Http404
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        """Which index goes on."""
        return super().get_form_kwargs() | {"old": self.old}

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the index."""
        return crumbs(self.old)

    def get_cancel_url(self) -> str:
        """Back to the index."""
        return self.old.get_absolute_url()

    def get_success_url(self, made: Any) -> str:
        """Back to the index."""
        return self.old.get_absolute_url()


class LinkDelete(ConfirmPage):
    """A link entered by mistake is taken away."""

    queryset = IndexLink.objects.select_related("old", "new")
    right = Right.CONTRACTS_RENEW
    title = gettext_lazy("Take the link away")
    submit_label = gettext_lazy("Take the link away")
    submit_icon = "trash"
    style = "danger"

    def get_question(self) -> str:
        """Which."""
        return _("Shall %(old)s no longer be continued by %(new)s?") % {
            "old": self.object.old,
            "new": self.object.new,
        }

    def consequences(self) -> list[str]:
        """What it means for prices."""
        return [
            _("Its values end with the last one entered; prices revised so far stay as they are."),
            _("The link can be entered again."),
        ]

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the index."""
        return crumbs(self.object.old)

    def get_cancel_url(self) -> str:
        """Back to the index."""
        return str(self.object.old.get_absolute_url())

    def get_success_url(self, made: Any) -> str:
        """Back to the index."""
        return str(made.get_absolute_url())

    def confirm(self, form: Any) -> IndexSeries:
        """Delete it; the history keeps it."""
        old: IndexSeries = self.object.old
        self.object.delete()
        return old
