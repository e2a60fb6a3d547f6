from django.db import models

from tenancy.owned import CompanyOwned


class SearchToken(CompanyOwned):
    """One normalised word of one thing, compared by range: what row-level security lets an index serve."""

    token = models.CharField(max_length=60, db_collation="C")
    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "kind", "object_id", "token"], name="search_token_once"
            )
        ]
        indexes = [
            models.Index(fields=["company", "kind", "token", "object_id"], name="search_token_of_kind")
        ]

    def __str__(self) -> str:
        return f"{self.token} → {self.kind} {self.object_id}"
