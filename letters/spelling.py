"""Days, amounts and lengths as a letter spells them, in the language that is active."""

from datetime import date
from decimal import Decimal

from babel.dates import format_date, get_month_names
from django.utils.translation import get_language, ngettext

from tenancy.money import share
from ui.formats import babel_locale


def long_day(day: date) -> str:
    """A day in words, such as ``14 février 2027``; the first of a month is ``1er`` in French and ``1º`` in Italian."""
    words = format_date(day, "long", locale=babel_locale())
    if day.day == 1 and words.startswith("1 "):
        first = {"fr": "1er", "it": "1º"}.get((get_language() or "")[:2], "1")
        return first + words[1:]
    return words


def month_name(month: int) -> str:
    """A month in the midst of a sentence: small where the language writes it so, which Django's own names do not."""
    return str(get_month_names("wide", "format", locale=babel_locale())[month])


def months(count: int) -> str:
    """A length, such as ``12 months``."""
    return ngettext("%(count)s month", "%(count)s months", count) % {"count": count}


def with_vat(net: Decimal, rate: Decimal) -> Decimal:
    """A net amount with VAT at a rate in percent, in whole cents, half up."""
    return net + share(net * rate, 1, 100)
