"""Make the two roles and the database on a PostgreSQL server that is not ours."""

import os
import secrets
from argparse import ArgumentParser
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from django.core.management.base import BaseCommand, CommandError

from config.embedded import roles
from config.embedded.addresses import DATABASE

# Passwords that the operator chose, for a container that must know the addresses before the roles exist.
GIVEN = {"app": "APP_PASSWORD", "migrator": "MIGRATOR_PASSWORD"}


class Command(BaseCommand):
    """Print the two addresses to put in the environment; safe to repeat."""

    help = "Make the roles migrator and app and the database on a PostgreSQL server, and print the addresses to use."
    requires_system_checks = []  # there is no database to check yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--admin-url", required=True, help="a role that may create roles and databases")
        parser.add_argument("--database", default=DATABASE, help="the name of the database")
        parser.add_argument("--new-passwords", action="store_true", help="also for roles that exist already")

    def handle(self, *args: Any, **options: Any) -> None:
        admin_url, database = options["admin_url"], options["database"]
        try:
            named = roles.ROLES if options["new_passwords"] else roles.missing(admin_url)
            passwords = {role: secrets.token_urlsafe(24) for role in named}
            passwords |= {role: os.environ[name] for role, name in GIVEN.items() if os.environ.get(name)}
            roles.prepare(admin_url, database, passwords)
        except (roles.UnsafeRoleError, psycopg.Error) as error:
            raise CommandError(str(error)) from error
        for variable, role in (("DATABASE_URL", "app"), ("MIGRATOR_DATABASE_URL", "migrator")):
            url = _with_role(admin_url, role, passwords.get(role, "PASSWORD"), database)
            self.stdout.write(f"{variable}={url}")
        if len(passwords) < len(roles.ROLES):
            self.stderr.write("Roles that were there keep their password: write it in place of PASSWORD.")


def _with_role(admin_url: str, role: str, password: str, database: str) -> str:
    parts = urlsplit(admin_url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{role}:{quote(password)}@{host}", path=f"/{database}"))
