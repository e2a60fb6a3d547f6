"""Drawing the rows of a page: cells as django-tables2 makes them, with all that a column's cells share found out once.

Asking a column for its value, its arguments and its link anew in each of a page's six hundred cells took half of the
time of a list.
"""

from collections.abc import Callable
from html import escape
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.template import Context
from django.template.base import render_value_in_context
from django.utils.formats import localize
from django.utils.safestring import SafeString, mark_safe
from django_tables2 import Table
from django_tables2.columns import BoundColumn
from django_tables2.columns import Column as PlainColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import Accessor, signature


def drawn_rows(table: Table, context: Context) -> SafeString:
    """The ``tr`` elements of the page of a table; what is no markup of ours is escaped."""
    cells: list[_Cells] = []
    lines = []
    for row in table.paginated_rows:
        cells = cells or [_Cells(column, row.record) for column in table.columns]
        offered = {"record": row.record, "bound_row": row, "table": table}
        inside = "".join(
            f"<td {each.attributes(row.record, content)}>{_shown(content, each.column.localize, context)}</td>"
            for each, content in ((each, each.content(row, offered)) for each in cells)
        )
        key = escape(str(getattr(row.record, "pk", "")))
        lines.append(f'<tr data-pk="{key}">{inside}</tr>\n')
    return mark_safe("".join(lines))  # noqa: S308 - each cell was escaped unless it is markup of ours


class _Cells:
    """A column of one table: how the cell of a row is found and drawn."""

    def __init__(self, column: BoundColumn, first: Any) -> None:
        self.column = column
        self.default = column.default
        self.empty = column.column.empty_values
        self.kind = type(first)
        self.value = _value_of(Accessor(column.accessor), first)
        self.takes, self.takes_all = signature(column.render)
        self.as_it_is = getattr(column.render, "__func__", None) is PlainColumn.render
        self.fixed = "" if {"td", "cell"} & set(column.column.attrs) else column.attrs["td"].as_html()

    def content(self, row: BoundRow, offered: dict[str, Any]) -> Any:
        """What stands in the cell of a row, not yet escaped; ``offered`` is what a ``render`` may ask of the row."""
        record = row.record
        value = self.value(record) if type(record) is self.kind else _resolved(self.column.accessor, record)
        if value in self.empty:
            return self.default
        offered |= {"value": value, "column": self.column.column, "bound_column": self.column}
        if self.as_it_is:
            content = value
        else:
            wanted = offered if self.takes_all else {name: offered[name] for name in self.takes}
            content = self.column.render(**wanted)
        return self.column.link(content, **offered) if self.column.link else content

    def attributes(self, record: Any, content: Any) -> str:
        """Those of the ``td``; where the column declares some, they may depend on the row."""
        if not self.fixed:
            self.column.current_record, self.column.current_value = record, content
            return str(self.column.attrs["td"].as_html())
        return self.fixed


def _value_of(accessor: Accessor, first: Any) -> Callable[[Any], Any]:
    """How the value is found in rows of the kind of the first one; a choice is its label."""
    if not isinstance(first, Model):
        return lambda record: _resolved(accessor, record)
    *path, last = accessor.bits or ("",)
    if not last:
        return lambda record: record
    labels = _labels_of(accessor, first)

    def value(record: Any) -> Any:
        try:
            for step in path:
                record = _called(getattr(record, step))
                if record is None:
                    return None
            found = _called(getattr(record, last))
            return labels.get(found, found) if labels else found
        except Exception:  # noqa: BLE001 - as the library does: a column that is no attribute draws itself
            return None

    return value


def _labels_of(accessor: Accessor, first: Any) -> dict[Any, str]:
    """The words of a field's choices, each translated once a page: asking a row for them hashes every label anew."""
    try:
        return {
            kept: str(label) for kept, label in getattr(accessor.get_field(first), "flatchoices", None) or ()
        }
    except (FieldDoesNotExist, TypeError):
        return {}


def _called(value: Any) -> Any:
    callable_here = callable(value) and not getattr(value, "do_not_call_in_templates", False)
    return value() if callable_here and not getattr(value, "alters_data", False) else value


def _resolved(accessor: str, record: Any) -> Any:
    return Accessor(accessor).resolve(record, quiet=True)


def _shown(content: Any, localized: bool | None, context: Context) -> str:
    if type(content) is SafeString:
        return content
    if type(content) is str:
        return escape(content)
    return str(
        render_value_in_context(localize(content, localized) if localized is not None else content, context)
    )
