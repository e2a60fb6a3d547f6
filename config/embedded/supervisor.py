"""Start the services for a process that needs them, and stop them when the last one that does is done."""

import atexit
import os
import signal

from config.embedded import postgresql, processes, redis_server, users
from config.embedded.directory import Directory, current
from config.embedded.environment import runs_postgresql, runs_redis

_entered: dict[Directory, int] = {}


def ensure_running() -> None:
    """Have the services up for as long as this process lives; it counts as a user until it exits.

    Does nothing for a service whose address the environment gives. Safe to call from several processes at once, again
    in the same process, after a kill -9 of a server or of a starter. Raises ServicesError with what to do.
    """
    if not (runs_postgresql() or runs_redis()):
        return
    directory = current()
    with directory.locked():
        users.enter(directory)
        _start(directory)
    if _entered.get(directory) != os.getpid():
        _entered[directory] = os.getpid()
        atexit.register(_leave, directory)


def keep_running() -> None:
    """Start the services and leave them up, users or not, until ``stop``."""
    if not (runs_postgresql() or runs_redis()):
        return
    directory = current()
    with directory.locked():
        directory.kept.touch()
        _start(directory)


def stop(patience: float = 30) -> None:
    """Ask the processes that use the services to end, then stop the services, whoever still uses them."""
    directory = current()
    with directory.locked():
        pids = [pid for pid in users.living(directory) if pid != os.getpid()]
    # Without the lock, which they take on their way out.
    processes.end(pids, signal.SIGTERM, signal.SIGKILL, patience)
    with directory.locked():
        directory.kept.unlink(missing_ok=True)
        _stop(directory)


def status() -> dict[str, int | None]:
    """The process numbers of the servers, None for one that is down or not ours."""
    directory = current()
    return {"postgresql": postgresql.running(directory), "redis": redis_server.running(directory)}


def _start(directory: Directory) -> None:
    if runs_postgresql():
        postgresql.start(directory)
    if runs_redis():
        redis_server.start(directory)


def _stop(directory: Directory) -> None:
    redis_server.stop(directory)
    postgresql.stop(directory)
    directory.remove_sockets()


def _leave(directory: Directory) -> None:
    """At a clean exit. A forked child inherits the call but is not the user that entered."""
    if _entered.get(directory) != os.getpid() or not directory.root.exists():
        return
    with directory.locked():
        users.leave(directory)
        if not users.living(directory) and not directory.kept.exists():
            _stop(directory)
