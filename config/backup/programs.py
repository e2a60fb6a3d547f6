"""PostgreSQL's own programs, working as the owner of the tables."""

import os
import shutil
from collections.abc import Mapping, Sequence

from django.db import connections

from config.embedded.binaries import postgresql_programs
from config.embedded.directory import ServicesError

# What psycopg calls a parameter, and the variable that the programs read: no password on a command line.
VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "service": "PGSERVICE",
    "passfile": "PGPASSFILE",
    "sslmode": "PGSSLMODE",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslrootcert": "PGSSLROOTCERT",
}


def command(name: str, *words: str) -> Sequence[str]:
    """A program with its words: the wheel's, which knows every server we support, or the one on PATH."""
    try:
        program = postgresql_programs() / name
    except ServicesError:
        found = shutil.which(name)
        if found is None:
            raise
        return [found, *words]
    return [str(program), *words]


def environment() -> Mapping[str, str]:
    """The environment that leads a program to the database of the alias ``migrator``."""
    parameters = connections["migrator"].get_connection_params()
    given = {variable: str(parameters[name]) for name, variable in VARIABLES.items() if parameters.get(name)}
    others = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**others, **given, "PGCLIENTENCODING": "UTF8"}
