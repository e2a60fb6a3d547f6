"""One Redis: the broker of the jobs and the cache. Its queue is written to disk each second."""

import os
import signal
import subprocess
import time
from pathlib import Path

import redis

from config.embedded import processes
from config.embedded.binaries import reachable_redis
from config.embedded.directory import Directory, ServicesError

LOG = "server.log"


def running(directory: Directory) -> int | None:
    """The process number of the server of this data directory, found by its command line."""
    marker = str(directory.redis_socket)

    def is_server(words: list[str]) -> bool:
        return words[0].split(" ")[0] == "redis-server" and any(marker in word for word in words)

    return next(processes.find(is_server), None)


def start(directory: Directory) -> None:
    """Have the server answer. Under the lock."""
    if running(directory) is None:
        directory.make_owned(directory.sockets)
        directory.make_owned(directory.redis)
        _launch(directory, reachable_redis())
    _wait_until_ready(directory)


def stop(directory: Directory) -> None:
    """End the server; what waits in the queues is on disk. Under the lock."""
    if pid := running(directory):
        processes.end([pid], signal.SIGTERM, signal.SIGKILL, patience=15)


def _launch(directory: Directory, program: Path) -> None:
    socket = str(directory.redis_socket)
    words = ["--port", "0", "--unixsocket", socket, "--unixsocketperm", "700", "--daemonize", "yes"]
    words += ["--dir", ".", "--logfile", LOG, "--pidfile", "server.pid"]
    words += ["--appendonly", "yes", "--appendfsync", "everysec", "--save", ""]
    owner = directory.owner()
    identity = {"user": owner.uid, "group": owner.gid, "extra_groups": []} if os.geteuid() == 0 else {}
    result = subprocess.run(
        ["redis-server", *words],
        executable=program,
        cwd=directory.redis,
        env={"PATH": os.defpath, "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **identity,  # type: ignore[call-overload]
    )
    if result.returncode:
        raise ServicesError(f"Redis did not start: {result.stdout}")


def _wait_until_ready(directory: Directory) -> None:
    client = redis.Redis(unix_socket_path=str(directory.redis_socket))
    deadline = time.monotonic() + 60
    try:
        while time.monotonic() < deadline:
            try:
                client.ping()
            except redis.exceptions.ConnectionError:  # not listening yet, or reading its file back
                time.sleep(0.02)
            else:
                return
    finally:
        client.close()
    raise ServicesError(f"Redis does not answer; see {directory.redis / LOG}.")
