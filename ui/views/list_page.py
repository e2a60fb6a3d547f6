from collections.abc import Sequence
from typing import Any, ClassVar

import django_tables2 as tables
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django_filters import FilterSet

from ui.actions import Action, EmptyState, allowed
from ui.bulk import BulkAction
from ui.views.bulk_run import BulkRun
from ui.views.chips import Chip, chips_of
from ui.views.export import export_response
from ui.views.list_address import ListAddress
from ui.views.nearest_page import NearestPage
from ui.views.page import ObjectPage

PAGE_SIZES = (25, 50, 100, 200)


class ListPage(ListAddress, BulkRun, ObjectPage):
    """A list: table, filter, search, sort, pages, bulk actions, export; all of its state in the address.

    Declare ``model`` or ``queryset``, ``table_class``, ``right``, ``title``; and where wanted ``filterset_class``,
    ``bulk_actions``, ``export_name``. The search box shows when the rows have a ``found_by(words)`` method.
    The same address answers as a page, as a panel for a tab (``?panel=1``), and to htmx as the bare table or as the
    fields of its filters, which a page has only when they are opened.
    """

    table_class: type[tables.Table]
    filterset_class: type[FilterSet] | None = None
    bulk_actions: ClassVar[Sequence[type[BulkAction]]] = ()
    template_name = "ui/list.html"
    export_right = "exports.run"
    export_name: str = ""
    page_size = 50
    search_hint: str | Promise = ""
    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, the panel, the table alone, or the file."""
        if wanted := request.GET.get("export"):
            if not self.exportable:
                raise PermissionDenied
            return export_response(self, wanted)
        if self._asked_for == self.filters_id and self.filterset is not None:
            response = self._fields_of_filters()
        else:
            response = self.respond(self._template_wanted())
        patch_vary_headers(response, ["HX-Request"])
        return response

    def get_title(self) -> str | Promise:
        """The title declared, or the plural name of the model."""
        return self.title or str(self.get_queryset().model._meta.verbose_name_plural).capitalize()

    # --- rows -------------------------------------------------------------------------------------------------------

    def search(self, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
        """The rows that match what was typed in the search box."""
        return rows.found_by(words)  # type: ignore[attr-defined, no-any-return]

    @property
    def searchable(self) -> bool:
        """Whether the list has a search box."""
        return hasattr(self._rows, "found_by")

    @cached_property
    def _rows(self) -> QuerySet[Any]:
        return self.get_queryset()

    @cached_property
    def filterset(self) -> FilterSet | None:
        """The filters, bound to the address."""
        if self.filterset_class is None:
            return None
        made = self.filterset_class(self.asked, queryset=self._rows, request=self.request)
        for field in made.form.fields.values():
            if isinstance(field, forms.NullBooleanField):
                field.widget.choices = [("", _("Any")), ("true", _("Yes")), ("false", _("No"))]
        for name in self.fixed:
            if name in made.form.fields:
                made.form.fields[name].widget = forms.HiddenInput()
        return made

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """All rows of the list after filter and search, unsorted and on all pages."""
        found = self._rows
        if self.filterset is not None:
            found = self.filterset.qs if self.filterset.is_valid() else found.none()
        if self.words and self.searchable:
            found = self.search(found, self.words)
        return found

    @cached_property
    def table(self) -> tables.Table:
        """The table, sorted and on the page asked for; a page that does not exist is the nearest one."""
        made = self.make_table()
        size = self.request.GET.get("per_page", "")
        per_page = int(size) if size in {str(number) for number in PAGE_SIZES} else self.page_size
        made.paginate(NearestPage, per_page, self.request.GET.get("page", 1))
        return made

    @property
    def sorts(self) -> list[str]:
        """The columns the address sorts by; what is no column of the table is passed over."""
        asked = self.request.GET.getlist("sort")
        return [name for name in asked if name.removeprefix("-") in self.table_class.base_columns]

    def rows_of_export(self) -> QuerySet[Any]:
        """The rows as a file has them: with what its further columns read."""
        return self.rows

    def columns_of_export(self) -> Sequence[tuple[str, tables.Column]]:
        """Columns that only a file has, each with its name."""
        return ()

    def make_table(self) -> tables.Table:
        """The table over all rows, sorted as asked."""
        made = self.table_class(
            self.rows_of_export() if self.exporting else self.rows,
            exclude=tuple(self.excluded_columns()),
            request=self.request,
            extra_columns=self.columns_of_export() if self.exporting else (),
        )
        made.order_by = self.sorts or made.order_by
        made.data.data = _with_fixed_order(made.data.data)
        return made

    def excluded_columns(self) -> list[str]:
        """Columns this person does not see; by default those whose ``right`` is not held, and unused checkboxes."""
        hidden = [
            name
            for name, column in self.table_class.base_columns.items()
            if not self.may(getattr(column, "right", ""))
        ]
        if "select" in self.table_class.base_columns and not self.allowed_bulk_actions:
            hidden.append("select")
        return hidden

    # --- what stands around -----------------------------------------------------------------------------------------

    @property
    def exportable(self) -> bool:
        """Whether this person may take the list away as a file."""
        return self.may(self.export_right)

    @property
    def allowed_bulk_actions(self) -> list[type[BulkAction]]:
        """The bulk actions whose right this person holds."""
        return [action for action in self.bulk_actions if self.may(action.right)]

    def get_empty_state(self) -> EmptyState | None:
        """What to say when there is nothing at all; None says it in general words."""
        return None

    @property
    def empty_state(self) -> EmptyState | None:
        """The empty state with the actions this person may take."""
        state = self.get_empty_state()
        if state is None:
            return None
        actions: list[Action] = allowed(state.actions, getattr(self.request, "rights", ()))
        return EmptyState(state.title, state.text, state.icon, actions)

    @property
    def chips(self) -> list[Chip]:
        """The filters at work, each with the address that takes it away."""
        if self.filterset is None:
            return []
        chips = chips_of(self.filterset, self.asked, usual=self.usual)
        return [chip for chip in chips if chip.name not in self.fixed]

    @property
    def told(self) -> list[Chip]:
        """All filters at work, also those a panel's own page fixes: what a list on paper is narrowed to."""
        return chips_of(self.filterset, self.asked, hidden=True) if self.filterset is not None else []

    @property
    def narrowed(self) -> bool:
        """Whether a filter or a search hides rows; one that is wrong hides all."""
        return bool(self.words or self.chips or self.filters_open)

    @property
    def filters_open(self) -> bool:
        """Whether the fields of the filters show at once: when one of them says what is wrong."""
        return self.filterset is not None and bool(self.filterset.form.errors)

    @property
    def _asked_for(self) -> str:
        """The id of the element htmx will put the answer into; empty for a whole page."""
        headers = self.request.headers
        fetched = headers.get("HX-Request") and not headers.get("HX-History-Restore-Request")
        return headers.get("HX-Target", "") if fetched else ""

    def _template_wanted(self) -> str:
        if self._asked_for == self.element_id:
            return "ui/list_content.html"
        return "ui/list_panel.html" if self.as_panel else self.template_name

    def _fields_of_filters(self) -> HttpResponse:
        return TemplateResponse(self.request, "ui/list_filters.html", {"filterset": self.filterset})

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the table and its surroundings; ``page`` gives the rest."""
        extra.setdefault("table", self.table)
        extra.setdefault("filterset", self.filterset)
        return super(ObjectPage, self).get_context_data(page_sizes=PAGE_SIZES, **extra)


def _with_fixed_order(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The same order with the key last, so that equal rows do not wander between pages."""
    order = rows.query.order_by or rows.model._meta.ordering or ()
    return rows if {"pk", "-pk", "id", "-id"} & set(order) else rows.order_by(*order, "pk")
