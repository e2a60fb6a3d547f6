"""The trash: a row leaves its tables with all that belongs to it, and comes back as it was within thirty days.

Rows go in and out inside the database, as JSON made by it and read by it, so no value is rounded or lost on the way.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from tenancy import forgetting
from tenancy.acting import acting, acting_for
from tenancy.belonging import Belongings, Loosened
from tenancy.models import RetiredNumber, Trashed
from tenancy.night import Work
from tenancy.numbering import retire, series_of


def put_away(row: models.Model, belongings: Belongings) -> Trashed:
    """Take a row and all that hangs on it out of their tables. Ask for legal documents before.

    Raises ValidationError when somebody made something for it in the same moment.
    """
    box = Trashed.objects.create(
        kind=row._meta.label_lower,
        row_id=row.pk,
        number=getattr(row, "number", ""),
        label=str(row)[:200],
        put_by=acting().actor,
        counts={model._meta.label_lower: count for model, count in belongings.counted().items()},
        loosened=[_spelt(each) for each in belongings.loosened],
    )
    _retire_numbers(belongings)
    try:
        with transaction.atomic():
            _loosen(belongings.loosened)
            take_out(belongings.rows, box)
    except IntegrityError as clash:
        raise ValidationError(
            _("Somebody added something for %(name)s in this moment. Look at it again.") % {"name": row}
        ) from clash
    return box


def restore(box: Trashed) -> None:
    """Put everything back where it was. Raises ValidationError when its place is taken, or what it needs is gone."""
    try:
        with transaction.atomic():
            put_in(box)
            _fasten(box.loosened)
    except IntegrityError as clash:
        raise ValidationError(_why_not(clash)) from clash
    _restore_numbers(box)
    box.delete()


def leave_out(box: type[models.Model], model: type[models.Model], column: str, target: int) -> None:
    """Take rows that hang on something about to go for good out of all boxes: without it they could not come back, nor
    what lies with them. ``box`` is a model with a JSON column ``rows``.
    """
    table, key = model._meta.db_table, model._meta.get_field(column).column  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{box._meta.db_table}" SET rows = jsonb_set(rows, ARRAY[%s], coalesce((SELECT jsonb_agg(r) '  # noqa: S608
            "FROM jsonb_array_elements(rows -> %s) r WHERE r ->> %s <> %s), '[]'::jsonb)) "
            "WHERE rows -> %s @> jsonb_build_array(jsonb_build_object(%s::text, %s::bigint))",
            [table, table, key, str(target), table, key, target],
        )


def empty(boxes: Iterable[Trashed]) -> int:
    """Throw away for good, with what the history knew; gives how many. The numbers stay retired."""
    done = 0
    for box in boxes:
        for label in box.counts:
            model = apps.get_model(label)
            rows = box.rows.get(model._meta.db_table, [])
            forgetting.forget_rows(model, [row["id"] for row in rows])
            _delete_files(model, rows)
        box.delete()
        done += 1
    return done


def empty_nightly(work: Work) -> None:
    """The night's step: what has lain in the trash for thirty days goes for good."""
    with acting_for(work.company, source=work.source):
        for box in Trashed.objects.expired(work.on):
            empty([box])
            work.count("emptied")
            work.tell("emptied", box.label)


