"""Write a backup of the whole installation."""

import subprocess
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import backup


class Command(BaseCommand):
    """One file with the database and the stored files; readable by its owner only."""

    help = "Write the database and the files of the whole installation into one file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["file"]
        try:
            manifest = backup.write(target)
        except subprocess.CalledProcessError as error:
            raise CommandError(f"pg_dump: {error.stderr}") from error
        except OSError as error:
            raise CommandError(str(error)) from error
        size = target.stat().st_size / 1e6
        kept = "files kept elsewhere" if manifest.files is None else f"{manifest.files} files"
        self.stdout.write(f"{target}: {size:.1f} MB, {len(manifest.companies)} companies, {kept}")
