from typing import Self

import pytest
from django.core.checks import run_checks
from django.db import connection

from tenancy import checks
from tests.isolation import catalog


@pytest.mark.django_db
def test_the_suite_is_connected_as_the_role_of_the_product() -> None:
    assert catalog.ask("SELECT current_user::text, session_user::text") == [("app", "app")]


@pytest.mark.django_db
def test_the_connected_role_owns_nothing_bypasses_nothing_and_only_reads_and_writes_rows() -> None:
    assert catalog.too_many_grants() == []


@pytest.mark.django_db
def test_the_check_at_start_up_is_content_with_the_role_and_with_the_models() -> None:
    assert run_checks(databases=["default"]) == []


def test_the_check_at_start_up_refuses_a_role_that_would_switch_isolation_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Owner:
        """A cursor that says what PostgreSQL says of its superuser."""

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *problem: object) -> None: ...

        def execute(self, query: str) -> None: ...

        def fetchone(self) -> tuple[str, bool, bool, bool]:
            return ("postgres", True, True, True)

    monkeypatch.setattr(connection, "cursor", Owner)
    (refusal,) = checks.role_cannot_switch_isolation_off(databases=["default"])
    assert (refusal.id, refusal.level >= 40) == ("tenancy.E001", True)
