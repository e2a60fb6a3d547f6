"""One PostgreSQL: made once, started when it is down, stopped without haste.

The server runs with its data as working directory and knows it only as ``/proc/self/cwd``. So its user needs no right
to enter the directories above, and the data may lie below a private home.
"""

import os
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from config.embedded import processes, roles
from config.embedded.addresses import DATABASE, SUPERUSER, postgresql_url
from config.embedded.binaries import reachable_postgresql
from config.embedded.directory import Directory, ServicesError
from config.embedded.environment import writes_are_durable

HERE = "/proc/self/cwd"
LOG = "server.log"

# For two cores and a few gigabytes; no replication, so the least of the write-ahead log.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "2GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "TimeZone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
}
WITHOUT_FSYNC = {"fsync": "off", "full_page_writes": "off"}  # a killed server still loses nothing


def running(directory: Directory) -> int | None:
    """The process number of the server of this data directory, found by its command line."""
    marker = f"unix_socket_directories={directory.sockets}"
    return next(processes.find(lambda words: Path(words[0]).name == "postgres" and marker in words), None)


def start(directory: Directory) -> None:
    """Have the server accept connections and its roles and database exist. Under the lock."""
    if running(directory) is None:
        programs = reachable_postgresql()
        directory.make_owned(directory.sockets)
        if not directory.cluster.exists():
            _initialise(directory, programs)
        _check_version(directory, programs)
        _clear_remains(directory)
        _launch(directory, programs)
    _wait_until_ready(directory)
    roles.prepare(postgresql_url(directory, SUPERUSER, "postgres"), DATABASE)


def stop(directory: Directory) -> None:
    """End the server: sessions are cut, nothing committed is lost. Under the lock."""
    if pid := running(directory):
        processes.end([pid], signal.SIGINT, signal.SIGQUIT, patience=30)


def _run(directory: Directory, command: Sequence[str | Path], cwd: Path) -> None:
    owner = directory.owner()
    identity = {"user": owner.uid, "group": owner.gid, "extra_groups": []} if os.geteuid() == 0 else {}
    result = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={"PATH": os.defpath, "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **identity,  # type: ignore[call-overload]
    )
    if result.returncode:
        log = directory.cluster / LOG
        said = log.read_text(errors="replace")[-1500:] if log.exists() else ""
        raise ServicesError(f"PostgreSQL did not start: {result.stdout}\n{said}")


def _initialise(directory: Directory, programs: Path) -> None:
    """Make the cluster beside its place and move it in when it is whole, so that a killed start leaves no half."""
    draft = directory.root / "postgresql.new"
    shutil.rmtree(draft, ignore_errors=True)
    directory.make_owned(draft)
    words = ["-D", HERE, "-U", SUPERUSER, "-E", "UTF8", "--auth-local=trust", "--auth-host=reject"]
    # Byte order for sorting and indexes, yet upper and lower case for every letter.
    words += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    _run(directory, [programs / "initdb", *words, *([] if writes_are_durable() else ["--no-sync"])], draft)
    draft.rename(directory.cluster)


def _check_version(directory: Directory, programs: Path) -> None:
    made_by = (directory.cluster / "PG_VERSION").read_text().strip()
    ours = programs.parent.name.removeprefix("pginstall")
    if made_by != ours:
        raise ServicesError(
            f"The data in {directory.cluster} were made by PostgreSQL {made_by} and this is {ours}: write a backup "
            "with the former version of the product, move the directory away, and restore."
        )


def _clear_remains(directory: Directory) -> None:
    """After a kill -9: end what the server left running, and its pid files, whose number may be another's by now."""
    title = f"postgres: {directory.sockets.name}:"
    orphans = list(processes.find(lambda words: words[0].startswith(title)))
    processes.end(orphans, signal.SIGQUIT, signal.SIGKILL, patience=5)
    for name in (directory.cluster / "postmaster.pid", directory.sockets / ".s.PGSQL.5432.lock"):
        name.unlink(missing_ok=True)


def _launch(directory: Directory, programs: Path) -> None:
    settings = SETTINGS | ({} if writes_are_durable() else WITHOUT_FSYNC)
    settings["unix_socket_directories"] = str(directory.sockets)
    settings["cluster_name"] = directory.sockets.name  # shown in the title of every process of the server
    options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())
    command: list[str | Path] = [
        programs / "pg_ctl",
        "start",
        "-D",
        HERE,
        "-l",
        LOG,
        "-w",
        "-t",
        "60",
        "-o",
        options,
    ]
    _run(directory, command, directory.cluster)


def _wait_until_ready(directory: Directory) -> None:
    """Another starter may have been killed between launching and waiting; then the server is still coming up."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if roles.accepts_connections(postgresql_url(directory, SUPERUSER, "postgres")):
            return
        time.sleep(0.05)
    raise ServicesError(f"PostgreSQL does not answer; see {directory.cluster / LOG}.")
