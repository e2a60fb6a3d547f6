"""What many documents of a batch say alike is laid out once a process, then put in the place left for it.

A template marks such a part by ``<!--still-->`` and ``<!--/still-->`` around the whole content of an element, which has
no margin at its edges. A reader sees no difference: the part stands where it would stand, in the same letters.
"""

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256

import pikepdf
from weasyprint import CSS
from weasyprint.document import Document

Layout = Callable[[str, Sequence[CSS]], Document]

PREFIX = "/Still"  # a drawing's name on a page begins so, and tells its content: one name, one drawing
PART = re.compile(r"<!--still-->(.*?)<!--/still-->", re.DOTALL)
# Of what stands before a document's text, its title alone says nothing about how a part looks.
TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
POINTS = 0.75  # a CSS pixel in points
KEPT = 32
EDGES = {
    "top": "left-corner left center right right-corner",
    "bottom": "left-corner left center right right-corner",
    "left": "top middle bottom",
    "right": "top middle bottom",
}
EMPTY_MARGINS = " ".join(
    f"@{edge}-{place} {{ content: none !important }}"
    for edge, places in EDGES.items()
    for place in places.split()
)


@dataclass(frozen=True, slots=True)
class Still:
    """A part as drawn, alone on a page: where it lies there, from the left and from the top, in CSS pixels."""

    file: pikepdf.Pdf  # a page lives as long as its file
    page: pikepdf.Page
    name: pikepdf.Name
    left: float
    top: float
    height: float

    def put_on(self, page: pikepdf.Page, left: float, top: float, file: pikepdf.Pdf) -> None:
        """Show the part on a page of ``file``, its upper left corner so many CSS pixels from the left and the top."""
        right, up = (left - self.left) * POINTS, (self.top - top) * POINTS
        page.add_resource(file.copy_foreign(self.page.as_form_xobject()), pikepdf.Name.XObject, self.name)
        page.contents_add(b"q", prepend=True)
        page.contents_add(f"Q q 1 0 0 1 {right:.3f} {up:.3f} cm {self.name} Do Q".encode())


@dataclass(frozen=True, slots=True)
class _Source:
    """A document to draw the parts of; equal to every other in which they look alike."""

    frame: str
    parts: tuple[str, ...]
    looks: tuple[object, ...]
    html: str = field(compare=False)
    layout: Layout = field(compare=False)


def draw(html: str, looks: Sequence[object], layout: Layout) -> bytes | None:
    """A document as PDF, with its still parts put in; None if it has none, or one that two pages share.

    ``layout`` lays out HTML with some style sheets more; ``looks`` is what else a part's look depends on.
    """
    parts = tuple(PART.findall(html))
    frame = TITLE.sub("", html.partition("<body")[0]) + html.partition("<body")[2].partition(">")[0]
    stills = _drawn(_Source(frame, parts, tuple(looks), html, layout))
    if not stills:
        return None
    document = layout(_numbered(html, [(f' style="height: {still.height}px"', "") for still in stills]), ())
    with pikepdf.open(io.BytesIO(document.write_pdf())) as file:
        for number, still in enumerate(stills):
            for page, (left, top, *_corner) in _where(document, number):
                still.put_on(file.pages[page], left, top, file)
        made = io.BytesIO()
        file.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return made.getvalue()


@lru_cache(maxsize=KEPT)
def _drawn(source: _Source) -> tuple[Still, ...]:
    """The parts, each alone on a page of one file, so that they share their fonts; none if one of them is broken."""
    html = _numbered(source.html, [("", part) for part in source.parts])
    pages, places = [], []
    for number in range(len(source.parts)):
        document = source.layout(html, [_only(number)])
        found = _where(document, number)
        if len(found) != 1:
            return ()
        ((page, (left, top, _right, bottom)),) = found
        pages.append(document.pages[page])
        places.append((left, top, bottom - top))
    if not pages:
        return ()
    content = document.copy(pages).write_pdf()
    file, told = pikepdf.open(io.BytesIO(content)), sha256(content).hexdigest()[:16]
    return tuple(
        Still(file, file.pages[number], pikepdf.Name(f"{PREFIX}-{told}-{number}"), *place)
        for number, place in enumerate(places)
    )


def _numbered(html: str, contents: Sequence[tuple[str, str]]) -> str:
    """The document with each part in an element of its own: further attributes and content are given."""
    numbered = iter(enumerate(contents))

    def element(_part: re.Match[str]) -> str:
        number, (attributes, content) = next(numbered)
        return f'<div id="{_id(number)}"{attributes}>{content}</div>'

    return PART.sub(element, html)


def _id(number: int) -> str:
    return f"still-{number}"


def _where(document: Document, number: int) -> list[tuple[int, tuple[float, float, float, float]]]:
    """The pages a part is on and its place there: left, top, right and bottom in CSS pixels."""
    return [
        (page, drawn.anchors[_id(number)])
        for page, drawn in enumerate(document.pages)
        if _id(number) in drawn.anchors
    ]


@lru_cache
def _only(number: int) -> CSS:
    """Shows one part and nothing else, where it stands."""
    return CSS(
        string=f"""
        @page, @page :first {{ background: none !important; {EMPTY_MARGINS} }}
        * {{ visibility: hidden !important }}
        #{_id(number)}, #{_id(number)} * {{ visibility: visible !important }}
        """
    )
