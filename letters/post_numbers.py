"""Numbers of registered mail as La Poste and Poste Italiane print them, typed one by one or pasted as a list."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tenancy.models import Country

# International registered mail (UPU S10): two letters, eight figures, their check digit, the country that took it.
INTERNATIONAL = re.compile(r"(R|V|L|E|C)[A-Z](\d{8})(\d)[A-Z]{2}")
WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
NATIONAL = {
    Country.FRANCE.value: (re.compile(r"\d[A-Z]\d{11}"), "1A 123 456 7890 1"),
    Country.ITALY.value: (re.compile(r"\d{12,13}"), "12345678901-2"),
}
LIST_SEPARATOR = re.compile(r"[;,\t]")
MOST = 5000


def checked(raw: str, country: str) -> str:
    """The number without spaces and dashes, as it is kept. Raises ``ValueError`` with words for who typed it."""
    number = re.sub(r"[\s.\-\u00a0\u202f]", "", raw).upper()
    if found := INTERNATIONAL.fullmatch(number):
        if _check_digit(found[2]) != int(found[3]):
            raise ValueError(
                _("The check digit of %(number)s is wrong: look at it again.") % {"number": number}
            )
        return number
    pattern, example = NATIONAL[country]
    if not pattern.fullmatch(number):
        raise ValueError(
            _("“%(number)s” is no number of registered mail, such as %(example)s or RR 123 456 785 FR.")
            % {"number": raw.strip()[:40], "example": example}
        )
    return number


def _check_digit(figures: str) -> int:
    rest = 11 - sum(int(figure) * weight for figure, weight in zip(figures, WEIGHTS, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)


@dataclass(slots=True)
class Numbers:
    """Numbers read from a list: by the letter's place in the batch, and what could not be read, by line."""

    by_place: dict[int, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def read_list(text: str, places: Mapping[str, int], country: str) -> Numbers:
    """Numbers pasted or from a CSV file, one a line.

    A bare number is that of the next letter in printing order; ``contract;number`` or ``place;number`` names it.
    ``places`` has the place of each letter by contract number and by the place itself as text. A first line without
    any figure is a header.
    """
    found, seen, following = Numbers(), set[str](), 1
    for line, raw in enumerate(text.splitlines()[: MOST + 1], start=1):
        cells = [cell.strip().strip('"') for cell in LIST_SEPARATOR.split(raw)]
        cells = [cell for cell in cells if cell]
        if not cells or (line == 1 and not any(figure.isdigit() for figure in cells[-1])):
            continue
        try:
            number = checked(cells[-1], country)
            place = places.get(cells[0].upper()) if len(cells) > 1 else following
            if place is None or str(place) not in places:
                raise ValueError(_("No letter of this batch is called “%(name)s”.") % {"name": cells[0][:40]})
            if number in seen:
                raise ValueError(_("%(number)s stands twice in the list.") % {"number": number})
            if place in found.by_place:
                raise ValueError(_("Letter %(place)s has two numbers.") % {"place": place})
        except ValueError as problem:
            found.problems.append(_("Line %(line)s: %(problem)s") % {"line": line, "problem": problem})
            continue
        seen.add(number)
        found.by_place[place] = number
        following = place + 1
    if len(text.splitlines()) > MOST:
        found.problems.append(_("The list has more than %(most)s lines.") % {"most": MOST})
    return found
