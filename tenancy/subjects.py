"""The pages of things that alerts and failures name by kind and id."""

from django.urls import NoReverseMatch, reverse

_pages: dict[str, str] = {}


def register(kind: str, url_name: str) -> None:
    """Say which page shows a kind of thing, such as ``contract`` → ``contracts:detail``; called by apps when ready."""
    _pages[kind] = url_name


def address(kind: str, subject_id: int | None) -> str:
    """The path of a thing's page within the company; empty when there is none."""
    if kind not in _pages or subject_id is None:
        return ""
    try:
        return reverse(_pages[kind], args=[subject_id])
    except NoReverseMatch:
        return ""
