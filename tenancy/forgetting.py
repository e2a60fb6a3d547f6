"""Letting history go, the one way to do so: rows that are gone for good, and what a person asks to be forgotten."""

from collections.abc import Iterable, Sequence

from django.db import connection, models


def forget_rows(model: type[models.Model], ids: Iterable[int]) -> None:
    """Take away everything the history knows of some rows."""
    _forget(model, list(ids), None)


def forget_columns(model: type[models.Model], ids: Iterable[int], columns: Sequence[str]) -> None:
    """Take some columns out of what the history knows of rows; who changed them and when stays."""
    _forget(model, list(ids), list(columns))


def _forget(model: type[models.Model], ids: list[int], columns: list[str] | None) -> None:
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT forget_history(%s::text[], %s::bigint[], %s::text[])",
            [[model._meta.db_table] * len(ids), ids, columns],
        )
