from collections.abc import Iterator

import pytest
from django.utils import translation
from pytest_django import Settings

from config.celery import app


@pytest.fixture(autouse=True)
def own_cache(settings: Settings, request: pytest.FixtureRequest) -> None:
    """Attempts are counted in the cache; those of one test must not stop the next."""
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": request.node.nodeid,
        }
    }


@pytest.fixture(autouse=True)
def at_once() -> Iterator[None]:
    """Tasks run where they are sent, as if a worker had taken them."""
    before = app.conf.task_always_eager
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = before


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """What a page spoke before must not be spoken to the next test."""
    with translation.override("en"):
        yield
