"""HTML to PDF. What costs most is done once a process: fonts found, style sheets parsed, images decoded."""

import os
import threading
from collections.abc import Mapping
from typing import Any

from django.contrib.staticfiles import finders
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

Files = Mapping[str, tuple[bytes, str]]
SCHEME = "echeo:"
KEPT_IMAGE_SETS = 16


def render(html: str, stylesheets: tuple[str, ...] = (), files: Files | None = None) -> bytes:
    """One PDF. ``stylesheets`` are names of our static files; ``<img src="echeo:logo">`` shows ``files["logo"]``.

    Nothing else is fetched, neither from the network nor from the disk, whatever the HTML asks for.
    """
    with _lock:
        return _press().render(html, stylesheets, files or {})


class NotOurs(ValueError):
    """The page asks for a resource it was not given."""


class GivenFilesOnly(URLFetcher):
    """Serves the files a page was given by name and refuses every other address."""

    def __init__(self, files: Files) -> None:
        super().__init__(allowed_protocols=())
        self._files = files

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The file named after ``echeo:``. Raises ``NotOurs``, which leaves the place empty."""
        name = url.removeprefix(SCHEME)
        if name == url or name not in self._files:
            raise NotOurs(f"not given to this page: {url[:80]}")
        content, content_type = self._files[name]
        return URLFetcherResponse(url, content, {"Content-Type": content_type})


class Press:
    """The fonts, style sheets and images of a process."""

    def __init__(self) -> None:
        self._fonts = FontConfiguration()
        self._sheets: dict[str, CSS] = {}
        self._images: dict[tuple[tuple[str, bytes], ...], dict[str, Any]] = {}

    def render(self, html: str, stylesheets: tuple[str, ...], files: Files) -> bytes:
        """One PDF, from what is already parsed."""
        page = HTML(string=html, url_fetcher=GivenFilesOnly(files))
        pdf: bytes = page.write_pdf(
            font_config=self._fonts,
            stylesheets=[self._sheet(name) for name in stylesheets],
            cache=self._images_of(files),
        )
        return pdf

    def _sheet(self, name: str) -> CSS:
        if name not in self._sheets:
            path = finders.find(name)
            if not path:
                raise FileNotFoundError(f"no static file {name}")
            self._sheets[name] = CSS(filename=path, font_config=self._fonts, url_fetcher=GivenFilesOnly({}))
        return self._sheets[name]

    def _images_of(self, files: Files) -> dict[str, Any]:
        """Decoded images, kept apart by content: two companies' logos have the same name."""
        key = tuple((name, content) for name, (content, _type) in sorted(files.items()))
        if key not in self._images:
            while len(self._images) >= KEPT_IMAGE_SETS:
                del self._images[next(iter(self._images))]
            self._images[key] = {}
        return self._images[key]


# Pango is not made for threads, and a forked child must not share its parent's fonts.
_lock = threading.Lock()
_presses: dict[str, Press] = {}


def _press() -> Press:
    if "of this process" not in _presses:
        _presses["of this process"] = Press()
    return _presses["of this process"]


def _after_fork() -> None:
    global _lock  # noqa: PLW0603 - the parent's lock may be held by a thread that does not exist here
    _lock = threading.Lock()
    _presses.clear()


os.register_at_fork(after_in_child=_after_fork)
