"""What a PDF shows, read from its drawing commands: two that are drawn by other means can be compared."""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

from ui.pdf import still


def marks(document: bytes) -> list[list[tuple[str, str, int, int]]]:
    """By page every text, rectangle and picture with its place in points, whether drawn by the page or by a part."""
    with pikepdf.open(io.BytesIO(document)) as file:
        return [sorted(_marks(page, page.obj.Resources, pikepdf.Matrix())) for page in file.pages]


def _marks(content: Any, resources: Any, at: pikepdf.Matrix) -> Iterator[tuple[str, str, int, int]]:
    outer, text, (left, top) = [], at, (0.0, 0.0)
    for instruction in pikepdf.parse_content_stream(content):
        operator, operands = str(instruction.operator), list(instruction.operands)
        if operator == "q":
            outer.append(at)
        elif operator == "Q":
            at = outer.pop()
        elif operator == "cm":
            at = pikepdf.Matrix(*map(float, operands)) @ at
        elif operator == "Tm":
            text = pikepdf.Matrix(*map(float, operands)) @ at
        elif operator == "TJ":
            glyphs = [repr(bytes(each)) for each in operands[0] if isinstance(each, pikepdf.String)]
            yield operator, "".join(glyphs), round(text.e), round(text.f)
        elif operator == "re":
            left, top = at.transform((float(operands[0]), float(operands[1])))
        elif operator == "f":
            yield operator, "", round(left), round(top)
        elif operator == "Do":
            shown = resources.XObject[operands[0]]
            if str(operands[0]).startswith(still.PREFIX):
                yield from _marks(shown, shown.Resources, at)
            else:
                yield operator, "", round(at.e), round(at.f)


def stills(document: bytes) -> list[set[str]]:
    """By page the still parts it shows."""
    with pikepdf.open(io.BytesIO(document)) as file:
        shown: list[Any] = [page.obj.Resources.get("/XObject", {}) for page in file.pages]
        return [{name for name in map(str, drawings) if name.startswith(still.PREFIX)} for drawings in shown]
