"""The whole installation in one file: the database as its owner sees it, and the stored files."""

from config.backup.restoring import BackupError, restore
from config.backup.writing import write

__all__ = ["BackupError", "restore", "write"]
