"""Dates and money as people of the page's language write them."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_currency, get_currency_symbol
from django.conf import settings
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, to_locale

NOTHING = "–"


def babel_locale() -> str:
    """The babel name of the active language."""
    return to_locale(get_language() or settings.LANGUAGE_CODE)


def money(amount: Decimal | int | None, currency: str = "EUR") -> str:
    """An amount with its currency and cents, such as ``1 234,50 €``; a dash for none."""
    if amount is None or amount == "":
        return NOTHING
    return _money(Decimal(amount), currency, babel_locale())


# A page writes the same fees and days again and again; babel reads its pattern anew each time.
@lru_cache(maxsize=5000)
def _money(amount: Decimal, currency: str, locale: str) -> str:
    return format_currency(amount, currency, locale=locale)


def currency_symbol(currency: str = "EUR") -> str:
    """The sign of a currency, such as ``€``."""
    return get_currency_symbol(currency, locale=babel_locale())


def day(value: date | datetime | None) -> str:
    """A date in figures, such as ``23/11/2026``; a moment is first brought to the active zone; a dash for none."""
    if not value:
        return NOTHING
    if isinstance(value, datetime):
        value = (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return _day(value, get_language())


@lru_cache(maxsize=5000)
def _day(value: date, _language: str | None) -> str:
    return formats.date_format(value, "SHORT_DATE_FORMAT")


def ruled_day(value: date | datetime | None, rule: str = "") -> SafeString:
    """A date as pages show it; with a ``rule``, how it came about is told on hover and focus."""
    shown = day(value)
    if not value:
        return format_html("{}", shown)
    iso = f"{timezone.localtime(value) if isinstance(value, datetime) else value:%Y-%m-%d}"
    if not rule:
        return format_html('<time datetime="{}">{}</time>', iso, shown)
    return format_html(
        '<time datetime="{}" class="echeo-ruled" tabindex="0" data-bs-toggle="tooltip" data-bs-title="{}" '
        'aria-label="{} – {}">{}</time>',
        *(iso, rule, shown, rule, shown),
    )


def moment(value: datetime | None) -> str:
    """A date and time in figures; a dash for none."""
    if not value:
        return NOTHING
    return formats.date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")


def month(value: date) -> str:
    """A month's short name, such as ``Mar``."""
    return format_date(value, "LLL", locale=babel_locale())


def year_month(value: date) -> str:
    """A month with its year, such as ``March 2026``."""
    return format_date(value, "LLLL y", locale=babel_locale())
