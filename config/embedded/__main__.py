"""``python -m config.embedded start|stop|status``."""

import sys

from config import embedded


def main(words: list[str]) -> int:
    """Run one word of the command line; 2 for any other."""
    match words:
        case ["start"]:
            embedded.keep_running()
        case ["stop"]:
            embedded.stop()
        case ["status"]:
            pass
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    for name, pid in embedded.status().items():
        print(f"{name}: {f'runs, process {pid}' if pid else 'does not run'}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except embedded.ServicesError as error:
        sys.exit(str(error))
