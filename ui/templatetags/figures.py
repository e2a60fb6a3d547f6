"""Days, moments and amounts as people read them, in every template."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils.safestring import SafeString

from ui import formats

register = template.Library()


@register.filter
def money(amount: Decimal | int | None, currency: str = "EUR") -> str:
    """``{{ term.fee|money }}``: an amount with its currency."""
    return formats.money(amount, currency)


@register.filter
def moment(value: datetime | None) -> str:
    """``{{ run.started_at|moment }}``: date and time in figures."""
    return formats.moment(value)


@register.filter(name="day")
def day_filter(value: date | datetime | None) -> str:
    """``{{ contract.ends_on|day }}``: a date in figures."""
    return formats.day(value)


@register.filter
def year_month(value: date) -> str:
    """``{{ value.month|year_month }}``: a month with its year."""
    return formats.year_month(value)


@register.simple_tag
def day(value: date | datetime | None, rule: str = "") -> SafeString:
    """``{% day contract.ends_on rule="…" %}``: a date; ``rule`` tells on hover and focus how it came about."""
    return formats.ruled_day(value, rule)
