from typing import Any

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from django_tables2.rows import BoundRows


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
        if not isinstance(rows, QuerySet) or before <= self.count // 2:
            return super().page(number)
        behind = max(0, self.count - before - self.per_page)
        found = list(rows.reverse()[behind : self.count - before])[::-1]
        return Page(BoundRows(found, listed.table), number, self)
