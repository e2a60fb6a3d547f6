"""Telephone numbers on pages."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from customers.phones import written
from tenancy.acting import acting_company

register = template.Library()


@register.filter
def phone_text(number: str) -> str:
    """``{{ customer.phone|phone_text }}``: the same for paper, where nothing can be clicked."""
    return written(number, acting_company().country) if number else ""


@register.filter
def phone(number: str) -> str | SafeString:
    """``{{ customer.phone|phone }}``: the number as people of the company's country write it, to be dialled."""
    if not number:
        return "–"
    return format_html(
        '<a href="tel:{}" class="text-nowrap">{}</a>', number, written(number, acting_company().country)
    )
