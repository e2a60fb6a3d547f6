"""What a person reads on a page: its texts and the texts of its attributes, as a browser shows them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

SAID = ("placeholder", "title", "aria-label", "alt", "label", "data-one", "data-many", "data-empty")
SILENT = {"script", "style", "code", "pre", "textarea", "template", "svg"}
VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr", "col", "area", "base", "embed", "track"}
ZONES = "time_zone"


@dataclass
class Reading:
    """The texts, links, and what may be done to rows of a list."""

    texts: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    bulk: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    """Reads a page. Texts marked as another language's, code, and names of time zones are passed over."""

    def __init__(self, language: str) -> None:
        super().__init__(convert_charrefs=True)
        self.language = language
        self.found = Reading()
        self.silent: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what its attributes say."""
        given = {name: value or "" for name, value in attrs}
        silent = (
            (bool(self.silent) and self.silent[-1])
            or tag in SILENT
            or given.get("lang", self.language) != self.language
            or given.get("name") == ZONES
        )
        if tag not in VOID:
            self.silent.append(silent)
        if silent:
            return
        self.found.texts += [given[name] for name in SAID if given.get(name)]
        if tag == "input" and given.get("type") in {"submit", "button"}:
            self.found.texts.append(given.get("value", ""))
        if tag == "a" and given.get("href"):
            self.found.links.append(given["href"])
        if tag == "button" and given.get("name") == "action":
            self.found.bulk.append(given.get("value", ""))
        if "data-select-row" in given:
            self.found.rows.append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        if tag not in VOID and self.silent:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        """A text."""
        if not (self.silent and self.silent[-1]) and data.strip():
            self.found.texts.append(" ".join(data.split()))


def read(page: str, language: str = "fr") -> Reading:
    """What a page in that language says."""
    reader = Reader(language)
    reader.feed(page)
    return reader.found
