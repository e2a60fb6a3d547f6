from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tenancy.models import User
from tenancy.permissions import Right, Role
from tests.isolation.world import WORD_OF_A, WORD_OF_B, House, furnish
from tests.plugins.cast import make_member


@dataclass
class World:
    """Ana manages A, ben is its technician, dora a member without any right; chloe manages B."""

    a: House
    b: House
    ben: User
    dora: User


@pytest.fixture(scope="module")
def furnished(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Made once, in a transaction around all tests of the module that is rolled back after the last."""
    files = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files"))
    with django_db_blocker.unblock(), files, transaction.atomic():
        a = furnish("alpha", "FR", "ana", WORD_OF_A)
        b = furnish("beta", "IT", "chloe", WORD_OF_B)
        ben, dora = (
            make_member(a.company, "ben", Role.TECHNICIAN),
            make_member(a.company, "dora", Role.WAREHOUSE),
        )
        dora.memberships.update(denied=list(Right))
        yield World(a, b, ben, dora)
        transaction.set_rollback(True)


@pytest.fixture
def world(furnished: World, db: None) -> World:
    """The two companies; what a test does to them is undone after it."""
    return furnished
