"""A real browser whose requests are answered by Django's test client, so that it sees the test's own transaction."""

import asyncio
import atexit
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from django.test import Client
from playwright.sync_api import Browser, Page, Playwright, Route, sync_playwright

ORIGIN = "http://localhost"


_said: WeakKeyDictionary[Page, list[str]] = WeakKeyDictionary()


def complaints(page: Page) -> list[str]:
    """What the browser's console complained of so far, such as a script refused by the policy."""
    return _said[page]


@contextmanager
def browser_of(client: Client, width: int = 1440, height: int = 900, **options: Any) -> Iterator[Page]:
    """A page of Chromium signed in as the client is; nothing is left of it for the next."""
    with _chromium as browser:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        page = context.new_page()
        said: list[str] = []
        _said[page] = said
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.route("**/*", lambda route: _answer(route, client))
        try:
            yield page
        finally:
            context.close()


class _Chromium:
    """One for all tests of the process, begun when the first asks; only ``with`` it does its loop run in the thread."""

    _browser: Browser | None = None
    _loop: asyncio.AbstractEventLoop | None = None

    def __enter__(self) -> Browser:
        asyncio._set_running_loop(self._loop)
        if self._browser is None:
            playwright = sync_playwright().start()
            chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
            self._browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            atexit.register(self._end, playwright)
        return self._browser

    def __exit__(self, *problem: object) -> None:
        self._loop = asyncio._get_running_loop()
        asyncio._set_running_loop(None)

    def _end(self, playwright: Playwright) -> None:
        with self as browser:
            browser.close()
            playwright.stop()
            asyncio._set_running_loop(None)


_chromium = _Chromium()


@contextmanager
def outside_playwright() -> Iterator[None]:
    """Where a test may ask the database while its browser is open: Playwright's loop hides the test's connection."""
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(loop)


def _answer(route: Route, client: Client) -> None:
    request = route.request
    address = urlsplit(request.url)
    path = address.path + (f"?{address.query}" if address.query else "")
    headers = {
        name: value for name, value in request.all_headers().items() if not name.startswith((":", "cookie"))
    }
    content_type, data = headers.pop("content-type", ""), request.post_data_buffer or b""
    with outside_playwright():
        response: Any = client.generic(request.method, path, data, content_type=content_type, headers=headers)
        body = b"".join(response.streaming_content) if response.streaming else response.content
    kept = {name: value for name, value in response.headers.items() if name.lower() != "content-length"}
    route.fulfill(status=response.status_code, headers=kept, body=body)
