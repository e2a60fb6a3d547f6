"""The two roles and the database, on any PostgreSQL from 15 to 18.

``migrator`` owns the tables and migrates; ``app`` reads and writes rows and nothing else, so that row-level security
binds it.
"""

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

ROLES = ("migrator", "app")
DEFAULTS = "ALTER DEFAULT PRIVILEGES FOR ROLE migrator IN SCHEMA public"


class UnsafeRoleError(RuntimeError):
    """A role of ours could switch isolation off."""


def accepts_connections(admin_url: str) -> bool:
    """Whether a server answers there."""
    try:
        psycopg.connect(admin_url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def missing(admin_url: str) -> list[str]:
    """The roles of ours that the server does not have yet."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
    return [role for role in ROLES if role not in known]


def prepare(admin_url: str, database: str, passwords: dict[str, str] | None = None) -> None:
    """Make the roles, the database and the grants where they are missing; safe to repeat.

    ``passwords`` are set for the roles it names, new or not. The URL must be of a role that may create roles and
    databases. Raises UnsafeRoleError when a role has rights that go around row-level security.
    """
    with psycopg.connect(admin_url, autocommit=True) as connection:
        _make_roles(connection, passwords or {})
        _make_database(connection, database)
    with psycopg.connect(make_conninfo(admin_url, dbname=database), autocommit=True) as connection:
        for statement in grants(database):
            connection.execute(statement.encode())


def _make_roles(connection: psycopg.Connection, passwords: dict[str, str]) -> None:
    for role in ROLES:
        name = sql.Identifier(role)
        row = connection.execute(
            "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", [role]
        ).fetchone()
        if row is None:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
        elif row[0]:
            raise UnsafeRoleError(f'The role "{role}" is a superuser or bypasses row-level security.')
        if role in passwords:
            secret = sql.Literal(passwords[role])
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, secret))
    superuser = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    if (
        superuser and not superuser[0]
    ):  # as on hosted servers: giving a database to a role takes membership in it
        connection.execute("GRANT migrator TO CURRENT_USER")


def _make_database(connection: psycopg.Connection, database: str) -> None:
    if connection.execute("SELECT FROM pg_database WHERE datname = %s", [database]).fetchone() is not None:
        return
    provider = "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
    if connection.info.server_version < 170000:
        provider = "LOCALE_PROVIDER libc LOCALE 'C.UTF-8'"
    statement = sql.SQL("CREATE DATABASE {} OWNER migrator TEMPLATE template0 ENCODING 'UTF8' " + provider)
    connection.execute(statement.format(sql.Identifier(database)))


def grants(database: str) -> list[str]:
    """The statements that give the roles their rights; the owner of the database may run them as well."""
    name = f'"{database}"'
    return [
        f"REVOKE ALL ON DATABASE {name} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {name} TO app, migrator",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO app",
        "GRANT USAGE, CREATE ON SCHEMA public TO migrator",
        f"{DEFAULTS} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app",
        f"{DEFAULTS} GRANT USAGE, SELECT ON SEQUENCES TO app",
    ]
