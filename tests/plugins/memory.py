"""What is loaded stays loaded: it is not searched for rubbish again and again, a tenth of the suite's time."""

import gc

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """All modules are there: set them aside, and look through what the tests make in larger steps."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
