"""Write a backup."""

import subprocess
import tempfile
import zipfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connections

from config.backup import programs
from config.backup.manifest import DUMP, FILES, FORMAT, NAME, Manifest, applied_migrations
from tenancy.models import Company


def write(target: Path) -> Manifest:
    """Put database and files into one file, which appears under its name only when it is whole.

    The database is read in one transaction, first: a file is stored before the row that names it, so no row lacks its
    file. Raises ``subprocess.CalledProcessError`` with what pg_dump said.
    """
    draft = target.with_name(f".{target.name}.part")
    try:
        with zipfile.ZipFile(draft, "w", allowZip64=True) as archive:
            _dump_database(archive, target.absolute().parent)
            manifest = Manifest(
                format=FORMAT,
                made_at=datetime.now(UTC).isoformat(timespec="seconds"),
                product=f"django {version('django')}",
                postgresql=str(connections["migrator"].pg_version),  # type: ignore[attr-defined]
                migrations=applied_migrations(),
                companies=sorted(Company.objects.using("migrator").values_list("slug", flat=True)),
                files=_store_files(archive),
            )
            archive.writestr(NAME, manifest.as_json())
        draft.chmod(0o600)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def _dump_database(archive: zipfile.ZipFile, folder: Path) -> None:
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".dump") as dump:
        subprocess.run(
            programs.command("pg_dump", "--format=plain", "--no-owner", "--lock-wait-timeout=60000"),
            env=dict(programs.environment()),
            stdout=dump,
            stderr=subprocess.PIPE,
            text=True,
            check=True,
        )
        archive.write(dump.name, DUMP, zipfile.ZIP_DEFLATED)


def _store_files(archive: zipfile.ZipFile) -> int | None:
    """Add every stored file; their number, or None when a storage elsewhere keeps them."""
    if not isinstance(default_storage, FileSystemStorage):
        return None
    root = Path(default_storage.location)
    paths = sorted(path for path in root.rglob("*") if path.is_file())
    for path in paths:
        archive.write(path, FILES + path.relative_to(root).as_posix(), zipfile.ZIP_STORED)
    return len(paths)
