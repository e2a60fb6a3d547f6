"""Two people in the same moment, each with her own connection."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from tenancy.models import Company, User
from tenancy.permissions import Role
from tests.plugins.cast import make_company, make_member

DUEL = pytest.mark.django_db(transaction=True, databases=["default", "migrator"])


@contextmanager
def committed_firm() -> Iterator[tuple[Company, User]]:
    """A company whose rows are committed, and taken away afterwards."""
    company = make_company("duel", "Duel", "FR")
    yield company, make_member(company, "ana", Role.ADMIN)
    with connections["migrator"].cursor() as cursor:
        cursor.execute("TRUNCATE tenancy_company, tenancy_user CASCADE")
    connections["migrator"].close()


class Posting(threading.Thread):
    """A browser that posts while another transaction is open; ``answer`` is what it gets in the end."""

    answer: Any = None

    def __init__(self, user: User, path: str, data: dict[str, Any]) -> None:
        super().__init__()
        self.user, self.path, self.data = user, path, data
        self.start()
        while not self.waits():
            time.sleep(0.02)

    def run(self) -> None:
        client = Client()
        client.force_login(self.user, "allauth.account.auth_backends.AuthenticationBackend")
        self.answer = client.post(self.path, self.data)
        connection.close()

    def waits(self) -> bool:
        """Whether it stands at a lock of the transaction that is open, or came through without one."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            return bool(cursor.fetchone()[0]) or not self.is_alive()
