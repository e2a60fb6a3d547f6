"""The values of indices: all of them, entering a column, correcting one."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts import indices
from contracts.forms.index import CorrectionForm, ValuesForm
from contracts.index_tables import ValueFilter, ValueTable
from contracts.models import IndexSeries, IndexValue
from contracts.views.index import IndexPages, crumbs
from tenancy.permissions import Right
from ui import formats
from ui.actions import Crumb
from ui.views import ConfirmPage, EditPage, ListPage


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


class ValuesAdd(IndexPages, EditPage):
    """A column of values is entered."""

    model = IndexSeries
    form_class = ValuesForm
    submit_label = gettext_lazy("Enter values")
    submit_icon = "plus"

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
