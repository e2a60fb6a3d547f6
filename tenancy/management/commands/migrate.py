import gc
from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import migrate


class Command(migrate.Command):
    """Migrate as the owner of the tables: the product's own role has no right to make any."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="migrator")

    def handle(self, *args: Any, **options: Any) -> str | None:
        # Readers wait behind a lock for at most this long, then the migration gives up instead of the office.
        from django.db import connections

        with connections[options["database"]].cursor() as cursor:
            cursor.execute("SET lock_timeout = '10s'")
        # Every step makes the classes of all models anew; looking for rubbish after each took a third of the time.
        thresholds = gc.get_threshold()
        gc.set_threshold(50_000, 20, 20)
        try:
            return super().handle(*args, **options)
        finally:
            gc.set_threshold(*thresholds)
