from typing import Any

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from django.db.models.sql.where import WhereNode
from django_tables2.rows import BoundRows

# Lists up to here are sorted whole: a question more would cost more than it saves.
FEW = 1000


class NearestPage(Paginator):
    """Gives the page nearest to the one asked for, and reads it from the nearer end of the list.

    The table owns it, so that rows are counted and never all read. Its rows must be in an order without equals.
    """

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
        listed: Any = self.object_list
        rows = getattr(getattr(listed, "data", None), "data", None)
        if not isinstance(rows, QuerySet):
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
    keys = list(rows.prefetch_related(None).values_list("pk", flat=True)[start:stop])
    known = rows.order_by()
    # What narrows the list found the keys, and the company's wall stands in the database.
    known.query.where = WhereNode()
    by_key = {row.pk: row for row in known.filter(pk__in=keys)}
    return [by_key[key] for key in keys if key in by_key]
