"""The kinds of cell lists are made of. All take ``priority`` (1–4) and ``right`` (column hidden without it)."""

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ui import formats
from ui.badges import Badge, badge_of, drawn

# Stands for a row's key in an address that is made once.
ANY_KEY = 9_007_199_254_740_991


class Column(tables.Column):
    """Text."""

    numeric = False

    def __init__(self, *args: Any, priority: int = 1, right: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.priority = priority
        self.right = right


class LinkColumn(Column):
    """Text that leads to the row's page; ``view_name`` takes ``pk`` of the row, or of what ``target`` gives."""

    def __init__(
        self, view_name: str, *args: Any, target: Callable[[Any], Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.view_name = view_name
        self.target = target
        self.link = self._linked

    def _linked(self, content: Any, record: Any, **_more: Any) -> Any:
        pk = self.target(record) if self.target else record.pk
        if not pk:
            return content
        before, after = _around_key(self.view_name, get_script_prefix(), get_urlconf())
        return format_html('<a href="{}{}{}">{}</a>', before, pk, after, content)


@lru_cache(maxsize=1000)
def _around_key(view_name: str, _prefix: str, _urlconf: str | None) -> tuple[str, str]:
    """The address of a row's page before and after the row's key: one company's are the same but for that."""
    before, _key, after = reverse(view_name, args=[ANY_KEY]).rpartition(str(ANY_KEY))
    return before, after


class NumberColumn(Column):
    """A figure, at the right."""

    numeric = True


class MoneyColumn(Column):
    """An amount with its currency; a Decimal in exports."""

    numeric = True

    def __init__(self, *args: Any, currency: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency

    def render(self, value: Decimal, table: tables.Table) -> str:
        """The amount in the company's currency."""
        company = getattr(getattr(table, "request", None), "company", None)
        return formats.money(value, self.currency or getattr(company, "currency", "EUR"))

    def value(self, value: Decimal) -> Any:
        """The bare amount."""
        return value


class DateColumn(Column):
    """A date as people write it; a date in exports."""

    def render(self, value: Any) -> str:
        """The date in figures."""
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), formats.day(value))

    def value(self, value: Any) -> Any:
        """The bare date."""
        return value


class MomentColumn(DateColumn):
    """A date and time in the company's zone."""

    def render(self, value: Any) -> str:
        """Date and time in figures."""
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), formats.moment(value))


class BadgeColumn(Column):
    """A state as its registered badge (see ui.badges); its words in exports."""

    def __init__(self, *args: Any, badge: Callable[[Any], Badge] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.badge = badge

    def render(self, record: Any, bound_column: Any) -> str:
        """The badge of the row's state."""
        return drawn(self._badge(record, bound_column))

    def value(self, record: Any, bound_column: Any) -> str:
        """The badge's words."""
        return str(self._badge(record, bound_column).label)

    def _badge(self, record: Any, bound_column: Any) -> Badge:
        if self.badge is not None:
            return self.badge(record)
        *path, field = str(bound_column.accessor).split("__")
        for step in path:
            record = getattr(record, step)
        return badge_of(record, field)


class BooleanColumn(Column):
    """Yes or no, in words and with a sign."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("empty_values", ())
        super().__init__(*args, **kwargs)

    def render(self, value: Any) -> str:
        """A check mark with its word, or a grey no."""
        return _yes_or_no(bool(value), get_language())

    def value(self, value: Any) -> str:
        """Yes or no."""
        return str(_("yes") if value else _("no"))


@lru_cache(maxsize=20)
def _yes_or_no(value: bool, _language: str | None) -> SafeString:
    return render_to_string("ui/components/yes_no.html", {"value": value})


class CheckboxColumn(Column):
    """The box that chooses a row for bulk actions."""

    def __init__(self, *args: Any, label: str | Promise = "", **kwargs: Any) -> None:
        kwargs.update(accessor="pk", orderable=False, exclude_from_export=True)
        kwargs.setdefault("verbose_name", label or _("Select"))
        super().__init__(*args, **kwargs)

    @property
    def header(self) -> str:
        """A box for the whole page."""
        return render_to_string("ui/components/select_all.html")

    def render(self, value: Any, record: Any) -> str:
        """A box named by the row."""
        return format_html(
            '<input type="checkbox" class="form-check-input m-0 align-middle" name="pk" value="{}" '
            'aria-label="{}" data-select-row>',
            value,
            _("Select %(row)s") % {"row": record},
        )


class ActionsColumn(Column):
    """Small links at the end of a row; ``template`` gets ``record``."""

    def __init__(self, template: str, *args: Any, **kwargs: Any) -> None:
        kwargs.update(orderable=False, exclude_from_export=True, empty_values=())
        kwargs.setdefault("verbose_name", "")
        super().__init__(*args, **kwargs)
        self.template = template

    def render(self, record: Any, table: tables.Table) -> str:
        """The links, as the template makes them."""
        return render_to_string(self.template, {"record": record}, request=getattr(table, "request", None))
