"""One template database, built by ``migrator`` once a schema; every worker gets a clone and connects as ``app``."""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from config import embedded
from config.embedded import roles

CHECKOUT = Path(settings.BASE_DIR)
SCHEMA_FILES = ("*/migrations/*.py", "tenancy/triggers.py", "tenancy/owned.py", "tenancy/postgresql/*.py")


def admin_url() -> str:
    """A superuser's address: ours when embedded, ``ADMIN_DATABASE_URL`` for a server of the environment."""
    services = embedded.addresses()
    return services.admin_url or os.environ.get("ADMIN_DATABASE_URL") or services.migrator_url


def schema_hash() -> str:
    """Changes when a migration, a trigger or the closing of tables changes."""
    digest = hashlib.sha256()
    for pattern in SCHEMA_FILES:
        for path in sorted(CHECKOUT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def use(database: str) -> None:
    """Point both aliases at a database."""
    for alias in ("default", "migrator"):
        connections[alias].close()
        settings.DATABASES[alias]["NAME"] = connections[alias].settings_dict["NAME"] = database


def build_template() -> str:
    """The template of the present schema; built by the first worker that asks, others wait."""
    name = f"echeo_template_{schema_hash()}"
    with (Path(tempfile.gettempdir()) / f"{name}_{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with psycopg.connect(admin_url(), autocommit=True) as admin:
            if admin.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [name]
            ).fetchone():
                return name
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            roles.prepare(admin_url(), name)
            use(name)
            call_command("migrate", verbosity=0, interactive=False)
            use("postgres")
            admin.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE true").format(sql.Identifier(name)))
    return name


def clone(template: str, name: str) -> None:
    """A fresh database from the template; an older one of that name goes."""
    with psycopg.connect(admin_url(), autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER migrator").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )


def drop(name: str) -> None:
    """Remove a database, whoever is connected."""
    with psycopg.connect(admin_url(), autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_blocker: pytest.FixtureRequest, request: pytest.FixtureRequest
) -> Iterator[None]:
    """Each worker works in a clone of its own."""
    embedded.ensure_running()
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    name = f"echeo_test_{worker}_{os.getpid()}"
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        clone(build_template(), name)
        use(name)
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connections.close_all()
        drop(name)
