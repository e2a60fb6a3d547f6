"""What stands in the lanes of a time line."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ui import formats


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing on the line: a bar from day to day, or a mark on one day (``ends`` None)."""

    label: str
    why: str
    starts: date
    ends: date | None = None
    colour: str = "secondary"
    shape: str = "bar"
    text: str = ""
    x: str = "0%"
    width: str = "0%"

    @property
    def days(self) -> str:
        """The day or days, as people write them."""
        if self.ends is None:
            return formats.day(self.starts)
        return f"{formats.day(self.starts)} – {formats.day(self.ends)}"

    @property
    def told(self) -> str:
        """All of it in one sentence, for the tooltip and for screen readers."""
        told = _("%(label)s: %(value)s") % {"label": self.label, "value": self.days}
        return f"{told}. {self.why}".strip()


@dataclass(frozen=True, slots=True)
class Lane:
    """One row of the drawing."""

    name: str
    label: str | Promise
    marks: list[Mark] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid; a year's first one is ``major``."""

    x: str
    label: str
    major: bool
