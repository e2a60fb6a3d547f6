"""Signed links: a door for people without an account, to one object for one purpose until one day."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core import signing

from tenancy.models import Company

SALT = "tenancy.links"


class LinkRefused(Exception):
    """The link is forged, damaged or past its end."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a link opens."""

    company_id: int
    purpose: str
    object_id: int
    until: date


def make(company: Company, purpose: str, object_id: int, until: date) -> str:
    """The full address of a link; ``until`` is its last day."""
    token = signing.dumps([company.pk, purpose, object_id, until.isoformat()], salt=SALT, compress=True)
    return f"{settings.SITE_URL}/l/{token}"


def read(token: str, on: date) -> Link:
    """What the token opens on the day given. Raises ``LinkRefused`` when it is not ours or too old."""
    try:
        company_id, purpose, object_id, until = signing.loads(token, salt=SALT)
    except signing.BadSignature as problem:
        raise LinkRefused("This link is not valid.") from problem
    link = Link(company_id, purpose, object_id, date.fromisoformat(until))
    if on > link.until:
        raise LinkRefused("This link has ended.")
    return link
