"""A guard never seen failing is not a guard: one wall is left out at a time, and the walks must say so."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.conf import settings
from django.db import connections, transaction
from django.db.models import Model
from pytest_django import DjangoDbBlocker

from customers.models import Communication
from tenancy.postgresql.schema import OwnedSchemaEditor
from tests.isolation import catalog, rows
from tests.isolation.world import WORD_OF_A, WORD_OF_B, furnish
from tests.plugins.database import admin_url, build_template, clone, drop, use

# What is broken, how, and whose rows are then open: each must be seen in the catalog and by what a company can do.
SEEN_IN_ROWS = {
    "row-level security off": (
        "ALTER TABLE customers_contact DISABLE ROW LEVEL SECURITY",
        "customers.Contact is not exactly its own company's",
    ),
    "a second, wider policy": (
        "CREATE POLICY support ON contracts_block USING (true)",
        "contracts.Block of another company is changed",
    ),
    "a policy that answers empty instead of raising": (
        (
            "ALTER POLICY same_company ON installed_base_equipment USING (company_id = "
            "nullif(current_setting('app.company_id', true), '')::bigint)"
        ),
        "installed_base.Equipment is read while no company acts",
    ),
    "reads guarded, writes not": (
        "ALTER POLICY same_company ON tenancy_document WITH CHECK (true)",
        "tenancy.Document is written for another company",
    ),
    "a plain key instead of a composite one": (
        (
            "ALTER TABLE contracts_contract DROP CONSTRAINT contracts_contract_customer_id_ofk, "
            "ADD FOREIGN KEY (customer_id) REFERENCES customers_customer (id)"
        ),
        "contracts.Contract points at another company's row: customer",
    ),
    "no key at all": (
        "ALTER TABLE contracts_term DROP CONSTRAINT contracts_term_contract_id_ofk",
        "contracts.Term points at another company's row: contract",
    ),
}
SEEN_IN_CATALOG = {
    "a company that may be missing": "ALTER TABLE tenancy_alert ALTER COLUMN company_id DROP NOT NULL",
    "a unique over all companies": "CREATE UNIQUE INDEX wide ON customers_customer (number)",
    "a view that runs as its owner": "CREATE VIEW all_customers AS SELECT * FROM customers_customer",
    "a function that runs as its owner":
        "CREATE FUNCTION peep() RETURNS bigint SECURITY DEFINER LANGUAGE sql AS 'SELECT 1::bigint'",
    "a right to empty tables": "GRANT TRUNCATE ON customers_customer TO app",
    "a table on no list": "CREATE TABLE notes_of_somebody (id bigint)",
    "an index without the company": "DROP INDEX contracts_contract_customer_id_oix",
    "a table of the product's own": "ALTER TABLE customers_site OWNER TO app",
}  # fmt: skip


@contextmanager
def scratch(name: str, *statements: str) -> Iterator[None]:
    """A database of its own, broken as told, in place of the worker's."""
    worker_database = str(settings.DATABASES["default"]["NAME"])
    try:
        clone(build_template(), name)
        with psycopg.connect(admin_url(), dbname=name, autocommit=True) as admin:
            for statement in statements:
                admin.execute(statement)
        use(name)
        yield
    finally:
        use(worker_database)
        drop(name)


def row_leaks() -> list[str]:
    """What the walk over models finds in the present database."""
    with transaction.atomic():
        a = furnish("alpha", "FR", "ana", WORD_OF_A)
        b = furnish("beta", "IT", "chloe", WORD_OF_B)
        found = rows.leaks(a, b)
        transaction.set_rollback(True)
    return found


@pytest.fixture
def scratch_name(django_db_setup: None) -> str:
    return f"{settings.DATABASES['default']['NAME']}_scratch"


def test_each_wall_left_out_is_seen_by_the_catalog_and_by_what_a_company_can_do(
    scratch_name: str, django_db_blocker: DjangoDbBlocker
) -> None:
    statements = [statement for statement, _leak in SEEN_IN_ROWS.values()]
    with django_db_blocker.unblock(), scratch(scratch_name, *statements):
        open_tables = {gap.split(".")[0].split(":")[0] for gap in catalog.gaps()}
        leaks = row_leaks()
    for broken, (statement, leak) in SEEN_IN_ROWS.items():
        assert any(table in statement for table in open_tables), broken
        assert any(found.startswith(leak) for found in leaks), broken
    assert open_tables == {
        "customers_contact", "contracts_block", "installed_base_equipment", "tenancy_document",
        "contracts_contract", "contracts_term"}  # fmt: skip


def test_whatever_opens_the_house_is_seen_by_the_catalog(
    scratch_name: str, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), scratch(scratch_name, *SEEN_IN_CATALOG.values()):
        said = "\n".join(catalog.gaps())
    for gap in (
        "tenancy_alert: company_id is",
        "wide is unique over all companies",
        "all_customers: a view runs",
        "peep: the function runs",
        "customers_customer: granted",
        "notes_of_somebody: neither owned",
        "contracts_contract.customer_id: no index",
        "app owns something",
    ):
        assert gap in said


def test_a_migration_that_forgets_one_policy_turns_the_suite_red(
    scratch_name: str, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> None:
    with django_db_blocker.unblock(), scratch(scratch_name):
        make_table_again(Communication)
        assert catalog.gaps() == []
        monkeypatch.setattr(OwnedSchemaEditor, "close_table", lambda editor, model: None)
        make_table_again(Communication)
        gaps = catalog.gaps()
        assert row_leaks() != []
    assert "customers_communication: row-level security is off" in gaps


def make_table_again(model: type[Model]) -> None:
    """What a migration does for a model nothing refers to."""
    with connections["migrator"].schema_editor() as editor:
        editor.delete_model(model)
        editor.create_model(model)
    connections["migrator"].close()


def test_an_unbroken_copy_is_found_whole(scratch_name: str, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock(), scratch(scratch_name):
        assert (catalog.gaps(), row_leaks()) == ([], [])
