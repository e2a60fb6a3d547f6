"""Writing what is to leave, whatever it is about."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from contracts.models import Notice
from letters.models import Letter, Occasion

if TYPE_CHECKING:
    from letters.matters import Matter


@dataclass(slots=True)
class Written:
    """What became of some notices, or of some occasions: by id the letter, or the reason why there is none."""

    letters: dict[int, Letter] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)


class CannotWrite(Exception):
    """The letter could not be written, and why."""


def write(matter: "Matter", on: date, *, anew: bool = False) -> Letter:
    """The letter about one notice or occasion, dated ``on``; what stands is not written twice, unless ``anew``.

    Raises ``CannotWrite``.
    """
    from letters import notices, occasions

    if isinstance(matter, Notice):
        written = notices.write_notices([matter], on, anew=anew)
    else:
        written = occasions.write_all([matter], on, anew=anew)
    if reason := written.refused.get(matter.pk):
        raise CannotWrite(reason)
    return written.letters[matter.pk]


def latest_of(matter: "Matter") -> Letter | None:
    """The letter last written about it."""
    if isinstance(matter, Occasion):
        return matter.letter
    return matter.letters.first()
