"""What a backup says about itself."""

import json
from dataclasses import asdict, dataclass

from django.db import connections
from django.db.migrations.loader import MigrationLoader

FORMAT = 1
NAME = "manifest.json"
DUMP = "database.sql"
FILES = "files/"


@dataclass(frozen=True)
class Manifest:
    """``migrations`` are those the database had; ``files`` counts the stored files, None when they lie elsewhere."""

    format: int
    made_at: str
    product: str
    postgresql: str
    migrations: list[str]
    companies: list[str]
    files: int | None

    def as_json(self) -> str:
        return json.dumps(asdict(self), indent=1)

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        """Read a manifest; ``ValueError`` or ``TypeError`` when it is none of ours."""
        return cls(**json.loads(text))

    def unknown_migrations(self) -> list[str]:
        """Migrations of the backup that this version of the product does not have: it comes from a later one."""
        known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
        ours = {app for app, _ in MigrationLoader(None).disk_migrations}
        return [name for name in self.migrations if name not in known and name.partition(".")[0] in ours]


def applied_migrations() -> list[str]:
    """The migrations that the database has."""
    recorded = MigrationLoader(connections["migrator"]).applied_migrations
    return sorted(f"{app}.{name}" for app, name in recorded)
