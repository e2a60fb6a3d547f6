"""Facts about processes, read from /proc: they stay true after a kill -9, unlike any file that a process leaves."""

import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path


def start_time(pid: int) -> str | None:
    """When a process started, in clock ticks since boot; None when there is no such process or only its corpse.

    Together with the number it names one process for ever: numbers are given again, in a container soon.
    """
    try:
        facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if facts[0] in "ZX" else facts[19]


def command_line(pid: int) -> list[str]:
    """The words a process shows as its command; a single empty one for a corpse, or when it is gone."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").rstrip("\0").split("\0")
    return [""]


def find(matches: Callable[[list[str]], bool]) -> Iterator[int]:
    """The numbers of the processes whose command line matches."""
    for entry in Path("/proc").glob("[0-9]*"):
        if matches(command_line(int(entry.name))):
            yield int(entry.name)


def end(pids: Iterable[int], first: signal.Signals, last: signal.Signals, patience: float) -> None:
    """Ask processes to end with one signal, and those that have not after so many seconds with another."""
    alive = {pid: born for pid in pids if (born := start_time(pid))}
    for number in (first, last):
        for pid in alive:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        deadline = time.monotonic() + patience
        while alive and time.monotonic() < deadline:
            time.sleep(0.02)
            alive = {pid: born for pid, born in alive.items() if start_time(pid) == born}
