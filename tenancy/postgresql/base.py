from typing import Any

from django.db.backends.postgresql import base

from tenancy.postgresql.schema import OwnedSchemaEditor


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL whose schema editor closes every company-owned table as it makes it."""

    SchemaEditorClass: Any = OwnedSchemaEditor
