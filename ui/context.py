"""What the frame of every page shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language_info

from ui import menu


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of base.html: company, rights, menu, quick-create, companies to switch to, languages, search."""
    company = getattr(request, "company", None)
    context: dict[str, Any] = {
        "company": company,
        "membership": getattr(request, "membership", None),
        "rights": getattr(request, "rights", frozenset()),
        "languages": SimpleLazyObject(_languages),
        "memberships": getattr(request, "memberships", ()),
        "menu_pages": (),
        "menu_creates": (),
        "search_url": "",
    }
    if company is not None:
        context["menu_pages"] = SimpleLazyObject(lambda: menu.pages(request))
        context["menu_creates"] = SimpleLazyObject(lambda: menu.creates(request))
        context["search_url"] = _address_or_nothing("search")
    elif getattr(request, "user", None) is not None and request.user.is_authenticated:
        context["menu_pages"] = SimpleLazyObject(lambda: menu.account(request))
    return context


def _languages() -> list[tuple[str, str]]:
    return [(code, get_language_info(code)["name_local"].capitalize()) for code, _name in settings.LANGUAGES]


def _address_or_nothing(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
