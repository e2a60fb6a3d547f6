"""Notes with a little form: what people type is made HTML of a few tags, and nothing else comes through."""

import re
from itertools import groupby

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

TAGS = {"p", "br", "strong", "ul", "li"}
BOLD = re.compile(r"\*\*(.+?)\*\*")
POINT = re.compile(r"^\s*[-•]\s+(.*)$")


def rich(text: str) -> SafeString:
    """Paragraphs at empty lines, points for lines that begin with a dash, bold between stars; all else escaped."""
    made: list[str] = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        for is_point, lines in groupby(block.splitlines(), lambda line: POINT.match(line) is not None):
            if is_point:
                points = [_inline(POINT.sub(r"\1", line)) for line in lines]
                made.append("".join(("<ul>", *(f"<li>{point}</li>" for point in points), "</ul>")))
            else:
                made.append(f"<p>{'<br>'.join(map(_inline, lines))}</p>")
    return mark_safe(nh3.clean("".join(made), tags=TAGS, attributes={}, link_rel=None))  # noqa: S308 - cleaned


def _inline(line: str) -> str:
    return BOLD.sub(r"<strong>\1</strong>", str(escape(line)))
