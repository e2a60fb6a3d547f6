"""Absolute addresses for mails, letters and jobs, which have no request to take them from."""

from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, reverse, set_script_prefix

from tenancy.models import Company


def company_path(company: Company, name: str, *args: Any) -> str:
    """The path of a company's page, such as ``/t/alpha/contracts/5/``."""
    before = get_script_prefix()
    set_script_prefix(f"/t/{company.slug}/")
    try:
        return reverse(name, urlconf="config.company_urls", args=args)
    finally:
        set_script_prefix(before)


def company_url(company: Company, name: str, *args: Any) -> str:
    """The full address of a company's page, with scheme and host of SITE_URL."""
    return f"{settings.SITE_URL}{company_path(company, name, *args)}"


def global_path(name: str, *args: Any) -> str:
    """The path of a page outside any company, also when asked from inside one."""
    before = get_script_prefix()
    set_script_prefix("/")
    try:
        return reverse(name, urlconf=settings.ROOT_URLCONF, args=args)
    finally:
        set_script_prefix(before)


def page_or_nothing(name: str, *args: Any) -> str:
    """The path of a page of another app on this company, or nothing where that app has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def global_url(name: str, *args: Any) -> str:
    """The full address of a page outside any company."""
    return f"{settings.SITE_URL}{global_path(name, *args)}"
