from typing import Any


class SchemaRouter:
    """Tables are made by their owner only: the role of the product has no right to."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Whether migrations of the app run on the alias: on ``migrator``, and nowhere else."""
        return db == "migrator"

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool:
        """Both aliases are one database, so rows read by either may point at each other."""
        return True
