"""What the database does for a company-owned table, so that no migration can forget it.

For a table with a ``CompanyField``:

* row-level security with one policy, closed and loud: the setting is not optional, so a query outside
  ``acting_for`` is an error and not an empty page;
* ``UNIQUE (company_id, id)``, the target of composite foreign keys;
* ``company_id`` filled by the database too, for rows written by ``INSERT … SELECT``.

For an ``OwnedForeignKey``: a key ``(company_id, x_id) → (company_id, id)``, so a row cannot point at another
company's, and an index that starts with the company.
"""

from typing import Any

from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from django.db.models import Field, Model

ACTING_COMPANY = "current_setting('app.company_id')::bigint"
POLICY = f"(company_id = ({ACTING_COMPANY}))"


class OwnedSchemaEditor(DatabaseSchemaEditor):
    """Adds isolation to ``create_model`` and composite keys to the fields that ask for them."""

    def create_model(self, model: type[Model]) -> None:
        super().create_model(model)
        if is_owned(model):
            self.close_table(model)
            for field in model._meta.local_fields:
                self.add_composite_key(model, field)

    def add_field(self, model: type[Model], field: Any) -> None:
        super().add_field(model, field)
        self.add_composite_key(model, field)

    def remove_field(self, model: type[Model], field: Any) -> None:
        self.drop_composite_key(model, field)
        super().remove_field(model, field)

    def alter_field(self, model: type[Model], old_field: Any, new_field: Any, strict: bool = False) -> None:
        self.drop_composite_key(model, old_field)
        super().alter_field(model, old_field, new_field, strict)
        self.add_composite_key(model, new_field)

    def close_table(self, model: type[Model]) -> None:
        """Switch row-level security on and let the company fill itself."""
        table = self.quote_name(model._meta.db_table)
        self.execute(f"ALTER TABLE {table} ALTER COLUMN company_id SET DEFAULT {ACTING_COMPANY}")
        self.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {self.quote_name(model._meta.db_table[:52] + '_owned')} "
            "UNIQUE (company_id, id)"
        )
        self.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        self.execute(f"CREATE POLICY same_company ON {table} USING {POLICY} WITH CHECK {POLICY}")

    def add_composite_key(self, model: type[Model], field: "Field[Any, Any]") -> None:
        """Write the deferred SQL of an owned foreign key: at the end of the migration both tables exist."""
        if not getattr(field, "owned_key", False):
            return
        names = KeyNames(model, field)
        table, column = self.quote_name(model._meta.db_table), self.quote_name(str(field.column))
        target = self.quote_name(field.related_model._meta.db_table)  # type: ignore[union-attr]
        key = (
            f"ALTER TABLE {table} ADD CONSTRAINT {names.constraint} FOREIGN KEY (company_id, {column}) "
            f"REFERENCES {target} (company_id, id) DEFERRABLE INITIALLY IMMEDIATE"
        )
        self.deferred_sql += [f"CREATE INDEX {names.index} ON {table} (company_id, {column})", key]

    def drop_composite_key(self, model: type[Model], field: "Field[Any, Any]") -> None:
        """Remove the key and the index of an owned foreign key."""
        if not getattr(field, "owned_key", False):
            return
        names = KeyNames(model, field)
        table = self.quote_name(model._meta.db_table)
        self.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {names.constraint}")
        self.execute(f"DROP INDEX IF EXISTS {names.index}")


class KeyNames:
    """Names of a composite key's parts, quoted and within PostgreSQL's 63 letters."""

    def __init__(self, model: type[Model], field: "Field[Any, Any]") -> None:
        stem = f"{model._meta.db_table}_{field.column}"[:56]
        self.constraint, self.index = f'"{stem}_ofk"', f'"{stem}_oix"'


def is_owned(model: type[Model]) -> bool:
    """Whether the (possibly historical) model belongs to a company."""
    return any(getattr(field, "owns_row", False) for field in model._meta.local_fields)
