"""The text of a template: what people may write in it, and how it becomes a letter's text.

Only a closed list of names between double braces is replaced, by plain substitution: no expression, no filter, no
loop, no attribute. What is put in is escaped; what people wrote was sanitised when it was saved.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

import nh3
from django.utils.html import conditional_escape
from django.utils.translation import gettext as _

from letters.facts import Facts
from letters.placeholders import PLACEHOLDERS, Placeholder

NAME = re.compile(r"\{\{\s*([a-z][a-z_.]*)\s*\}\}")
ANY_MARK = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{\{|\}\}|\{%|%\}", re.DOTALL)
ALONE = re.compile(r"<p>\s*(\{\{\s*[a-z][a-z_.]*\s*\}\})\s*</p>")
SHOWN = 10  # problems of one field told at once
PARAGRAPHS = re.compile(r"(?:\r?\n[ \t]*){2,}")
TAGS = {"p", "br", "strong", "b", "em", "i", "u", "ul", "ol", "li", "h2", "h3", "blockquote", "hr"} | {
    "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip

Parts = tuple[str | Placeholder, ...]


def sanitised(body: str) -> str:
    """Simple mark-up only, without attributes; text without any mark-up is cut into paragraphs at empty lines."""
    if not re.search(r"<[a-zA-Z/!]", body):
        pieces = [piece.strip() for piece in PARAGRAPHS.split(body) if piece.strip()]
        body = "\n".join("<p>" + piece.replace("\n", "<br>") + "</p>" for piece in pieces)
    clean = nh3.clean(
        body.replace("\r\n", "\n"),
        tags=TAGS,
        attributes={},
        clean_content_tags={"script", "style", "iframe", "object", "svg", "math", "template"},
        link_rel=None,
    )
    return clean.strip()


def filled(kind: str, text: str, facts: Facts) -> str:
    """A text with what its placeholders stand for, safe HTML, in the language that is active."""
    return "".join(
        part if isinstance(part, str) else str(conditional_escape(part.value(facts)))
        for part in parts_of(kind, text)
    )


def plain(kind: str, text: str, facts: Facts) -> str:
    """As ``filled`` for a line without mark-up, such as a subject; not escaped."""
    return "".join(part if isinstance(part, str) else part.value(facts) for part in parts_of(kind, text))


@lru_cache(maxsize=256)
def parts_of(kind: str, text: str) -> Parts:
    """The text cut at its placeholders. Raises ``KeyError`` on an unknown one: such a text is never saved."""
    known = PLACEHOLDERS[kind]

    def unwrapped(paragraph: re.Match[str]) -> str:
        name = NAME.fullmatch(paragraph[1])
        return paragraph[1] if name and name[1] in known and known[name[1]].block else paragraph[0]

    pieces = NAME.split(ALONE.sub(unwrapped, text))
    return tuple(
        known[piece] if number % 2 else piece for number, piece in enumerate(pieces) if number % 2 or piece
    )


def problems(kind: str, text: str, *, one_line: bool = False) -> list[str]:
    """What is wrong with the placeholders of a text, in words; whole paragraphs do not fit in ``one_line``."""
    known: Mapping[str, Placeholder] = PLACEHOLDERS[kind]
    told = []
    for mark in dict.fromkeys(ANY_MARK.findall(text)):
        name = NAME.fullmatch(mark)
        if name is None:
            told.append(
                _("“%(mark)s” is not a placeholder. Write one of the list, such as {{ contract.number }}.")
                % {"mark": shortened(mark)}
            )
        elif name[1] not in known:
            told.append(
                _("There is no placeholder “%(name)s”.%(hint)s")
                % {"name": shortened(name[1]), "hint": _hint(name[1], known)}
            )
        elif known[name[1]].block and one_line:
            told.append(
                _("“%(name)s” is a whole paragraph and cannot stand in one line.") % {"name": name[1]}
            )
    return told[:SHOWN]


def shortened(mark: str) -> str:
    """What was typed, short enough to be shown in a message."""
    return f"{mark[:60]}…" if len(mark) > 60 else mark


def _hint(name: str, known: Mapping[str, Placeholder]) -> str:
    import difflib

    close = difflib.get_close_matches(name[:60], known, n=1)
    return " " + _("Did you mean {{ %(name)s }}?") % {"name": close[0]} if close else ""
