#!/usr/bin/env python
"""The command line of the product."""

import os
import sys

from config import embedded

WITHOUT_DATA = {
    "makemessages",
    "compilemessages",
    "collectstatic",
    "startapp",
    "help",
    "version",
    "prepare_database",
}


def main() -> None:
    """Run a Django command, with the embedded services up when the command touches data."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if len(sys.argv) > 1 and sys.argv[1] not in WITHOUT_DATA and "--help" not in sys.argv:
        embedded.ensure_running()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
