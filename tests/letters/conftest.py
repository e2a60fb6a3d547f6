from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import time_machine
from pytest_django import Settings

from contracts.models import Contract, Notice
from contracts.signing import sign
from tenancy.models import Company
from tests.factories.contracts import ContractFactory, NoticeFactory

ON = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Path) -> None:
    """Frozen files go to the test's own directory."""
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """It is the 20th of November 2026: the window of the cast's contract is open until the 3rd of December."""
    with time_machine.travel("2026-11-20 09:00+01:00", tick=False):
        yield


def signed(**fields: object) -> Contract:
    """A tacit yearly contract signed on the 1st of March 2026, whose notice may leave from October to 3 December."""
    return sign(ContractFactory(**fields), date(2026, 3, 1), on=date(2026, 3, 1))


def prepared(**fields: object) -> Notice:
    """The renewal notice of such a contract."""
    contract = signed(**fields)
    return NoticeFactory(contract=contract, term=contract.terms.get())


@pytest.fixture
def notice(acting_a: Company) -> Notice:
    return prepared()
