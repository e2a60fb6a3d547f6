"""The text of a template: what people may write in it, and how it becomes a letter's text.

Only a closed list of names between double braces is replaced, by plain substitution: no expression, no filter, no
loop, no attribute. What is put in is escaped; what people wrote was sanitised when it was saved.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

import nh3
from django.core.exceptions import ValidationError
from django.utils.html import conditional_escape
from django.utils.translation import gettext as _

from letters.facts import Facts
from letters.placeholders import PLACEHOLDERS, REQUIRED, Placeholder

NAME = re.compile(r"\{\{\s*([a-z][a-z_.]*)\s*\}\}")
ANY_MARK = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{\{|\}\}|\{%|%\}", re.DOTALL)
ALONE = re.compile(r"<p>\s*(\{\{\s*[a-z][a-z_.]*\s*\}\})\s*</p>")
PARAGRAPHS = re.compile(r"(?:\r?\n[ \t]*){2,}")
TAGS = {"p", "br", "strong", "b", "em", "i", "u", "ul", "ol", "li", "h2", "h3", "blockquote", "hr"} | {
    "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip

Parts = tuple[str | Placeholder, ...]


def checked(kind: str, subject: str, body: str) -> tuple[str, str]:
    """Subject and body as they may be kept: the subject without mark-up, the body sanitised.

    Raises ``ValidationError`` at the field that names something unknown, or lacks what the law wants in the letter.
    """
    subject, body = " ".join(subject.split()), sanitised(body)
    errors: dict[str, list[str]] = {}
    for name, text in (("subject", subject), ("body", body)):
        if problems := _problems(kind, name, text):
            errors[name] = problems
    if not subject and kind == "renewal_notice":
        errors.setdefault("subject", []).append(_("A letter needs a subject."))
    if not nh3.clean(body, tags=set()).strip():
        errors.setdefault("body", []).append(_("A letter needs a text."))
    if errors:
        raise ValidationError(errors)
    return subject, body


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


def body_html(kind: str, body: str, facts: Facts) -> str:
    """The body of a letter, safe HTML, in the language that is active."""
    return "".join(
        part if isinstance(part, str) else str(conditional_escape(part.value(facts)))
        for part in parts_of(kind, body)
    )


def subject_text(kind: str, subject: str, facts: Facts) -> str:
    """The subject of a letter, plain text (not escaped)."""
    return "".join(part if isinstance(part, str) else part.value(facts) for part in parts_of(kind, subject))


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


def _problems(kind: str, field: str, text: str) -> list[str]:
    known: Mapping[str, Placeholder] = PLACEHOLDERS[kind]
    problems = []
    for mark in dict.fromkeys(ANY_MARK.findall(text)):
        name = NAME.fullmatch(mark)
        if name is None:
            problems.append(
                _("“%(mark)s” is not a placeholder. Write one of the list, such as {{ contract.number }}.")
                % {"mark": mark}
            )
        elif name[1] not in known:
            problems.append(
                _("There is no placeholder “%(name)s”.%(hint)s")
                % {"name": name[1], "hint": _hint(name[1], known)}
            )
        elif known[name[1]].block and field == "subject":
            problems.append(
                _("“%(name)s” is a whole paragraph and cannot stand in the subject.") % {"name": name[1]}
            )
    if field == "body":
        used = set(NAME.findall(text))
        problems += [
            _("The law wants this in the letter: put {{ %(name)s }} in the text.") % {"name": name}
            for name in REQUIRED[kind]
            if name not in used
        ]
    return problems


def _hint(name: str, known: Mapping[str, Placeholder]) -> str:
    import difflib

    close = difflib.get_close_matches(name, known, n=1)
    return " " + _("Did you mean {{ %(name)s }}?") % {"name": close[0]} if close else ""
