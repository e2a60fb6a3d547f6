"""How states look: one colour, icon and word for each value, registered by the app that owns the state."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

# One meaning each: red = a legal date or money is being lost, orange = act soon, blue = information, green = done.
Colour = Literal["red", "orange", "blue", "green", "secondary"]


@dataclass(frozen=True)
class Badge:
    """A state as people see it. Without a label the field's own choice label is shown."""

    colour: Colour
    icon: str
    label: str | Promise = ""


_registry: dict[str, Mapping[Any, Badge]] = {}


def register(field: str, badges: Mapping[Any, Badge]) -> None:
    """Tell how the values of a field look. ``field`` is ``"app_label.Model.field"``; called in ``AppConfig.ready``."""
    _registry[field.lower()] = badges


def badge_of(row: Model, field: str) -> Badge:
    """The badge of a row's state; a value nobody registered is grey and shows its choice label."""
    value = getattr(row, field)
    known = _registry.get(f"{row._meta.label_lower}.{field}".lower(), {})
    badge = known.get(value) or Badge("secondary", "point")
    if badge.label:
        return badge
    display = getattr(row, f"get_{field}_display", None)
    return Badge(badge.colour, badge.icon, str(display() if display else value))


def drawn(badge: Badge) -> SafeString:
    """The badge as pages show it; lists have the same few hundreds of times, so each look is drawn once."""
    return _drawn(badge.colour, badge.icon, conditional_escape(str(badge.label)))


@lru_cache(maxsize=1000)
def _drawn(colour: Colour, icon: str, label: SafeString) -> SafeString:
    return render_to_string("ui/components/badge.html", {"badge": Badge(colour, icon, label)})
