from collections.abc import Sequence
from typing import Any

import django_tables2
from django.urls import reverse
from django.utils.translation import gettext_lazy

from config.models import ColumnMapping
from config.templatetags.imports import noun_label
from tenancy.permissions import Right
from ui import tables
from ui.actions import Crumb, EmptyState
from ui.views import ConfirmPage, ListPage


class MappingTable(tables.BaseTable):
    """Remembered columns, the latest first."""

    headers = tables.LinkColumn(
        "import_mapping_delete", verbose_name=gettext_lazy("Headers"), accessor="pk", orderable=False
    )
    noun = django_tables2.Column(orderable=False)
    settled_by = django_tables2.Column(orderable=False)
    settled_at = tables.MomentColumn()

    class Meta:
        order_by = "-settled_at"

    def render_headers(self, record: ColumnMapping) -> str:
        """The headers it is for."""
        return str(record)

    def render_noun(self, value: str) -> str:
        """What files with these headers hold."""
        return noun_label(value)


class MappingList(ListPage):
    """Which headers are read as what, for files like those that came before."""

    queryset = ColumnMapping.objects.select_related("settled_by")
    table_class = MappingTable
    right = Right.IMPORTS_RUN
    title = gettext_lazy("Remembered columns")

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb(gettext_lazy("Imports"), reverse("import_list"))]

    def get_empty_state(self) -> EmptyState | None:
        text = gettext_lazy(
            "What you settle for the columns of a file counts for the next one with the same headers."
        )
        return EmptyState(gettext_lazy("Nothing remembered yet"), text, "columns-3")


class MappingDelete(ConfirmPage):
    """Forget what was settled for some headers."""

    model = ColumnMapping
    right = Right.IMPORTS_RUN
    title = gettext_lazy("Forget these columns")
    question = gettext_lazy("Forget what these headers mean?")
    submit_label = gettext_lazy("Forget")
    submit_icon = "trash"
    style = "danger"
    success_message = gettext_lazy("Forgotten.")

    def get_breadcrumbs(self) -> list[Crumb]:
        return [
            Crumb(gettext_lazy("Imports"), reverse("import_list")),
            Crumb(gettext_lazy("Remembered columns"), reverse("import_mappings")),
        ]

    def get_cancel_url(self) -> str:
        return reverse("import_mappings")

    def consequences(self) -> Sequence[Any]:
        """The next file is read by its headers alone."""
        return [
            str(self.object),
            gettext_lazy(
                "The next file with these headers is read by its headers alone. What was imported stays."
            ),
        ]

    def confirm(self, form: Any) -> None:
        self.object.delete()

    def get_success_url(self, made: Any) -> str:
        return reverse("import_mappings")
