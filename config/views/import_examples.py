import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import get_language

from config.examples import example
from config.nouns import NOUNS
from tenancy.permissions import Right
from ui.spreadsheets.writing import Dialect, write_csv, write_xlsx
from ui.views.page import Page

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ImportExample(Page):
    """A file with two rows that shows what to bring, headers in the reader's language."""

    right = Right.IMPORTS_RUN

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        noun = next((noun for noun in NOUNS if noun.name == kwargs["noun"]), None)
        wanted = kwargs["wanted"]
        if noun is None or wanted not in CONTENT_TYPES:
            raise Http404
        language = get_language() or "en"
        headers, rows = example(noun, language)
        buffer = io.BytesIO()
        if wanted == "csv":
            write_csv(buffer, headers, rows, Dialect.of_language(language))
        else:
            widths = [max(len(header) + 2, 12) for header in headers]
            write_xlsx(buffer, headers, rows, title=str(noun.label), widths=widths)
        name = f"{slugify(str(noun.label))}.{wanted}"
        return HttpResponse(
            buffer.getvalue(),
            content_type=CONTENT_TYPES[wanted],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
