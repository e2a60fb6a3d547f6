"""The one door to a company's rows: everything that reads or writes them does so inside ``acting_for``."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

if TYPE_CHECKING:
    from tenancy.models import Company, User


class NoActingCompany(Exception):
    """Company-owned data was touched outside ``acting_for``."""


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts, for which company and from where; written into the history of every change."""

    company: "Company"
    actor: "User | None"
    source: str


_acting: ContextVar[Acting | None] = ContextVar("acting", default=None)
SETTINGS = ("app.company_id", "app.actor_id", "app.source")


@contextmanager
def acting_for(company: "Company", *, actor: "User | None" = None, source: str = "office") -> Iterator[None]:
    """Open a transaction in which exactly the rows of ``company`` exist.

    ``actor`` is the person (None for jobs and links), ``source`` the place the change comes from, such as
    ``office``, ``nightly``, ``import`` or ``link``. Moments are told in the company's zone, also by the database's
    ``__date``: its day begins at its own midnight. Nested use restores the former company, also after an error.
    """
    nested = connection.in_atomic_block
    with timezone.override(company.zone), transaction.atomic():
        before = _read_settings() if nested else ()
        _write_settings(str(company.pk), str(actor.pk) if actor else "", source)
        token = _acting.set(Acting(company, actor, source))
        try:
            yield
        finally:
            _acting.reset(token)
        # Local settings die with the transaction, and a rollback restores them by itself; leaving a nested use
        # well is the one case in which they must be put back by hand.
        if nested and not connection.needs_rollback:
            _write_settings(*before)


def acting() -> Acting:
    """Who acts now. Raises ``NoActingCompany`` outside ``acting_for``."""
    if current := _acting.get():
        return current
    raise NoActingCompany("No company is acting: open acting_for(company) first.")


def acting_company() -> "Company":
    """The acting company. Raises ``NoActingCompany`` outside ``acting_for``."""
    return acting().company


def acting_company_id() -> int:
    """The acting company's id, the default of every ``CompanyOwned`` row."""
    return acting().company.pk


def is_acting() -> bool:
    """Whether some company acts at the moment."""
    return _acting.get() is not None


def _read_settings() -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(f"coalesce(current_setting('{name}', true), '')" for name in SETTINGS)
        )
        return tuple(cursor.fetchone())


def _write_settings(*values: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(f"set_config('{name}', %s, true)" for name in SETTINGS), list(values)
        )
