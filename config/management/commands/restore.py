"""Put a backup back."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import backup


class Command(BaseCommand):
    """Restore database and files, then migrate what an older backup lacks."""

    help = "Put the database and the files of a backup back. Stop web, worker and beat first."
    requires_system_checks = []  # there may be no table yet

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="remove the companies that are here")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = backup.restore(options["file"], replace=options["replace"])
        except backup.BackupError as error:
            raise CommandError(str(error)) from error
        call_command("migrate", interactive=False, verbosity=0)
        self.stdout.write(
            f"Restored {', '.join(manifest.companies) or 'no company'} as of {manifest.made_at}."
        )
