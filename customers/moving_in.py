"""What stands on a site and passes to a new occupant, or stays with the one who leaves; upper floors register it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from customers.models import Customer, Site


@dataclass(frozen=True, slots=True)
class Passing:
    """Things that may pass: their names, and the verb that passes all of them on as of a day."""

    right: str
    names: Callable[[Site, Customer], list[str]]
    pass_on: Callable[[Site, Customer, Customer, date], None]


@dataclass(frozen=True, slots=True)
class Staying:
    """Things that stay with who leaves, a sentence each; told to those who hold the right."""

    right: str
    sentences: Callable[[Site, Customer], list[str]]


_passing: dict[str, Passing] = {}
_staying: dict[str, Staying] = {}


def register_passing(name: str, passing: Passing) -> None:
    """Offer what an app keeps on a site to pass on; called by apps when they are ready."""
    _passing[name] = passing


def register_staying(name: str, staying: Staying) -> None:
    """Say what an app leaves with the one who goes; called by apps when they are ready."""
    _staying[name] = staying


def that_may_pass(site: Site, leaving: Customer, rights: Iterable[str]) -> list[str]:
    """The names of what would pass on, as far as the person who asks may pass it on."""
    held = set(rights)
    return [
        name
        for passing in _passing.values()
        if passing.right in held
        for name in passing.names(site, leaving)
    ]


def that_stay(site: Site, leaving: Customer, rights: Iterable[str]) -> list[str]:
    """What stays with the one who leaves, a sentence each."""
    held = set(rights)
    return [
        sentence
        for staying in _staying.values()
        if staying.right in held
        for sentence in staying.sentences(site, leaving)
    ]


def pass_on(site: Site, leaving: Customer, arriving: Customer, on: date) -> None:
    """Pass on everything that may pass."""
    for passing in _passing.values():
        passing.pass_on(site, leaving, arriving, on)
