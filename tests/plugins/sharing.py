"""How files are shared out between workers: those with a browser stay together, so that one product serves all."""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling, Scheduling

TOGETHER = "tests/browser/"
# Begun last, one worker would be busy with it for minutes while the other is done.
LONG = "tests/ui/test_accessibility.py"


class Sharing(LoadFileScheduling):
    """File by file; of two products, each with its company and its processes, one would be in vain."""

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER if nodeid.startswith(TOGETHER) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling | None:
    """For ``--dist loadfile``, as ``make test`` has it."""
    return Sharing(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes begins first; all else stays in its order."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
