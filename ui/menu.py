"""The side navigation and the quick-create list: apps register their entries, the frame shows those allowed."""

from collections.abc import Collection
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class MenuEntry:
    """A page reachable from the frame. ``icon`` is a Tabler icon name; without ``right`` every member sees it.

    The entry is marked on all pages of its own namespace, and on those of the namespaces in ``also``. One that
    ``holds_settings`` is marked on the pages of the settings instead, whatever app they belong to.
    """

    label: str | Promise
    url_name: str
    icon: str
    right: str = ""
    order: int = 100
    also: tuple[str, ...] = ()
    holds_settings: bool = False

    def allowed(self, rights: Collection[str]) -> bool:
        """Whether somebody with these rights may see the entry."""
        return not self.right or self.right in rights


@dataclass(frozen=True)
class ShownEntry:
    """A menu entry as it stands on one page: with its address, and whether the page belongs to it."""

    label: str | Promise
    icon: str
    url: str
    active: bool


@dataclass(frozen=True)
class Setting:
    """A page of the settings, with a sentence about what is set there."""

    entry: MenuEntry
    text: str | Promise = ""
    noun: str = ""

    def has(self, namespace: str, name: str) -> bool:
        """Whether a page belongs to it: its own, and those named after its noun."""
        app, _, own = self.entry.url_name.rpartition(":")
        noun = self.noun or own.removesuffix("s")
        return bool(app) and app == namespace and (name in {own, noun} or name.startswith(f"{noun}_"))


@dataclass(frozen=True)
class ShownSetting:
    """A page of the settings as the index shows it."""

    label: str | Promise
    text: str | Promise
    icon: str
    url: str


_pages: dict[str, MenuEntry] = {}
_creates: dict[str, MenuEntry] = {}
_settings: dict[str, Setting] = {}
_account: dict[str, MenuEntry] = {}


def register(entry: MenuEntry) -> None:
    """Add a page to the side navigation; called in ``AppConfig.ready``. Twice the same address is one entry."""
    _pages[entry.url_name] = entry


def register_create(entry: MenuEntry) -> None:
    """Add a form to the quick-create list (``c``)."""
    _creates[entry.url_name] = entry


def register_setting(entry: MenuEntry, text: str | Promise = "", noun: str = "") -> None:
    """Add a page to the index of settings; the sentence says what is set there.

    Its pages are named after ``noun``, by default its own name without the plural.
    """
    _settings[entry.url_name] = Setting(entry, text, noun)


def register_account(entry: MenuEntry) -> None:
    """Add a page about the person herself, shown as navigation outside any company."""
    _account[entry.url_name] = entry


def settings(rights: Collection[str]) -> list[ShownSetting]:
    """The pages of the settings somebody with these rights may open."""
    found = sorted(_settings.values(), key=lambda each: (each.entry.order, str(each.entry.label)))
    return [
        ShownSetting(each.entry.label, each.text, each.entry.icon, reverse(each.entry.url_name))
        for each in found
        if each.entry.allowed(rights)
    ]


def account(request: HttpRequest) -> list[ShownEntry]:
    """The pages about the person herself; those of one kind share the first word of their name."""
    current = getattr(getattr(request, "resolver_match", None), "view_name", None) or ""
    return [
        ShownEntry(
            entry.label,
            entry.icon,
            reverse(entry.url_name),
            entry.url_name == current or current.startswith(entry.url_name.removesuffix("index")),
        )
        for entry in sorted(_account.values(), key=lambda entry: entry.order)
    ]


def pages(request: HttpRequest) -> list[ShownEntry]:
    """The side navigation of this person on this page."""
    return _shown(_pages, request)


def creates(request: HttpRequest) -> list[ShownEntry]:
    """What this person may create from anywhere."""
    return _shown(_creates, request)


def _shown(entries: dict[str, MenuEntry], request: HttpRequest) -> list[ShownEntry]:
    rights: Collection[str] = getattr(request, "rights", ())
    found = []
    for entry in sorted(entries.values(), key=lambda entry: (entry.order, str(entry.label))):
        if not entry.allowed(rights):
            continue
        try:
            url = reverse(entry.url_name)
        except NoReverseMatch:
            continue
        found.append(ShownEntry(entry.label, entry.icon, url, _is_current(entry, request)))
    return found


def _is_current(entry: MenuEntry, request: HttpRequest) -> bool:
    match = getattr(request, "resolver_match", None)
    if match is None:
        return False
    if match.namespace in entry.also:
        return True
    if any(each.has(match.namespace, match.url_name or "") for each in _settings.values()):
        return entry.holds_settings
    app, _, _name = entry.url_name.rpartition(":")
    if not app:
        return bool(match.view_name == entry.url_name)
    siblings = sum(other.url_name.rpartition(":")[0] == app for other in _pages.values())
    if siblings == 1:
        return bool(match.namespace == app)
    # Two entries of one app: the noun, the first word of the page's name, tells them apart.
    noun = _name.split("_")[0]
    return bool(match.namespace == app and (match.url_name or "").split("_")[0] == noun)
