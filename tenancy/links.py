"""Signed links: a door for people without an account, to one object for one purpose until one day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.core import signing
from django.http import HttpRequest, HttpResponse

from tenancy.addresses import global_url
from tenancy.models import Company

SALT = "tenancy.links"
ONE_CLICK = "List-Unsubscribe=One-Click"  # what mail programs post without a person before them (RFC 8058)


class LinkRefused(Exception):
    """The link is forged, damaged or of no known purpose."""


class LinkEnded(LinkRefused):
    """The link was ours and is past its last day."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a link opens."""

    company_id: int
    purpose: str
    object_id: int
    until: date


LinkView = Callable[[HttpRequest, Link], HttpResponse]
_views: dict[str, LinkView] = {}
_one_click: set[str] = set()
_opened: list[Callable[["Link"], None]] = []


def on_opened(hook: Callable[["Link"], None]) -> None:
    """Be told, inside the link's company, of each link that opened and was answered."""
    _opened.append(hook)


def opened(link: "Link") -> None:
    """Tell those who want to know that a link was opened."""
    for hook in _opened:
        hook(link)


def register(purpose: str, view: LinkView, *, one_click: bool = False) -> None:
    """Say which page a purpose opens; called by apps when they are ready.

    The view is called inside ``acting_for(company, source="link")`` and finds its row by ``link.object_id``.
    ``one_click`` lets mail programs post to it, who have no form and no token of ours.
    """
    _views[purpose] = view
    if one_click:
        _one_click.add(purpose)


def takes_one_click(link: Link) -> bool:
    """Whether a mail program may post to what the link opens."""
    return link.purpose in _one_click


def view_of(link: Link) -> LinkView:
    """The page of a link's purpose. Raises ``LinkRefused`` for a purpose nobody registered."""
    if link.purpose not in _views:
        raise LinkRefused("This link is not valid.")
    return _views[link.purpose]


def make(company: Company, purpose: str, object_id: int, until: date) -> str:
    """The full address of a link; ``until`` is its last day."""
    token = signing.dumps([company.pk, purpose, object_id, until.isoformat()], salt=SALT, compress=True)
    return global_url("link", token)


def unseal(token: str) -> Link:
    """What the token opens, whatever the day. Raises ``LinkRefused`` when it is not ours."""
    try:
        company_id, purpose, object_id, until = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError) as problem:
        raise LinkRefused("This link is not valid.") from problem
    return Link(company_id, purpose, object_id, date.fromisoformat(until))


def read(token: str, on: date) -> Link:
    """What the token opens on the day given. Raises ``LinkRefused`` when it is not ours, ``LinkEnded`` when too old."""
    link = unseal(token)
    if on > link.until:
        raise LinkEnded("This link has ended.")
    return link
