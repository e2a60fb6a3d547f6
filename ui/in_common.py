"""What is true of several rows alike: told once above them, so that each row says only what is its own."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class InCommon:
    """Sentences that hold for all rows of a group; the title names it."""

    title: str | Promise
    lines: list[str]

    def own(self, said: Iterable[str]) -> list[str]:
        """What is left to say of one of its rows."""
        return [each for each in said if each not in self.lines]


def by_group(said: Iterable[tuple[Hashable, Any, list[str]]]) -> dict[Hashable, InCommon]:
    """Of rows told as group, its title and sentences: for each group of two rows and more what all of them say."""
    titles: dict[Hashable, Any] = {}
    rows: dict[Hashable, list[list[str]]] = {}
    for group, title, sentences in said:
        titles[group] = title
        rows.setdefault(group, []).append(sentences)
    shared = {
        group: [each for each in first if all(each in other for other in others)]
        for group, (first, *others) in rows.items()
        if others
    }
    return {group: InCommon(titles[group], lines) for group, lines in shared.items() if lines}
