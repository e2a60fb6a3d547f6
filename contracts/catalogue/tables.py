"""How the catalogue, price lists and prices are listed."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from contracts.models import PriceList, Service
from tenancy.permissions import Right
from ui import tables
from ui.badges import Badge

OFFERED = Badge("green", "circle-check", _("Offered"))
ARCHIVED = Badge("secondary", "archive", _("Archived"))
IN_FORCE = Badge("green", "circle-check", _("In force"))
TO_COME = Badge("blue", "clock", _("To come"))
OVER = Badge("secondary", "history", _("Over"))


def service_badge(service: Service) -> Badge:
    """Whether it is still sold."""
    return ARCHIVED if service.archived_on else OFFERED


def list_badge(price_list: PriceList, on: Any) -> Badge:
    """Whether it counts on a day."""
    if price_list.starts_on > on:
        return TO_COME
    return OVER if price_list.ends_on is not None and price_list.ends_on < on else IN_FORCE


class ServiceTable(tables.SelectableTable):
    """Items of the catalogue with today's price for everybody."""

    code = tables.LinkColumn("contracts:service", verbose_name=_("Code"))
    name = tables.LinkColumn("contracts:service", verbose_name=_("Name"))
    kind = tables.Column(verbose_name=_("Kind"))
    price = tables.MoneyColumn(right=Right.FEES_VIEW, verbose_name=_("Price today"))
    unit = tables.Column(verbose_name=_("Price for"))
    vat_rate = tables.NumberColumn(priority=3, verbose_name=_("VAT rate"))
    state = tables.BadgeColumn(
        empty_values=(), badge=service_badge, order_by=("archived_on",), verbose_name=_("State")
    )


class PriceListTable(tables.BaseTable):
    """Price lists, the newest first."""

    name = tables.LinkColumn("contracts:price_list", verbose_name=_("Name"))
    group = tables.Column(order_by=("group__name",), default=_("Everybody"), verbose_name=_("For"))
    starts_on = tables.DateColumn(verbose_name=_("In force from"))
    ends_on = tables.DateColumn(verbose_name=_("In force until"), priority=2)
    count = tables.NumberColumn(verbose_name=_("Prices"), priority=3)
    state = tables.BadgeColumn(
        empty_values=(),
        orderable=False,
        badge=lambda row: list_badge(row, row.today),
        verbose_name=_("State"),
    )


class PriceTable(tables.SelectableTable):
    """The prices of lists."""

    code = tables.LinkColumn(
        "contracts:service",
        accessor="service__code",
        target=lambda row: row.service_id,
        verbose_name=_("Code"),
    )
    service = tables.Column(accessor="service__name", order_by=("service__name",), verbose_name=_("Name"))
    kind = tables.Column(accessor="service__get_kind_display", order_by=("service__kind",), priority=2,
                         verbose_name=_("Kind"))  # fmt: skip
    amount = tables.MoneyColumn(verbose_name=_("Price, net"))
    unit = tables.Column(accessor="service__get_unit_display", order_by=("service__unit",),
                         verbose_name=_("Price for"))  # fmt: skip
    group = tables.Column(
        accessor="price_list__group", visible=False, orderable=False, verbose_name=_("Customer group")
    )
    starts_on = tables.DateColumn(
        accessor="price_list__starts_on", visible=False, orderable=False, verbose_name=_("In force from")
    )
    price_list = tables.LinkColumn(
        "contracts:price_list",
        target=lambda row: row.price_list_id,
        order_by=("price_list__name",),
        verbose_name=_("Price list"),
    )