def take_out(rows: dict[type[models.Model], set[int]], box: models.Model) -> None:
    """Move rows from their tables into a box (a model with a JSON column ``rows``), in whatever order they refer."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for model, ids in rows.items():
            if ids:
                _take_out(cursor, model._meta.db_table, sorted(ids), box)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    box.refresh_from_db(fields=["rows"])


def _take_out(cursor: Any, table: str, ids: Sequence[int], box: models.Model) -> None:
    cursor.execute(
        f'WITH gone AS (DELETE FROM "{table}" t WHERE t.id = ANY(%s) RETURNING to_jsonb(t) AS row) '  # noqa: S608
        f'UPDATE "{box._meta.db_table}" SET rows = rows || '
        "jsonb_build_object(%s::text, coalesce((SELECT jsonb_agg(row) FROM gone), '[]'::jsonb)) WHERE id = %s",
        [list(ids), table, box.pk],
    )


def put_in(box: Any) -> None:
    """Put the rows of a box back into their tables, under the keys they had."""
    models_by_table = {model._meta.db_table: model for model in apps.get_models()}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table, rows in box.rows.items():
            if rows:
                _put_in(cursor, models_by_table[table], set(rows[0]), box)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _put_in(cursor: Any, model: type[models.Model], known: set[str], box: models.Model) -> None:
    """A column the table got since has the model's default."""
    names, selected, values = [], [], []
    for column in model._meta.concrete_fields:
        names.append(f'"{column.column}"')
        if column.column in known:
            selected.append(f'r."{column.column}"')
        else:
            selected.append(f"%s::{(column.db_type(connection) or '').partition(' ')[0]}")
            values.append(column.get_db_prep_save(column.get_default(), connection))
    table = model._meta.db_table
    cursor.execute(
        f'INSERT INTO "{table}" ({", ".join(names)}) SELECT {", ".join(selected)} '  # noqa: S608
        f'FROM "{box._meta.db_table}" b, jsonb_populate_recordset(NULL::"{table}", b.rows -> %s) r WHERE b.id = %s',
        [*values, table, box.pk],
    )


def _retire_numbers(belongings: Belongings) -> None:
    for model in _numbered(belongings.rows):
        numbers = model._base_manager.filter(pk__in=belongings.rows[model]).values_list("number", flat=True)
        retire(model, list(numbers))


def _restore_numbers(box: Trashed) -> None:
    for model in _numbered(apps.get_model(label) for label in box.counts):
        numbers = [row["number"] for row in box.rows.get(model._meta.db_table, [])]
        RetiredNumber.objects.filter(series=series_of(model), number__in=numbers).delete()


def _numbered(kinds: Iterable[type[models.Model]]) -> list[type[models.Model]]:
    """Models whose rows carry a number people type."""
    return [
        model
        for model in kinds
        if any(
            column.name == "number" and isinstance(column, models.CharField)
            for column in model._meta.local_fields
        )
    ]


def _loosen(loosened: Iterable[Loosened]) -> None:
    for each in loosened:
        each.model._base_manager.filter(pk=each.row_id).update(**{each.column: None})


def _fasten(loosened: Iterable[dict[str, Any]]) -> None:
    """What pointed here points here again, unless it was given another target meanwhile."""
    for each in loosened:
        rows = apps.get_model(each["model"])._base_manager.filter(pk=each["row"], **{each["column"]: None})
        rows.update(**{each["column"]: each["target"]})


def _spelt(loosened: Loosened) -> dict[str, Any]:
    return {
        "model": loosened.model._meta.label_lower,
        "column": loosened.column,
        "row": loosened.row_id,
        "target": loosened.target_id,
    }


def _why_not(clash: IntegrityError) -> str:
    """The database's refusal in words: whose place is taken, or what is missing."""
    diag = getattr(clash.__cause__, "diag", None)
    tables: dict[str, Any] = {
        model._meta.db_table: model._meta.verbose_name_plural for model in apps.get_models()
    }
    what = tables.get(str(getattr(diag, "table_name", "")), "")
    if getattr(clash.__cause__, "sqlstate", "") == "23503":
        return _("Something it refers to is gone meanwhile (%(what)s).") % {"what": what}
    return _("Its place was taken meanwhile: %(what)s with the same number or name exist.") % {"what": what}


def _delete_files(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> None:
    """Files of rows that are gone go too, once that is certain."""
    for column in model._meta.concrete_fields:
        if isinstance(column, models.FileField):
            for row in rows:
                if name := row.get(str(column.column)):
                    transaction.on_commit(partial(default_storage.delete, name))
