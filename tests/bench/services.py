"""The bench's own PostgreSQL and Redis: a data directory nobody else uses, gone when the bench is."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def own_services() -> Iterator[Path]:
    """Start servers on an empty directory and make the tables; stop them and clear up at the end.

    ``BENCH_DATA_DIR`` names a directory to keep instead (it must be empty or a former bench's).
    """
    kept = os.environ.get("BENCH_DATA_DIR", "")
    directory = Path(kept or tempfile.mkdtemp(prefix="echeo-bench-"))
    os.environ |= {
        "EMBEDDED_DATA_DIR": str(directory / "services"),
        "EMBEDDED_FSYNC": "off",
        "MEDIA_ROOT": str(directory / "media"),
        # Empty is as good as unset, and a line in .env cannot undo it.
        "DATABASE_URL": "",
        "MIGRATOR_DATABASE_URL": "",
        "REDIS_URL": "",
        "CACHE_URL": "",
        "LOG_LEVEL": "WARNING",
        "DEBUG": "false",
        "SITE_URL": "http://localhost:8000",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    from config import embedded

    try:
        embedded.ensure_running()
        start_django()
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        yield directory
    finally:
        from django.db import connections

        connections.close_all()
        embedded.stop()
        if not kept:
            shutil.rmtree(directory, ignore_errors=True)


def start_django() -> None:
    """Load the settings and apps in this process; pages take static files as they lie."""
    import django
    from django.conf import settings

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    django.setup()
    gc.freeze()  # as the product's processes do
