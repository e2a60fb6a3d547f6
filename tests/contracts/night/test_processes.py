"""The night in processes of its own, on a database of its own: at once, killed, and run again."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from config import embedded, nightly
from tenancy.acting import acting_for
from tenancy.models import Company, OutboxMessage
from tenancy.permissions import Role
from tests.contracts.night.portfolios import course, mixed, open_alerts, sign_all
from tests.plugins.cast import make_company, make_member
from tests.plugins.database import admin_url, build_template, clone, drop, use

DAY = date(2026, 6, 20)
CONTRACTS = 1700  # two chunks
PATIENCE = 120  # seconds

Rows = tuple[dict[str, list[tuple[Any, ...]]], list[tuple[Any, ...]], list[tuple[Any, ...]]]


@contextmanager
def working_in(database: str) -> Iterator[None]:
    """This process connects to another database for a while."""
    before = str(settings.DATABASES["default"]["NAME"])
    use(database)
    try:
        yield
    finally:
        use(before)


def company() -> Company:
    return Company.objects.get(slug="nocturne")


def rows(database: str) -> Rows:
    """All that nights wrote there."""
    with working_in(database):
        with acting_for(company()):
            mails = list(
                OutboxMessage.objects.order_by("key").values_list("key", "recipient", "subject", "text")
            )
        return course(company()), open_alerts(company()), mails


def terms_written(database: str) -> int:
    """How many terms are committed there."""
    with psycopg.connect(admin_url(), dbname=database) as admin:
        return int(admin.execute("SELECT count(*) FROM contracts_term").fetchone()[0])  # type: ignore[index]


def start_night(database: str) -> "subprocess.Popen[str]":
    """``manage.py nightly`` in a process of its own."""
    services = embedded.addresses()
    environment = os.environ | {
        "DATABASE_URL": urlsplit(services.database_url)._replace(path=f"/{database}").geturl(),
        "MIGRATOR_DATABASE_URL": urlsplit(services.migrator_url)._replace(path=f"/{database}").geturl(),
    }
    command = [
        sys.executable,
        "manage.py",
        "nightly",
        "--company",
        "nocturne",
        "--on",
        DAY.isoformat(),
        "--json",
    ]
    return subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def finish(night: "subprocess.Popen[str]") -> dict[str, Any]:
    """Wait for a night; gives what it said."""
    said, complained = night.communicate(timeout=PATIENCE)
    assert night.returncode == 0, complained
    return json.loads(said.splitlines()[-1])  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def portfolio(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A database with one company and contracts of all kinds, most of them due once."""
    name = f"{settings.DATABASES['default']['NAME']}_night"
    with django_db_blocker.unblock():
        clone(build_template(), name)
        with working_in(name):
            firm = make_company("nocturne", "Nocturne", "FR")
            make_member(firm, "ana", Role.ADMIN).memberships.update(wants_digest=True)
            sign_all(firm, mixed(CONTRACTS, date(2025, 3, 3), days=100))
        with psycopg.connect(admin_url(), dbname=name, autocommit=True) as admin:
            admin.execute("ANALYZE")
        yield name
        drop(name)


@pytest.fixture
def copy(portfolio: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Callable[[str], str]]:
    """Makes copies of the portfolio's database."""
    made = []

    def make(name: str) -> str:
        clone(portfolio, f"{portfolio}_{name}")
        made.append(f"{portfolio}_{name}")
        return made[-1]

    with django_db_blocker.unblock():
        yield make
        for name in made:
            drop(name)


@pytest.fixture(scope="module")
def clean(portfolio: str, django_db_blocker: DjangoDbBlocker) -> Rows:
    """What one undisturbed night writes."""
    name = f"{portfolio}_clean"
    with django_db_blocker.unblock():
        clone(portfolio, name)
        with working_in(name):
            summary = nightly.run(company(), DAY)
        assert summary.went_well
        assert len(rows(name)[2]) == 1
        assert summary.counts["renew"]["due"] > 1200  # more than one chunk
        found = rows(name)
        drop(name)
    return found


def test_a_night_in_two_processes_at_once_is_one_night(copy: Callable[[str], str], clean: Rows) -> None:
    database = copy("twice")
    said = [finish(night) for night in [start_night(database), start_night(database)]]
    assert rows(database) == clean
    renewed = sum(each["counts"]["renew"].get("renewed", 0) for each in said)
    assert renewed == sum(number > 1 for _contract, number, *_rest in clean[0]["terms"])
    assert [each["failed"] + list(each["errors"]) for each in said] == [[], []]


def test_a_night_killed_in_the_middle_and_run_again_is_one_night(
    copy: Callable[[str], str], portfolio: str, clean: Rows
) -> None:
    database = copy("killed")
    before, limit = terms_written(portfolio), time.monotonic() + PATIENCE
    night = start_night(database)
    while terms_written(database) == before and night.poll() is None and time.monotonic() < limit:
        time.sleep(0.005)
    night.kill()
    night.communicate()
    assert before < terms_written(database) < len(clean[0]["terms"])
    with working_in(database):
        assert nightly.run(company(), DAY).went_well
    assert rows(database) == clean
