"""What stands beside a heading: buttons that lead on, and the tabs of a detail page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode

from django.utils.functional import Promise

ActionStyle = Literal["primary", "secondary", "danger"]


@dataclass(frozen=True)
class Action:
    """A button in a page's head. ``right`` hides it from those without; ``post`` sends a form instead of a link."""

    label: str | Promise
    url: str
    icon: str = ""
    style: ActionStyle = "secondary"
    right: str = ""
    post: bool = False


@dataclass(frozen=True)
class Tab:
    """A tab of a detail page.

    Either ``template`` (rendered with the page's context, plus what the page's ``tab_<name>()`` returns) or ``url``
    (a list page, loaded as a panel).
    """

    name: str
    label: str | Promise
    icon: str = ""
    template: str = ""
    url: str = ""
    right: str = ""
    count: int | None = None

    @property
    def panel_url(self) -> str:
        """The list's address as a panel; what the tab narrows it to stays fixed there."""
        path, _, query = self.url.partition("?")
        fixed = ",".join(name for name, _value in parse_qsl(query, keep_blank_values=True)) or "1"
        return f"{path}?{query}{'&' if query else ''}{urlencode({'panel': fixed})}"


@dataclass(frozen=True)
class Crumb:
    """One step of the bread-crumbs; the last has no address."""

    label: str | Promise
    url: str = ""


@dataclass(frozen=True)
class EmptyState:
    """What an empty list says, and what to do next."""

    title: str | Promise
    text: str | Promise = ""
    icon: str = "mood-empty"
    actions: list[Action] = field(default_factory=list)


# A head has room for so many buttons; of more, the first ones stay and the others stand in a menu.
ROOM, STAY = 7, 4


def in_head(actions: Sequence[Action]) -> tuple[list[Action], list[Action]]:
    """What stands as buttons in a page's head, and what in the menu behind them; frequent ones are named first."""
    if len(actions) <= ROOM:
        return list(actions), []
    plain = [action for action in actions if action.style != "primary"]
    menu = plain[STAY:]
    return [action for action in actions if action not in menu], menu


def allowed(things: list[Any], rights: Any) -> list[Any]:
    """Those actions or tabs that need no right or one of these."""
    return [thing for thing in things if not thing.right or thing.right in rights]
