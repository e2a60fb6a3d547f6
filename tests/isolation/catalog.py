"""What the database's own catalog says about the walls, as a list of gaps; empty when all stand."""

from collections import defaultdict
from typing import Any

from django.db import connection
from django.db.models import ForeignKey

from tenancy.models import Membership
from tenancy.owned import CompanyOwned
from tests.isolation.registry import GLOBAL_TABLES, owned_models, owned_tables

# Our policy as PostgreSQL writes it back.
POLICY = "(company_id = (current_setting('app.company_id'::text))::bigint)"
ROWS_ONLY = {"SELECT", "INSERT", "UPDATE", "DELETE"}

# Functions that run as the owner of the tables and give nothing back: one counts rows for the planner, the others let
# history go and frozen rows of people who were erased, of the acting company only.
OWNERS_FUNCTIONS = {"refresh_statistics", "forget_history", "erase_frozen"}


def ask(query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Rows of a catalog query."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def gaps() -> list[str]:
    """Everything that is open, in words."""
    return [
        *unlisted_tables(),
        *open_policies(),
        *loose_companies(),
        *plain_keys(),
        *unguarded_references(),
        *wide_uniques(),
        *ways_around(),
        *too_many_grants(),
    ]


def unlisted_tables() -> list[str]:
    """Tables that are neither a company's nor on the list of global ones, and the other way round."""
    present = {name for (name,) in ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    listed = set(owned_tables()) | GLOBAL_TABLES
    return [f"{name}: neither owned nor on the global list" for name in sorted(present - listed)] + [
        f"{name}: listed and not there" for name in sorted(listed - present)
    ]


def open_policies() -> list[str]:
    """Owned tables without row-level security, or with another policy than ours, or with a second one."""
    switched = dict(ask("SELECT relname, relrowsecurity FROM pg_class WHERE relkind = 'r'"))
    policies: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for table, *policy in ask(
        "SELECT tablename, permissive, roles::text, cmd, qual, with_check FROM pg_policies"
    ):
        policies[table].append(tuple(policy))
    ours = [("PERMISSIVE", "{public}", "ALL", POLICY, POLICY)]
    return [f"{table}: row-level security is off" for table in owned_tables() if not switched.get(table)] + [
        f"{table}: policies are {policies[table]}" for table in owned_tables() if policies[table] != ours
    ]


def loose_companies() -> list[str]:
    """Owned tables whose company may be missing, is not filled by itself, or is no company at all."""
    columns = {
        table: (nullable, default)
        for table, nullable, default in ask(
            "SELECT table_name, is_nullable, column_default FROM information_schema.columns "
            "WHERE table_schema = 'public' AND column_name = 'company_id'"
        )
    }
    known = {
        table
        for (table,) in ask(
            "SELECT conrelid::regclass::text FROM pg_constraint "
            "WHERE contype = 'f' AND confrelid = 'tenancy_company'::regclass"
        )
    }
    wanted = ("NO", "(current_setting('app.company_id'::text))::bigint")
    return [
        f"{table}: company_id is {columns.get(table)}"
        for table in owned_tables()
        if columns.get(table) != wanted
    ] + [f"{table}: company_id refers to no company" for table in owned_tables() if table not in known]


FOREIGN_KEYS = """
SELECT conrelid::regclass::text, confrelid::regclass::text, convalidated,
       ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY k(n, i)
             JOIN pg_attribute ON attrelid = conrelid AND attnum = n ORDER BY i),
       ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY k(n, i)
             JOIN pg_attribute ON attrelid = confrelid AND attnum = n ORDER BY i)
FROM pg_constraint WHERE contype = 'f'
"""
INDEXES = """
SELECT indrelid::regclass::text, indexrelid::regclass::text, indisunique, indisprimary,
       ARRAY(SELECT attname::text FROM unnest(indkey::int[]) WITH ORDINALITY k(n, i)
             LEFT JOIN pg_attribute ON attrelid = indrelid AND attnum = n ORDER BY i)
FROM pg_index WHERE indrelid::regclass::text = ANY(%s)
"""


def plain_keys() -> list[str]:
    """Foreign keys of owned rows that could point at another company's row or member."""
    owned = {*owned_tables(), Membership._meta.db_table}
    return [
        f"{table}.{columns}: a plain key to {target}"
        for table, target, valid, columns, keys in ask(FOREIGN_KEYS)
        if {table, target} <= owned
        and not (valid and columns[0] == "company_id" and keys == ["company_id", "id"])
    ]


def unguarded_references() -> list[str]:
    """Fields that refer to an owned row without the composite key or the index that starts with the company."""
    keys = {(table, target, tuple(columns)) for table, target, _valid, columns, _keys in ask(FOREIGN_KEYS)}
    indexes = {
        (table, tuple(columns[:2]))
        for table, _name, _unique, _primary, columns in ask(INDEXES, owned_tables())
    }
    found = []
    for table, target, column in owned_references():
        if (table, target, ("company_id", column)) not in keys:
            found.append(f"{table}.{column}: no composite key to {target}")
        if (table, ("company_id", column)) not in indexes:
            found.append(f"{table}.{column}: no index that starts with the company")
    return found


def owned_references() -> list[tuple[str, str, str]]:
    """Every reference of an owned row to an owned row or to a member: table, target, column."""
    return [
        (model._meta.db_table, field.related_model._meta.db_table, field.column)
        for model in owned_models()
        for field in model._meta.local_fields
        if isinstance(field, ForeignKey) and issubclass(field.related_model, CompanyOwned | Membership)
    ]


def wide_uniques() -> list[str]:
    """Unique indexes of owned tables, the primary key apart, that compare with other companies' rows."""
    return [
        f"{table}: {name} is unique over all companies"
        for table, name, unique, primary, columns in ask(INDEXES, owned_tables())
        if unique and not primary and columns[0] != "company_id"
    ]


def ways_around() -> list[str]:
    """Views and functions that would run with their owner's eyes."""
    views = ask(
        "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm', 'f') AND relnamespace = 'public'::regnamespace"
    )
    functions = ask(
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace "
        "AND NOT (proname = ANY(%s) AND prorettype = 'void'::regtype AND proconfig IS NOT NULL)",
        list(OWNERS_FUNCTIONS),
    )
    return [f"{name}: a view runs as its owner" for (name,) in views] + [
        f"{name}: the function runs as its owner" for (name,) in functions
    ]


GRANTS = """
SELECT c.relname, a.privilege_type FROM pg_class c, aclexplode(c.relacl) a
LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
AND coalesce(r.rolname, 'PUBLIC') <> 'migrator'
"""
ROLE = """
SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication,
       EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid),
       EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid)
       OR EXISTS (SELECT FROM pg_proc p WHERE p.proowner = r.oid)
       OR EXISTS (SELECT FROM pg_namespace n WHERE n.nspowner = r.oid)
       OR EXISTS (SELECT FROM pg_database d WHERE d.datdba = r.oid),
       has_schema_privilege(r.oid, 'public', 'CREATE'), has_database_privilege(r.oid, current_database(), 'CREATE')
FROM pg_roles r WHERE rolname = 'app'
"""
ROLE_FACTS = (
    "is a superuser", "bypasses row-level security", "makes databases", "makes roles", "replicates",
    "is a member of another role", "owns something", "makes tables", "makes schemas",
)  # fmt: skip


def too_many_grants() -> list[str]:
    """What the product's role may do beyond reading and writing rows."""
    granted: dict[str, set[str]] = defaultdict(set)
    for table, privilege in ask(GRANTS):
        granted[table].add(privilege)
    tables = [
        f"{table}: granted {sorted(rights)}"
        for table, rights in sorted(granted.items())
        if rights != ROWS_ONLY
    ]
    (facts,) = ask(ROLE)
    return tables + [f"app {said}" for said, true in zip(ROLE_FACTS, facts, strict=True) if true]
