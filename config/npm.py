"""Static files from npm packages: only the files the pages use, under their package's name."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

USED: tuple[str, ...] = (
    "@tabler/core/dist/css/tabler.min.css",
    "@tabler/core/dist/css/tabler-vendors.min.css",
    "@tabler/core/dist/js/tabler.min.js",
    "@tabler/icons-webfont/dist/tabler-icons.min.css",
    "@tabler/icons-webfont/dist/fonts/tabler-icons.woff2",
    "@tabler/icons-webfont/dist/fonts/tabler-icons.woff",
    "@tabler/icons-webfont/dist/fonts/tabler-icons.ttf",
    "tom-select/dist/js/tom-select.complete.min.js",
    "tom-select/dist/css/tom-select.bootstrap5.min.css",
    "chart.js/dist/chart.umd.js",
)

# Style sheets and scripts name their source maps, and hashed file names need every file named to be there.
USED += tuple(f"{name}.map" for name in USED if name.endswith((".css", ".js")))


class NpmFinder(BaseFinder):
    """Finds the files of ``USED`` in ``node_modules`` and serves them as ``npm/<package>/…``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=str(Path(settings.BASE_DIR) / "node_modules"))
        self.storage.prefix = "npm"  # type: ignore[attr-defined]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file behind a static path, if it is one of those used."""
        name = path.removeprefix("npm/")
        if path.startswith("npm/") and name in USED and self.storage.exists(name):
            found = self.storage.path(name)
            return [found] if find_all else found
        return []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """All files used, for collectstatic."""
        for name in USED:
            if self.storage.exists(name):
                yield name, self.storage
