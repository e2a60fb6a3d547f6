from collections.abc import Sequence
from typing import Any

import django_tables2 as tables

from ui.in_common import InCommon
from ui.tables.columns import CheckboxColumn


class BaseTable(tables.Table):
    """The look all lists share.

    A column's ``priority`` says when it may hide: 1 always shown, 2 hidden below 992 px, 3 below 1200 px,
    4 below 1600 px.
    """

    request: Any
    # What the rows of the page have in common (``InCommon``), told once above them.
    in_common: Sequence[InCommon] = ()

    def __init__(self, *args: Any, request: Any = None, **kwargs: Any) -> None:
        # Not handed on: django-tables2 would sort and page by whatever stands in the address; ListPage does both.
        self.request = request
        kwargs.setdefault("template_name", "ui/table.html")
        kwargs.setdefault("attrs", {"class": "table table-vcenter card-table table-hover echeo-table"})
        kwargs.setdefault("order_by_field", "sort")
        kwargs.setdefault("default", "–")
        super().__init__(*args, **kwargs)

    def get_column_class_names(self, classes_set: set[str], bound_column: Any) -> set[str]:
        """Each cell knows its column, alignment and priority by class."""
        names: set[str] = super().get_column_class_names(classes_set, bound_column)
        names.add(f"col-{bound_column.name}")
        column = bound_column.column
        if getattr(column, "numeric", False):
            names.add("text-end")
        priority = getattr(column, "priority", 1)
        if priority == 2:
            names.add("col-from-lg")
        elif priority == 3:
            names.add("col-from-xl")
        elif priority >= 4:
            names.add("col-from-xxl")
        return names


class SelectableTable(BaseTable):
    """A table whose rows can be chosen for bulk actions; the boxes come first."""

    select = CheckboxColumn()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("sequence", ("select", "..."))
        super().__init__(*args, **kwargs)
