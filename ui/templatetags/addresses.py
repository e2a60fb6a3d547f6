"""Addresses that ``url`` does not give, in every template."""

from typing import Any

from django import template
from django.conf import settings
from django.http import QueryDict
from django.urls import get_script_prefix, reverse, set_script_prefix

register = template.Library()


@register.simple_tag
def global_url(name: str, *args: Any, **kwargs: Any) -> str:
    """``{% global_url "account_logout" %}``: an address outside the company, also from inside one."""
    before = get_script_prefix()
    set_script_prefix("/")
    try:
        return reverse(name, urlconf=settings.ROOT_URLCONF, args=args, kwargs=kwargs)
    finally:
        set_script_prefix(before)


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """``{% query page=2 %}``: the page's query with these parameters changed; None takes one away."""
    request = context["request"]
    changed: QueryDict = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            changed.pop(name, None)
        else:
            changed[name] = str(value)
    return "?" + changed.urlencode()
