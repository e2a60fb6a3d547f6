from collections.abc import Sequence

from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from config.models.portfolio_import import PortfolioImport
from tenancy.inserting import Keys, insert
from tenancy.owned import CompanyOwned, OwnedForeignKey
from ui.spreadsheets.written import Replaced


class ImportedRows(CompanyOwned):
    """Rows an import made: a stretch of keys of one table, so that twenty thousand rows take some dozen of these."""

    owner = OwnedForeignKey(PortfolioImport, models.CASCADE, related_name="rows")
    table = models.CharField(max_length=63)
    first_key = models.BigIntegerField()
    last_key = models.BigIntegerField()

    class Meta:
        verbose_name = _("imported rows")
        verbose_name_plural = _("imported rows")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_key__gte=models.F("first_key")), name="imported_rows_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.first_key}–{self.last_key}"

    @classmethod
    def record(cls, owner: PortfolioImport, keys: Keys) -> None:
        """Keep which rows the import made. Keys that follow each other make one stretch, others are never included."""
        insert(
            [
                cls(owner=owner, table=model._meta.db_table, first_key=first, last_key=last)
                for model, made in keys.items()
                for first, last in _stretches(sorted(made))
            ]
        )

    @classmethod
    def present(cls, owner: PortfolioImport) -> dict[str, set[int]]:
        """The keys of the rows that are still there, by table."""
        tables = list(cls.objects.filter(owner=owner).order_by().values_list("table", flat=True).distinct())
        found = {}
        with connection.cursor() as cursor:
            for table in tables:
                # The name of a table comes from a model, when the row was written.
                cursor.execute(
                    f'SELECT t.id FROM echeo_importedrows r JOIN "{table}" t '  # noqa: S608
                    'ON t.id BETWEEN r.first_key AND r.last_key WHERE r.owner_id = %s AND r."table" = %s',
                    [owner.pk, table],
                )
                found[table] = {key for (key,) in cursor.fetchall()}
        return found


def _stretches(keys: Sequence[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for key in keys:
        if found and found[-1][1] + 1 == key:
            found[-1] = found[-1][0], key
        else:
            found.append((key, key))
    return found


class ReplacedValues(CompanyOwned):
    """Values of a known row that gave way to those of an import."""

    owner = OwnedForeignKey(PortfolioImport, models.CASCADE, related_name="replaced")
    table = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        verbose_name = _("replaced values")
        verbose_name_plural = _("replaced values")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"

    @classmethod
    def record(cls, owner: PortfolioImport, replaced: Sequence[Replaced]) -> None:
        """Keep the values that gave way."""
        insert(
            [
                cls(owner=owner, table=row.table, row_id=row.row_id, before=row.before, after=row.after)
                for row in replaced
            ]
        )


class ImportUndo(CompanyOwned):
    """An import was taken back: by whom, when, what went and what stayed."""

    owner = OwnedForeignKey(PortfolioImport, models.CASCADE, related_name="undos")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(_("undone"), auto_now_add=True)
    #: rows to be taken back although they were changed since, as ``table:id``; ``*`` for all
    ticked = models.JSONField(default=list)
    result = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("undo of an import")
        verbose_name_plural = _("undos of imports")
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return str(self.owner)
