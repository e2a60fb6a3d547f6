"""Every row of every table of a company, to compare before and after."""

from django.db import connection

from tests.isolation.registry import owned_tables


def every_row(*besides: str) -> dict[str, set[str]]:
    """All rows of the acting company by table, as JSON without their place; tables ``besides`` are left out."""
    found = {}
    with connection.cursor() as cursor:
        for table in owned_tables():
            if table not in besides:
                cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
                found[table] = {row for (row,) in cursor.fetchall()}
    return found


def words_found() -> set[tuple[str, int, str]]:
    """What search knows, whatever its rows are called."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, object_id, token FROM tenancy_searchtoken")
        return set(cursor.fetchall())


def how_many(rows: dict[str, set[str]]) -> int:
    """How many rows there are, so that a test can say it had something to lose."""
    return sum(len(each) for each in rows.values())
