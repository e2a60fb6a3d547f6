"""A list on paper: landscape, with the company's head, the filters in words, and its columns repeated on each page."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ui import formats, pdf

if TYPE_CHECKING:
    from ui.views.list_page import ListPage

# A page of paper takes far longer than a line of a spreadsheet: what a request may draw, and a job in its minutes.
ROWS_IN_REQUEST = 300
ROWS_AT_MOST = 10_000
NARROWEST, WIDEST = 6, 40  # letters


def list_pdf(page: "ListPage") -> bytes:
    """The filtered list as people print it: the columns of the screen on all pages, at most ``ROWS_AT_MOST`` rows."""
    table = page.make_table()
    table.default = ""
    hidden = [column.name for column in table.columns.iterall() if not column.visible]
    values = table.as_values(exclude_columns=hidden)
    header = next(values)
    shown = [column for column in table.columns.itervisible() if not column.column.exclude_from_export]
    numeric = [bool(getattr(column.column, "numeric", False)) for column in shown]
    rows: list[Sequence[tuple[str, bool]]] = []
    for row in values:
        if len(rows) == ROWS_AT_MOST:
            break
        rows.append(list(zip((_shown(value) for value in row), numeric, strict=True)))
    return _drawn(
        getattr(page.request, "company", None),
        str(page.get_title()),
        _told(page),
        list(zip(header, numeric, strict=True)),
        rows,
        max(len(table.rows) - len(rows), 0),
    )


def table_pdf(
    company: Any, title: str, told: Sequence[str], header: Sequence[str], rows: Sequence[Sequence[Any]]
) -> bytes:
    """A table of texts and dates as people print it, with facts in words below its title."""
    cells = [[(_shown(value), False) for value in row] for row in rows[:ROWS_AT_MOST]]
    left_out = max(len(rows) - ROWS_AT_MOST, 0)
    return _drawn(company, title, told, [(label, False) for label in header], cells, left_out)


def _drawn(
    company: Any,
    title: str,
    told: Sequence[str],
    header: Sequence[tuple[str, bool]],
    rows: Sequence[Sequence[tuple[str, bool]]],
    left_out: int,
) -> bytes:
    html = render_to_string(
        "ui/pdf/list.html",
        {
            "company": company,
            "title": title,
            "told": told,
            "on": timezone.localtime(),
            "language": get_language(),
            "header": header,
            "widths": _widths([label for label, _numeric in header], rows),
            "rows": rows,
            "left_out": left_out,
        },
    )
    return pdf.render(html, ["echeo/list_paper.css"])


def _widths(header: Sequence[str], rows: Sequence[Sequence[tuple[str, bool]]]) -> list[int]:
    """The share of the page each column gets, in percent: by what most of its texts need, and by its heading.

    Said beforehand, because a table that finds its widths itself takes twice as long to draw.
    """
    needs = []
    for position, label in enumerate(header):
        lengths = sorted(len(row[position][0]) for row in rows)
        usual = lengths[len(lengths) * 9 // 10] if lengths else 0
        needs.append(min(max(usual, len(str(label)), NARROWEST), WIDEST))
    return [100 * need // max(sum(needs), 1) for need in needs]


def _told(page: "ListPage") -> list[str]:
    """What narrows the list, in words."""
    told = [_("%(label)s: %(value)s") % {"label": chip.label, "value": chip.value} for chip in page.told]
    if page.words and page.searchable:
        told.append(_("Search: %(words)s") % {"words": page.words})
    return told


def _shown(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, Decimal):
        return number_format(value, use_l10n=True, force_grouping=True)
    return str(value)
