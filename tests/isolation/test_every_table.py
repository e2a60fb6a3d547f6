import pytest

from tests.isolation import catalog
from tests.isolation.registry import GLOBAL_TABLES, owned_tables


@pytest.mark.django_db
def test_every_table_is_closed_or_on_the_short_list_of_global_ones() -> None:
    assert catalog.gaps() == []


def test_the_walk_over_tables_saw_the_tables_of_every_app() -> None:
    assert {table.split("_")[0] for table in owned_tables()} >= {
        "tenancy",
        "customers",
        "installed",
        "contracts",
    }
    assert len(owned_tables()) >= 24
    assert len(catalog.owned_references()) >= 25
    assert not set(owned_tables()) & GLOBAL_TABLES
