"""Who uses the services: a file for each process, named by its number and start time, so that a dead one is known."""

import os
from contextlib import suppress
from pathlib import Path

from config.embedded.directory import Directory
from config.embedded.processes import start_time


def _file(directory: Directory, pid: int) -> Path:
    return directory.users / f"{pid}-{start_time(pid)}"


def enter(directory: Directory) -> None:
    """Write down that this process uses the services. Under the lock."""
    _file(directory, os.getpid()).touch(mode=0o600)


def leave(directory: Directory) -> None:
    """Strike this process off. Under the lock."""
    _file(directory, os.getpid()).unlink(missing_ok=True)


def living(directory: Directory) -> list[int]:
    """The processes that still use the services; those that were killed are struck off. Under the lock."""
    pids = []
    for file in directory.users.iterdir():
        pid, _, born = file.name.partition("-")
        if start_time(int(pid)) == born:
            pids.append(int(pid))
        else:
            with suppress(FileNotFoundError):
                file.unlink()
    return pids
