"""What a document may load: our own static files and the bytes handed over with it. Never the network or the disk."""

import mimetypes
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousFileOperation
from weasyprint.urls import URLFetcher, URLFetcherResponse, URLFetchingError

# A name that no network knows; relative addresses of documents and style sheets resolve below it.
ORIGIN = "https://paper.invalid"
FILES = "/file/"

File = tuple[bytes, str]


def file_address(name: str) -> str:
    """The address by which a document names a file handed over with it: ``<img src="/file/logo">``."""
    return f"{FILES}{name}"


def static_path(name: str) -> Path:
    """Where a static file lies; FileNotFoundError when we have none of that name."""
    try:
        found = finders.find(name)
    except SuspiciousFileOperation:
        found = None
    if found:
        return Path(found)
    # Collected files carry a hash in their names, which the finders do not know.
    if staticfiles_storage.exists(name):
        return Path(staticfiles_storage.path(name))
    raise FileNotFoundError(name)


class OwnFiles(URLFetcher):
    """Fetches for one document: ``/static/…`` and ``/file/<name>``; everything else is refused."""

    def __init__(self, files: Mapping[str, File] | None = None) -> None:
        # The base class's own set-up opens the way to network and disk, and reads certificates for it: left out.
        self._fail_on_errors = False
        self.files = files or {}

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The file, or URLFetchingError; the document is then drawn without it and the log says so."""
        address = urlsplit(url)
        path = unquote(address.path)
        if f"{address.scheme}://{address.netloc}" != ORIGIN:
            raise URLFetchingError(f"Documents load nothing from elsewhere: {url[:80]}")
        if path.startswith(FILES) and (file := self.files.get(path.removeprefix(FILES))):
            return URLFetcherResponse(url, file[0], {"Content-Type": file[1]})
        if path.startswith(settings.STATIC_URL):
            try:
                found = static_path(path.removeprefix(settings.STATIC_URL))
                kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
                return URLFetcherResponse(url, found.read_bytes(), {"Content-Type": kind})
            except (OSError, SuspiciousFileOperation) as missing:
                raise URLFetchingError(f"No such file of ours: {path}") from missing
        raise URLFetchingError(f"No such file of ours: {path}")
