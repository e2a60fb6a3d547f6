import os
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration

from ui.pdf import still
from ui.pdf.fetching import ORIGIN, File, OwnFiles, static_path

# Pango's font map is not made for two threads at once.
_lock = threading.Lock()
_fonts: dict[int, FontConfiguration] = {}
_sheets: dict[tuple[int, str, int], CSS] = {}


def render(
    html: str,
    stylesheets: Sequence[str] = (),
    *,
    files: Mapping[str, File] | None = None,
    cache: dict[str, Any] | None = None,
    many: bool = False,
    **options: Any,
) -> bytes:
    """An HTML document as PDF.

    ``stylesheets`` are static paths (``"letters/letter.css"``), parsed once a process; ``files`` are bytes with their
    media type that the document names as ``/file/<name>``, ``cache`` keeps their decoded images. ``options`` go to
    WeasyPrint (``pdf_variant``, ``attachments``). Nothing else is loaded: no network, no file of the machine.

    ``many`` says that others like it follow: what ``ui.pdf.still`` finds alike in them is laid out once.
    """
    with _lock:
        fonts = _font_configuration()
        sheets = [_stylesheet(name, fonts) for name in stylesheets]

        def layout(html: str, further: Sequence[CSS] = ()) -> Document:
            page = HTML(string=html, base_url=f"{ORIGIN}/", url_fetcher=OwnFiles(files))
            return page.render(stylesheets=[*sheets, *further], font_config=fonts, cache=cache, **options)

        made = still.draw(html, [*sheets, *(files or {}).values()], layout) if many else None
        if made is None:
            made = layout(html).write_pdf(**options)
    return made


def _font_configuration() -> FontConfiguration:
    """This process's fonts. A forked worker makes its own."""
    key = os.getpid()
    if key not in _fonts:
        _fonts.clear()
        _sheets.clear()
        _fonts[key] = FontConfiguration()
    return _fonts[key]


def _stylesheet(name: str, fonts: FontConfiguration) -> CSS:
    """The parsed style sheet; parsed again only when the file changed."""
    path = static_path(name)
    key = (os.getpid(), name, path.stat().st_mtime_ns)
    if key not in _sheets:
        _sheets[key] = CSS(
            string=path.read_text(encoding="utf-8"),
            base_url=f"{ORIGIN}{settings.STATIC_URL}{name}",
            url_fetcher=OwnFiles(),
            font_config=fonts,
        )
    return _sheets[key]
