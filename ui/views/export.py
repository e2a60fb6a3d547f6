"""A list as a file: what the person sees, all pages, typed cells."""

import io
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language

from ui.spreadsheets import writing
from ui.views import paper

if TYPE_CHECKING:
    from ui.views.list_page import ListPage

SPREADSHEETS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMATS = {**SPREADSHEETS, "pdf": "application/pdf"}
ROWS_IN_REQUEST = 5000

# Set by the ground floor: takes the page and the format, starts a job, answers with its progress page.
large_export: Callable[["ListPage", str], HttpResponse] | None = None


def export_response(page: "ListPage", wanted: str) -> HttpResponse:
    """The filtered list as CSV, XLSX or PDF; a long one is written by a job when one is wired."""
    if wanted not in FORMATS:
        raise BadRequest("No such export format.")
    most = paper.ROWS_IN_REQUEST if wanted == "pdf" else ROWS_IN_REQUEST
    if large_export is not None and page.rows.count() > most:
        return large_export(page, wanted)
    name = f"{page.export_name or slugify(str(page.get_title())) or 'list'}-{timezone.localdate():%Y-%m-%d}.{wanted}"
    return HttpResponse(
        export_bytes(page, wanted),
        content_type=FORMATS[wanted],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def export_bytes(page: "ListPage", wanted: str) -> bytes:
    """The file itself; used by the job too."""
    if wanted == "pdf":
        return paper.list_pdf(page)
    header, *rows = export_rows(page)
    file = io.BytesIO()
    if wanted == "csv":
        writing.write_csv(file, header, rows, writing.Dialect.of_language(get_language() or "en"))
    else:
        writing.write_xlsx(file, header, rows, title=str(page.get_title()))
    return file.getvalue()


def export_rows(page: "ListPage") -> Iterator[list[Any]]:
    """Header and rows of the list as the person sees it, sorted as she sorted it, without select and action columns."""
    table = page.make_table()
    table.default = ""
    yield from table.as_values()
