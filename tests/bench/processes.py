"""Measures in processes of their own: what one leaves in memory does not help or burden the next."""

import multiprocessing
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from tests.bench.services import start_django

Measure = Callable[..., dict[str, Any]]


def apart(measure: Measure, *args: Any) -> dict[str, Any]:
    """What the function gives in a process of its own, with its ``peak_mb`` and its PostgreSQL's."""
    (found,) = side_by_side(measure, [args])
    return found


def side_by_side(measure: Measure, each: Iterable[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """The same in several processes at once, one for each tuple of arguments; all begin when all are ready."""
    calls = list(each)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.bench.ready"])
    barrier = context.Barrier(len(calls))
    with ProcessPoolExecutor(len(calls), mp_context=context, initializer=_ready, initargs=(barrier,)) as pool:
        return [done.result() for done in [pool.submit(_measured, measure, args) for args in calls]]


_gate: list[Any] = []


def _ready(barrier: Any) -> None:
    start_django()
    _gate[:] = [barrier]


def _measured(measure: Measure, args: tuple[Any, ...]) -> dict[str, Any]:
    from django.db import connection

    _gate[0].wait()
    began = time.perf_counter()
    found = measure(*args)
    found.setdefault("seconds", round(time.perf_counter() - began, 3))
    found["peak_mb"] = peak_mb("self")
    connection.ensure_connection()
    found["backend_peak_mb"] = peak_mb(str(connection.connection.info.backend_pid))
    connection.close()
    return found


def peak_mb(process: str) -> float:
    """The most memory a process has held, in MB; shared buffers it touched are counted. 0 where it cannot be read.

    Not ``getrusage``: that remembers the parent's size across the start of a child.
    """
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    kilobytes = next((line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")), "0")
    return round(int(kilobytes) / 1024, 1)
