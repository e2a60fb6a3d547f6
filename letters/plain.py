"""A letter's text without mark-up, for the plain part of an e-mail."""

from html.parser import HTMLParser

BREAKS = {"p", "div", "h2", "h3", "ul", "ol", "table", "thead", "blockquote", "hr"}
LINES = {"br", "tr", "li"}
FRAME = 46


def plain_text(html: str) -> str:
    """Paragraphs apart by an empty line, lists with dashes, table rows on a line each; the box drawn with signs."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[str] = [""]
        self._box: int | None = None
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "div":
            self._depth += 1
            if ("class", "box") in attrs:
                self._box = self._depth
                self._blocks.append("=" * FRAME)
        if tag in BREAKS:
            self._new_block()
        if tag in LINES:
            self._blocks[-1] = self._blocks[-1].rstrip() + "\n"
        if tag == "li":
            self._blocks[-1] += "- "

    def handle_endtag(self, tag: str) -> None:
        if tag in {"th", "td"}:
            self._blocks[-1] += "  "
        if tag in BREAKS:
            self._new_block()
        if tag == "div":
            if self._box == self._depth:
                self._blocks.append("=" * FRAME)
                self._new_block()
                self._box = None
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        words = " ".join(data.replace("\u00a0", " ").split())
        if not words:
            self._blocks[-1] += (
                " " if self._blocks[-1].strip() and not self._blocks[-1].endswith((" ", "\n")) else ""
            )
            return
        before = " " if data[:1].isspace() and not self._blocks[-1].endswith((" ", "\n", "")) else ""
        self._blocks[-1] += before + words + (" " if data[-1:].isspace() else "")

    def text(self) -> str:
        blocks = ["\n".join(line.strip() for line in block.strip().split("\n")) for block in self._blocks]
        return "\n\n".join(block for block in blocks if block) + "\n"

    def _new_block(self) -> None:
        if self._blocks[-1]:
            self._blocks.append("")
