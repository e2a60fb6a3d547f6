"""How runs of long actions read: the name of the job, what its counts and steps mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tenancy import night

Words = str | Promise


@dataclass(frozen=True, slots=True)
class JobKind:
    """A long action people can watch. ``counts_template`` shows its counts where a flat list would not do."""

    name: str
    label: Words
    icon: str = "settings-cog"
    counts: Mapping[str, Words] = field(default_factory=dict)
    steps: Mapping[str, Words] = field(default_factory=dict)
    counts_template: str = ""


_kinds: dict[str, JobKind] = {}


def register(kind: JobKind) -> None:
    """Make a kind of job known; called by apps when they are ready."""
    _kinds[kind.name] = kind


def kinds() -> dict[str, JobKind]:
    """All kinds by name."""
    return dict(_kinds)


def kind_of(name: str) -> JobKind:
    """The kind of a run; one nobody registered shows its bare name."""
    return _kinds.get(name) or JobKind(name, name)


def step_label(kind: JobKind, step: str) -> Words:
    """A step in words; the night's steps are known by the night."""
    if step in kind.steps:
        return kind.steps[step]
    return next((each.label for each in night.steps() if each.name == step), step)


def duration(seconds: float | None) -> str:
    """How long something took, in words: ``4.2 s``, ``3 min 20 s``, ``2 h 05 min``; a dash for nothing."""
    if seconds is None:
        return "–"
    if seconds < 60:
        return _("%(seconds)s s") % {"seconds": localize(round(seconds, 1))}
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": f"{rest:02}"}
    hours, minutes = divmod(minutes, 60)
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": f"{minutes:02}"}
