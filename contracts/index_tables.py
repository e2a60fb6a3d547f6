"""How indices and their values are listed."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from contracts.models import IndexSeries, IndexValue
from ui import formats, tables
from ui.badges import Badge
from ui.days import DaysFilter

FINAL = Badge("green", "circle-check", _("Final"))
PROVISIONAL = Badge("orange", "clock", _("Provisional"))
CORRECTED = Badge("secondary", "eraser", _("Corrected"))


def badge_of(value: Any) -> Badge:
    """Corrected, provisional or final."""
    if getattr(value, "replaced", None):
        return CORRECTED
    return PROVISIONAL if value.status == IndexValue.Status.PROVISIONAL else FINAL


class FigureColumn(tables.NumberColumn):
    """A value of an index: the decimals it has."""

    def render(self, value: Any) -> str:
        """With the language's decimal mark."""
        return figure(value)

    def value(self, value: Any) -> Any:
        """The bare figure."""
        return value.normalize()


class MonthColumn(tables.DateColumn):
    """A month with its year; its first day in exports."""

    def render(self, value: Any) -> str:
        """In words."""
        return formats.year_month(value)


class IndexTable(tables.BaseTable):
    """Indices with their latest value."""

    code = tables.LinkColumn("contracts:index_detail", verbose_name=_("Code"))
    name = tables.Column(verbose_name=_("Name"))
    publisher = tables.Column(priority=2, verbose_name=_("Published by"))
    base = tables.Column(priority=3, verbose_name=_("Base"))
    latest_month = MonthColumn(verbose_name=_("Latest month"))
    latest_value = FigureColumn(verbose_name=_("Latest value"))
    count = tables.NumberColumn(priority=3, verbose_name=_("Values"))


class ValueTable(tables.BaseTable):
    """Values, corrected ones included."""

    month = MonthColumn(verbose_name=_("Month"))
    series = tables.LinkColumn(
        "contracts:index_detail",
        target=lambda row: row.series_id,
        order_by=("series__code",),
        verbose_name=_("Index"),
    )
    value = FigureColumn(verbose_name=_("Value"))
    published_on = tables.DateColumn(verbose_name=_("Published on"))
    status = tables.BadgeColumn(badge=badge_of, orderable=False, verbose_name=_("Status"))
    source = tables.Column(priority=4, verbose_name=_("Source"))
    reason = tables.Column(priority=3, verbose_name=_("Reason"))
    entered_at = tables.MomentColumn(priority=3, verbose_name=_("Entered"))
    entered_by = tables.Column(priority=4, order_by=("entered_by__name",), verbose_name=_("By"))
    actions = tables.ActionsColumn("contracts/index_value_actions.html")


def _series(request: Any) -> QuerySet[IndexSeries]:
    return IndexSeries.objects.all()


class ValueFilter(django_filters.FilterSet):
    """By index, month and whether the value stands."""

    series = django_filters.ModelChoiceFilter(queryset=_series, label=_("Index"))
    month = DaysFilter(label=_("Month"))
    standing = django_filters.ChoiceFilter(
        choices=[("yes", _("In force")), ("no", _("Corrected"))], method="by_standing", label=_("Status")
    )

    def by_standing(self, rows: Any, name: str, value: str) -> Any:
        """Those that count, or those another one replaced."""
        return rows.filter(replaced__isnull=value == "yes")


def figure(value: Any) -> str:
    """A figure with the decimals it has, one at least."""
    bare = value.normalize()
    return number_format(bare, decimal_pos=max(1, -bare.as_tuple().exponent), use_l10n=True)
