"""What stands above the content of a page, whatever app the page belongs to; upper floors register who says it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from ui.badges import Colour


@dataclass(frozen=True, slots=True)
class Banner:
    """A sentence that must be read before anything else."""

    colour: Colour
    title: str | Promise
    text: str | Promise = ""


_providers: list[Callable[[Any], list[Banner]]] = []


def register(provider: Callable[[Any], list[Banner]]) -> None:
    """Let an app say something on pages; it is given the page. Called by apps when they are ready."""
    _providers.append(provider)


def banners_of(page: Any) -> list[Banner]:
    """What is to be said on a page, in the order in which apps registered."""
    return [banner for provider in _providers for banner in provider(page)]
