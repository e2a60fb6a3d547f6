from collections.abc import Iterator
from typing import Any, cast

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import F, QuerySet
from django.db.models.sql.where import WhereNode
from django.utils.functional import cached_property
from django_tables2.rows import BoundRows

# Lists up to here are sorted whole: a question more would cost more than it saves.
FEW = 1000


class NearestPage(Paginator):
    """Gives the page nearest to the one asked for, and reads it from the nearer end of the list.

    The table owns it, so that rows are counted and never all read. Its rows must be in an order without equals.
    """

    @cached_property
    def count(self) -> int:
        """How many rows there are."""
        rows = self._rows
        return super().count if rows is None else _unjoined(rows).count()

    @property
    def _rows(self) -> QuerySet[Any] | None:
        found = getattr(getattr(self.object_list, "data", None), "data", None)
        return found if isinstance(found, QuerySet) else None

    def validate_number(self, number: Any) -> int:
        """A page that exists: the first for what is no number, the last beyond the end."""
        try:
            return super().validate_number(number)
        except PageNotAnInteger:
            return 1
        except EmptyPage:
            return self.num_pages

    def page(self, number: Any) -> Page[Any]:
        """The page; PostgreSQL walks over all rows before it, so those of the latter half are read backwards."""
        number = self.validate_number(number)
        before = (number - 1) * self.per_page
        rows, listed = self._rows, cast("Any", self.object_list)
        if rows is None:
            return super().page(number)
        read = _read_at_once if self.count <= FEW else _read_by_keys
        if before <= self.count // 2:
            found = read(rows, before, before + self.per_page)
        else:
            behind = max(0, self.count - before - self.per_page)
            found = read(rows.reverse(), behind, self.count - before)[::-1]
        return Page(BoundRows(found, listed.table), number, self)


def _read_at_once(rows: QuerySet[Any], start: int, stop: int) -> list[Any]:
    return list(rows[start:stop])


def _read_by_keys(rows: QuerySet[Any], start: int, stop: int) -> list[Any]:
    """The rows at these places: first their keys in order, then the rows themselves.

    Sorting two hundred thousand rows of sixty columns for fifty of them costs ten times what sorting their keys does.
    """
    if rows.query.combinator or rows.query.values_select:
        return _read_at_once(rows, start, stop)
    keys = list(_unjoined(rows).prefetch_related(None).values_list("pk", flat=True)[start:stop])
    known = rows.order_by()
    # What narrows the list found the keys, and the company's wall stands in the database.
    known.query.where = WhereNode()
    by_key = {row.pk: row for row in known.filter(pk__in=keys)}
    return [by_key[key] for key in keys if key in by_key]


def _unjoined(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The same rows in the same order, without the tables that are joined only for what a row shows.

    Only of rows that nothing narrows: what is joined then is joined by keys that must exist, and leaves none out.
    """
    asked = rows.query
    if (
        asked.where
        or asked.combinator
        or asked.distinct
        or asked.group_by
        or not all(_is_one(join) for join in asked.alias_map.values())
        or not asked.annotations.keys().isdisjoint(
            name for term in asked.order_by for name in _names_in(term)
        )
    ):
        return rows
    bare: QuerySet[Any] = rows.model._base_manager.order_by(*asked.order_by)
    return bare if asked.standard_ordering else bare.reverse()


def _is_one(join: Any) -> bool:
    """Whether a table of a query gives one row at most for each row of the first."""
    return not hasattr(join, "join_field") or bool(join.join_field.many_to_one)


def _names_in(term: Any) -> Iterator[str]:
    """What a term of an order reads."""
    if isinstance(term, str):
        yield term.lstrip("-")
    for part in term.flatten() if hasattr(term, "flatten") else [term]:
        if isinstance(part, F):
            yield str(part.name)  # type: ignore[attr-defined]
