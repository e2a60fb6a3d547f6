"""The words of the command, in their order; words it does not know end it before a server starts."""

import argparse
import signal
import sys
from collections.abc import Callable, Iterator

from tests.bench import large
from tests.bench.services import own_services


def actions(words: list[str]) -> Iterator[Callable[[], None]]:
    """What the command asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.large", description=large.__doc__)
    parser.add_argument("what", choices=["build", "pages", "search", "archive"], nargs="+")
    parser.add_argument("--customers", type=int, default=150_000)
    parser.add_argument("--machines", type=int, default=200_000)
    parser.add_argument("--contracts", type=int, default=30_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--only", default="", help="pages whose name has this pattern")
    given = parser.parse_args(words)

    def build() -> None:
        from tests.bench.large.building import build

        build(given.customers, given.machines, given.contracts)

    def pages() -> None:
        from tests.bench.large.pages import time_lists_and_cards

        time_lists_and_cards(given.rounds, given.only)

    def search() -> None:
        from tests.bench.large.searching import time_search

        time_search(max(3, given.rounds // 4))

    def archive() -> None:
        from tests.bench.large.archive import time_archive

        time_archive()

    yield from (
        {"build": build, "pages": pages, "search": search, "archive": archive}[what] for what in given.what
    )


if __name__ == "__main__":
    asked = list(actions(sys.argv[1:]))
    # Asked to end, it stops its servers as when it is done.
    for asking in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asking, lambda _number, _frame: sys.exit(130))
    with own_services():
        for action in asked:
            action()
