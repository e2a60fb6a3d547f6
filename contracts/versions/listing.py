"""The versions of a contract, the latest first: who, when, from where, and what changed in a few words."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from contracts.versions.kinds import NAMED_WITH
from tenancy.history import Entry, entries_of, source_words
from tenancy.models import Change
from tenancy.rewinding import Trail

SHOWN = 4


@dataclass(frozen=True, slots=True)
class Listed:
    """One version in the list."""

    number: int
    mark: int
    at: datetime
    who: str
    source: str
    entries: list[Entry]

    @property
    def shown(self) -> list[tuple[str, str]]:
        """The first changes: an icon, and which row by what of it."""
        return [(entry.icon, _told(entry)) for entry in self.entries[:SHOWN]]

    @property
    def more(self) -> int:
        """How many more there are."""
        return max(len(self.entries) - SHOWN, 0)


def _told(entry: Entry) -> str:
    row = " · ".join(filter(None, (entry.title, entry.name)))
    what = ", ".join(each.label for each in entry.differences)
    if entry.operation != Change.Operation.CHANGED:
        what = str(Change.Operation(entry.operation).label)
    return _("%(label)s: %(value)s") % {"label": row, "value": what}


def versions_of(trail: Trail, rights: Collection[str]) -> list[Listed]:
    """The versions, the latest first; those that touch only what the rights do not reach are left out."""
    told = {entry.key: entry for entry in entries_of(trail.changes, trail.kinds, rights, NAMED_WITH)}
    found: list[Listed] = []
    for version in trail.versions:
        entries = [told[change.pk] for change in version.changes]
        entries = [entry for entry in entries if entry.says_something]
        if entries:
            who = str(version.actor or "")
            source = source_words(version.source)
            found.append(Listed(len(found) + 1, version.mark, version.at, who, source, entries))
    return found[::-1]
