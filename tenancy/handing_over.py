"""What is a member's own — alerts taken, contracts she is the technician of — and how it goes to somebody else.

Apps register what they keep in people's names; when a member leaves, each is shown, and handed over or freed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenancy.models import Alert, Membership, Technician

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of thing people have in their name.

    ``held`` gives a member's rows; ``give`` puts them into another's name, or nobody's (None). ``heirs`` says who may
    have them: other members, or other technicians.
    """

    name: str
    label: str | Promise
    heirs: Literal["members", "technicians"]
    held: Callable[[Membership], QuerySet[Any]]
    give: Callable[[QuerySet[Any], Any], int]
    shown: Callable[[Any], str] = str


@dataclass(frozen=True, slots=True)
class Held:
    """What a member holds of one kind: how much, and the first few by name."""

    holding: Holding
    count: int
    examples: tuple[str, ...]


_holdings: dict[str, Holding] = {}


def register(holding: Holding) -> None:
    """Make a kind of holding known; called by apps when they are ready."""
    _holdings[holding.name] = holding


def held_by(member: Membership) -> list[Held]:
    """What a member holds; kinds of which she has nothing are left out."""
    found = []
    for holding in _holdings.values():
        rows = holding.held(member)
        if count := rows.count():
            found.append(Held(holding, count, tuple(holding.shown(row) for row in rows[:SHOWN])))
    return found


def hand_over(member: Membership, heirs: dict[str, Any], *, technicians: bool = True) -> None:
    """Give what a member holds to the heir named for its kind, or to nobody.

    Without ``technicians`` what she holds as a technician stays hers.
    """
    for name, holding in _holdings.items():
        if technicians or holding.heirs != "technicians":
            holding.give(holding.held(member), heirs.get(name))


def technicians_of(member: Membership) -> QuerySet[Technician]:
    """The technicians this member is, who have not left."""
    return Technician.objects.filter(membership=member, left_on=None)


def register_own() -> None:
    """What the ground floor keeps in people's names."""
    register(
        Holding(
            "alerts",
            _("Alerts taken"),
            "members",
            lambda member: Alert.objects.open().filter(owner=member).order_by("due_on", "pk"),
            lambda rows, heir: rows.order_by().update(owner=heir),
            lambda alert: alert.subject_label,
        )
    )
