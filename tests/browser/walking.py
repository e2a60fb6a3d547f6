"""Going through the product link by link, one page of each kind."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urljoin, urlsplit

NUMBERED = re.compile(r"\d+")
TOKEN = re.compile(r"^[\w:-]{20,}$")
KINDS_BY_QUERY = frozenset({"tab", "kind"})
NOT_PAGES = re.compile(
    r"\.(?:pdf|docx|csv|xlsx|zip|json)$|/documents/|/refused/|/logo$|/logout/|/setlang/|/static/|[?&]export="
)


def kind_of(address: str) -> str:
    """What kind of page an address shows: its path without numbers, and the tab it opens."""
    parts = urlsplit(address)
    path = "/".join(
        "#" if NUMBERED.fullmatch(part) or TOKEN.match(part) else part for part in parts.path.split("/")
    )
    tabs = [f"{name}={value}" for name, value in parse_qsl(parts.query) if name == "tab"]
    return "?".join([path, *tabs])


class Walk:
    """Which addresses are still to see: one of each kind, in the order they were met."""

    def __init__(self, start: str, most: int) -> None:
        self.host = urlsplit(start).netloc
        self.most = most
        self.met: dict[str, str] = {kind_of(start): start}

    def __iter__(self) -> Iterator[str]:
        seen = 0
        while seen < min(len(self.met), self.most):
            yield list(self.met.values())[seen]
            seen += 1

    def meet(self, base: str, links: list[str]) -> None:
        """Note the links of a page; other sites and files are not ours to see."""
        for link in links:
            address = urljoin(base, link).split("#")[0]
            if urlsplit(address).netloc == self.host and not NOT_PAGES.search(address):
                self.met.setdefault(kind_of(address), address)
