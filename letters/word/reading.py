"""A page of ours read into what a text document is made of: paragraphs with their runs, and tables of paragraphs.

The pages come from our own templates and from wordings that were sanitised, so only their tags are known here.
"""

from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

HEADINGS = {"h1": "Title", "h2": "Heading1", "h3": "Heading2"}
STRONG, SLANTED, UNDERLINED = {"strong", "b"}, {"em", "i"}, {"u"}
BLOCKS = {"p", "div", "li", "blockquote", "header", "section", "span", *HEADINGS}
VOID = {"br", "hr", "img", "meta", "link"}
# Boxes of a letter's head that Word would stack: where they stand on paper, as an indent in twentieths of a point.
WINDOW = 4900


@dataclass(frozen=True, slots=True)
class Run:
    """Some words that look alike; a line break is a run of its own."""

    text: str
    bold: bool = False
    italic: bool = False
    underlined: bool = False


@dataclass(slots=True)
class Paragraph:
    """Words of one paragraph, with its style, indent and alignment."""

    runs: list[Run] = field(default_factory=list)
    style: str = ""
    indent: int = 0
    aligned: str = ""
    before: str = ""  # the sign or number of a list

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(run.text for run in self.runs)


@dataclass(slots=True)
class Table:
    """Rows of cells; ``framed`` ones have lines all around."""

    rows: list[list[list[Paragraph]]] = field(default_factory=list)
    framed: bool = False


Block = Paragraph | Table


@dataclass(slots=True)
class Page:
    """What a page holds: its blocks, the line at its foot, and whether a logo stands on it."""

    blocks: list[Block] = field(default_factory=list)
    identity: str = ""
    has_logo: bool = False


def read(html: str) -> Page:
    """The page as blocks."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.page.identity = " ".join(reader.page.identity.split())
    reader.page.blocks = [block for block in reader.page.blocks if isinstance(block, Table) or block.runs]
    return reader.page


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._open: list[tuple[str, str]] = []
        self._tables: list[Table] = []
        self._cell: list[Paragraph] | None = None
        self._at: Paragraph | None = None
        self._look = Run("")
        self._counts: list[int | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._add(replace(self._look, text="\n"))
        if tag == "img":
            self.page.has_logo = True
        if tag in VOID:
            return
        kind = dict(attrs).get("class") or ""
        self._open.append((tag, kind))
        self._look = self._looks()
        if tag in {"ul", "ol"}:
            self._counts.append(0 if tag == "ol" else None)
        elif tag == "table":
            self._begin_table(framed=self._within("signatures"))
        elif tag == "tr" and self._tables:
            self._tables[-1].rows.append([])
        elif tag in {"td", "th"} and self._tables and self._tables[-1].rows:
            self._cell = []
            self._tables[-1].rows[-1].append(self._cell)
            self._at = None
        elif tag == "div" and "box" in kind.split():
            self._begin_table(framed=True)
            self._cell = []
            self._tables[-1].rows.append([self._cell])
        elif tag in BLOCKS - {"span"}:
            self._at = None

    def handle_endtag(self, tag: str) -> None:
        if not any(tag == each for each, _kind in self._open):
            return
        while self._open:
            ended, kind = self._open.pop()
            self._end(ended, kind)
            if ended == tag:
                break
        self._look = self._looks()

    def handle_data(self, data: str) -> None:
        if any(tag in {"style", "title", "head", "script"} for tag, _kind in self._open):
            return
        if self._within("unseen"):
            self.page.identity += data if self._within("identity") else ""
            return
        if self._within("fold") or self._within("specimen"):
            return
        words = " ".join(data.split())
        if not words:
            words = " " if self._at is not None and self._at.runs and data else ""
        else:
            words = (" " if data[:1].isspace() else "") + words + (" " if data[-1:].isspace() else "")
        if self._at is None or not self._at.runs or self._at.text.endswith((" ", "\n")):
            words = words.lstrip()
        if words:
            self._add(replace(self._look, text=words))

    def _end(self, tag: str, kind: str) -> None:
        if tag in {"ul", "ol"} and self._counts:
            self._counts.pop()
        if (tag == "table" or (tag == "div" and "box" in kind.split())) and self._tables:
            table = self._tables.pop()
            table.rows = [row for row in table.rows if row]
            if table.rows:
                self.page.blocks.append(table)
            self._cell = None
        if tag in {"td", "th"}:
            self._cell = None
        if tag in BLOCKS - {"span"} | {"td", "th", "table"}:
            self._at = None

    def _begin_table(self, *, framed: bool) -> None:
        self._tables.append(Table(framed=framed))
        self._at = None

    def _add(self, run: Run) -> None:
        if self._at is None:
            if run.text == "\n":
                return
            self._at = self._paragraph()
            (self.page.blocks if self._cell is None else self._cell).append(self._at)
        self._at.runs.append(run)

    def _paragraph(self) -> Paragraph:
        tags = [tag for tag, _kind in self._open]
        style = next((HEADINGS[tag] for tag in reversed(tags) if tag in HEADINGS), "")
        made = Paragraph(style=style)
        if "li" in tags and self._counts:
            number = self._counts[-1]
            if number is not None:
                self._counts[-1] = number + 1
            made.before = "•" if number is None else f"{number + 1}."
            made.indent = 360 * len(self._counts)
        if self._within("window") or self._within("dated"):
            made.indent = WINDOW
        if self._within("box"):
            made.aligned = "center"
        if self._within("amount") or ("td" in tags and self._within("prices")):
            made.aligned = "right"
        if self._within("date"):
            made.aligned = "right"
        return made

    def _within(self, kind: str) -> bool:
        return any(kind in kinds.split() for _tag, kinds in self._open)

    def _looks(self) -> Run:
        tags = {tag for tag, _kind in self._open}
        bold = (
            bool(tags & STRONG) or self._within("box-day") or self._within("name") or self._within("subject")
        )
        if "th" in tags and not self._within("coverage") and not self._within("prices"):
            bold = True
        return Run("", bold=bold, italic=bool(tags & SLANTED), underlined=bool(tags & UNDERLINED))
