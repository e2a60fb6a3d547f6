"""The tenancy's own part of an erasure: alerts, files, messages, and copies that lie in the trash or in the history."""

from collections.abc import Collection, Mapping
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from tenancy import erasing, forgetting, trash
from tenancy.belonging import is_frozen, relations_to, subject_columns
from tenancy.erasing import Rows
from tenancy.models import (
    Alert,
    Attachment,
    Change,
    Document,
    JobFailure,
    OutboxMessage,
    SearchToken,
    Trashed,
)


def register() -> None:
    """Say what becomes of the tables that name their subject by kind and id."""
    erasing.deletes(Alert)
    erasing.deletes(Attachment)
    erasing.deletes(Document)
    erasing.deletes(JobFailure)
    erasing.deletes(OutboxMessage)
    erasing.leaves(SearchToken, "the words are made anew from what stays")
    erasing.leaves(Change, "the history of each table forgets with its rows and columns")
    erasing.leaves(Trashed, "boxes that hold her are cleared by a sweep")
    erasing.register_sweep(clear_trash)
    erasing.register_sweep(forget_deleted)


def clear_trash(model: type[models.Model], ids: Collection[int], rows: Rows) -> dict[str, int]:
    """What is hers in the trash goes for good; a box about something else only loses the rows that point at her."""
    columns: dict[str, list[Any]] = {}
    for column in relations_to(model):
        columns.setdefault(column.model._meta.db_table, []).append(column)
    count = 0
    for box in Trashed.objects.all():
        main = _main_table(box)
        hers = {
            table: [row for row in held if _points_at(row, columns.get(table, ()), ids)]
            for table, held in box.rows.items()
        }
        if any(row["id"] == box.row_id for row in hers.get(main, ())):
            trash.empty([box])
        elif any(hers.values()):
            box.rows = {
                table: [row for row in held if row not in hers[table]] for table, held in box.rows.items()
            }
            box.save(update_fields=["rows"])
        else:
            continue
        count += 1
    return {Trashed._meta.label_lower: count}


def forget_deleted(model: type[models.Model], ids: Collection[int], rows: Rows) -> dict[str, int]:
    """The history also knows rows of hers that were deleted long ago, each with all it held."""
    count = 0
    for table, wanted in _pointing(model, ids).items():
        gone = Change.objects.filter(wanted, noun=table._meta.db_table, operation=Change.Operation.DELETED)
        deleted = set(gone.values_list("row_id", flat=True))
        forgetting.forget_rows(table, deleted)
        count += len(deleted)
    return {Change._meta.label_lower: count}


def _pointing(model: type[models.Model], ids: Collection[int]) -> Mapping[type[models.Model], Q]:
    found: dict[type[models.Model], Q] = {}
    for column in relations_to(model):
        if hasattr(column.model, "history") and not is_frozen(column.model):
            asked = Q(**{f"before__{column.attname}__in": list(ids)})
            found[column.model] = found[column.model] | asked if column.model in found else asked
    for subject in subject_columns():
        if hasattr(subject.model, "history"):
            kind = str(model._meta.model_name)
            found[subject.model] = Q(
                **{f"before__{subject.kind}": kind, f"before__{subject.key}__in": list(ids)}
            )
    return found


def _main_table(box: Trashed) -> str:
    return str(apps.get_model(box.kind)._meta.db_table)


def _points_at(row: dict[str, Any], columns: Collection[Any], ids: Collection[int]) -> bool:
    return any(row.get(column.attname) in ids for column in columns)
