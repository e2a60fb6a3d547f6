"""Put a backup back."""

import shutil
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from django.core.cache import cache
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connections

from config.backup import programs
from config.backup.manifest import DUMP, FILES, FORMAT, NAME, Manifest
from config.embedded import roles

# Newer programs set it, older servers do not know it.
NEW_SETTING = b"SET transaction_timeout = 0;\n"


class BackupError(Exception):
    """The backup cannot be restored; the message says why. Nothing has been changed."""


def restore(source: Path, *, replace: bool) -> Manifest:
    """Put database and files back; the database in one transaction, so that a failure leaves what was there.

    An installation that has companies is refused unless ``replace`` says that it may go. Raises BackupError.
    """
    with _opened(source) as archive:
        manifest = _checked_manifest(archive)
        if not replace and _holds_companies():
            raise BackupError("This installation has companies already. --replace removes them first.")
        _restore_database(archive)
        if manifest.files is not None and isinstance(default_storage, FileSystemStorage):
            _restore_files(archive, Path(default_storage.location))
    cache.clear()
    return manifest


@contextmanager
def _opened(source: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(source)
    except (OSError, zipfile.BadZipFile) as error:
        raise BackupError(f"{source} cannot be read: {error}") from error
    with archive:
        yield archive


def _checked_manifest(archive: zipfile.ZipFile) -> Manifest:
    """Read everything once before anything is changed."""
    try:
        manifest = Manifest.from_json(archive.read(NAME))
        archive.getinfo(DUMP)
        damaged = archive.testzip()
    except (KeyError, ValueError, TypeError) as error:
        raise BackupError("This file is not a backup of Echeo.") from error
    except (zipfile.BadZipFile, zlib.error) as error:
        raise BackupError(f"The backup is damaged: {error}") from error
    if damaged:
        raise BackupError(f"The backup is damaged: {damaged}")
    if manifest.format != FORMAT or manifest.unknown_migrations():
        raise BackupError("The backup was made by a later version of Echeo: install that one first.")
    for name in archive.namelist():
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            raise BackupError(f"The backup has a file outside its place: {name}")
    return manifest


def _holds_companies() -> bool:
    connection = connections["migrator"]
    if "tenancy_company" not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM tenancy_company)")
        return bool(cursor.fetchone()[0])


def _restore_database(archive: zipfile.ZipFile) -> None:
    """Empty the schema and fill it again, in one transaction: a refused line undoes the emptying."""
    connections.close_all()
    with tempfile.TemporaryFile() as script:
        _write_script(archive, script)
        script.seek(0)
        result = subprocess.run(
            programs.command(
                "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"
            ),
            env=dict(programs.environment()),
            stdin=script,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    if result.returncode:
        raise BackupError(f"The database refused the backup: {result.stderr.strip()}")


def _write_script(archive: zipfile.ZipFile, script: IO[bytes]) -> None:
    """The statements that empty the schema, give the roles their rights again, and restore the dump."""
    beginning = ["SET client_min_messages = warning", "SET lock_timeout = '15s'"]
    beginning += ["DROP SCHEMA public CASCADE", "CREATE SCHEMA public"]
    for statement in (*beginning, *roles.grants(str(connections["migrator"].settings_dict["NAME"]))):
        script.write(f"{statement};\n".encode())
    with archive.open(DUMP) as dump:
        for line in (dump.readline() for _ in range(40)):
            script.write(b"" if line == NEW_SETTING else line)
        shutil.copyfileobj(dump, script, 1 << 20)


def _restore_files(archive: zipfile.ZipFile, root: Path) -> None:
    """Write the files of the backup and remove the others, which no row names any more."""
    kept = set()
    for entry in archive.infolist():
        if not entry.filename.startswith(FILES) or entry.is_dir():
            continue
        path = root / entry.filename.removeprefix(FILES)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name[:100]}.part")
        with archive.open(entry) as content, draft.open("wb") as file:
            shutil.copyfileobj(content, file, 1 << 20)
        draft.replace(path)
        kept.add(path)
    for path in list(root.rglob("*")):
        if path.is_file() and path not in kept:
            path.unlink()
