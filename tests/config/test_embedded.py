"""The embedded services: shared, race-free, and not impressed by kill -9."""

import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from kombu import Connection

from config import embedded
from config.embedded.directory import Directory, current
from config.embedded.environment import CHECKOUT

START = "from config import embedded; embedded.ensure_running(); "
SHOW = "print(embedded.status(), flush=True); "
REMAIN = "import time; time.sleep(60)"
DOWN = {"postgresql": None, "redis": None}


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Directory]:
    """A data directory of the test's own, below a private one as in a home of root."""
    (tmp_path / "private").mkdir(mode=0o700)
    for name in ("DATABASE_URL", "REDIS_URL", "MIGRATOR_DATABASE_URL", "CACHE_URL"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("EMBEDDED_DATA_DIR", str(tmp_path / "private" / "data"))
    monkeypatch.setenv("EMBEDDED_FSYNC", "off")
    yield current()
    embedded.stop(patience=2)


def python(code: str) -> subprocess.Popen[str]:
    """Another process of the checkout that runs some code."""
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def printed_by(process: subprocess.Popen[str]) -> str:
    """The first line a process prints."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def killed(process: subprocess.Popen[str]) -> None:
    """End a process without letting it tidy up."""
    process.kill()
    process.communicate()


def clean_exit(code: str) -> None:
    """Run code in another process to its proper end."""
    process = python(code)
    process.communicate(timeout=60)
    assert process.returncode == 0


def eventually(is_true: Callable[[], bool]) -> bool:
    """Whether something becomes true within ten seconds."""
    deadline = time.monotonic() + 10
    while not is_true() and time.monotonic() < deadline:
        time.sleep(0.02)
    return is_true()


def roles_that_answer() -> list[str]:
    found = embedded.addresses()
    names = []
    for url in (found.database_url, found.migrator_url, found.admin_url):
        with psycopg.connect(url) as connection:
            names.append(connection.info.user)
    return names


def test_starting_again_finds_the_same_servers(directory: Directory) -> None:
    embedded.keep_running()
    first = embedded.status()
    clean_exit(START)
    embedded.keep_running()
    assert embedded.status() == first
    assert None not in first.values()
    assert roles_that_answer() == ["app", "migrator", "postgres"]


def test_two_processes_at_once_start_one_server(directory: Directory) -> None:
    starters = [python(START + SHOW + REMAIN) for _ in range(2)]
    lines = [printed_by(process) for process in starters]
    for process in starters:
        killed(process)
    assert lines == [str(embedded.status())] * 2


def test_killed_servers_come_back_with_what_was_written(directory: Directory) -> None:
    embedded.keep_running()
    with psycopg.connect(embedded.addresses().migrator_url) as connection:
        connection.execute("CREATE TABLE numbers AS SELECT 42 AS answer")
    before = embedded.status()
    for pid in before.values():
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
    assert eventually(lambda: embedded.status() == DOWN)
    embedded.keep_running()
    with psycopg.connect(embedded.addresses().database_url) as connection:
        assert connection.execute("SELECT answer FROM numbers").fetchone() == (42,)
    assert None not in embedded.status().values()
    assert embedded.status() != before


def test_a_pid_file_whose_number_went_to_another_process_does_not_hinder_a_start(
    directory: Directory,
) -> None:
    embedded.keep_running()
    pid_file = directory.cluster / "postmaster.pid"
    words = pid_file.read_text().split("\n")
    embedded.stop()
    pid_file.write_text("\n".join([str(os.getpid()), *words[1:]]))
    (directory.redis / "server.pid").write_text(str(os.getpid()))
    embedded.keep_running()
    assert None not in embedded.status().values()


def test_the_last_clean_exit_stops_the_servers_and_an_earlier_one_does_not(directory: Directory) -> None:
    first, second = (python(START + SHOW + "input()") for _ in range(2))
    printed_by(first), printed_by(second)
    first.communicate("\n")
    assert None not in embedded.status().values()
    second.communicate("\n")
    assert embedded.status() == DOWN
    assert not directory.sockets.exists()


def test_a_killed_user_neither_stops_the_servers_nor_keeps_them_up(directory: Directory) -> None:
    user = python(START + SHOW + REMAIN)
    line = printed_by(user)
    killed(user)
    assert line == str(embedded.status())
    clean_exit(START)
    assert embedded.status() == DOWN


def test_a_starter_killed_at_any_moment_leaves_nothing_that_hinders_the_next(directory: Directory) -> None:
    for seconds in (0.3, 0.6, 0.9):
        starter = python(START + REMAIN)
        time.sleep(seconds)
        killed(starter)
    embedded.keep_running()
    assert roles_that_answer() == ["app", "migrator", "postgres"]


def test_stop_ends_the_processes_that_use_the_services(directory: Directory) -> None:
    user = python(START + SHOW + REMAIN)
    printed_by(user)
    embedded.stop()
    user.communicate(timeout=5)
    assert user.returncode == -signal.SIGTERM
    assert embedded.status() == DOWN


def test_celery_can_use_the_broker_and_the_cache_is_apart_from_it(directory: Directory) -> None:
    embedded.keep_running()
    with Connection(embedded.addresses().broker_url) as connection:
        queue = connection.SimpleQueue("night")
        queue.put("company 1")
        with redis.Redis.from_url(embedded.addresses().cache_url) as cache:
            cache.flushdb()
        assert queue.get(timeout=5).payload == "company 1"
        queue.close()


def may_lend_reading() -> bool:
    """Whether we are root and may hand on the right to read everywhere (CAP_DAC_READ_SEARCH)."""
    facts = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return os.geteuid() == 0 and bool(int(facts["CapEff"], 16) & int(facts["CapBnd"], 16) & 1 << 2)


@pytest.mark.skipif(not may_lend_reading(), reason="run by an ordinary user, every other test shows it")
def test_an_ordinary_user_starts_and_stops_them_too(directory: Directory, tmp_path: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    os.chown(tmp_path / "private", nobody.pw_uid, nobody.pw_gid)
    # May read below /root, where Python and this checkout can be, and nothing else that root may.
    become = ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
    become += ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    code = START + "print(None in embedded.status().values())"
    result = subprocess.run(
        [*become, sys.executable, "-c", code], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True, check=True
    )
    assert result.stdout == "False\n"
    assert directory.root.stat().st_uid == nobody.pw_uid
    assert embedded.status() == DOWN


def test_another_users_directory_is_refused_with_what_to_do(
    directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory.root.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(os, "geteuid", lambda: directory.root.stat().st_uid + 1)
        with pytest.raises(embedded.ServicesError, match="set EMBEDDED_DATA_DIR"):
            embedded.ensure_running()


def test_given_addresses_are_used_and_nothing_is_started(
    directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app:word@db/echeo")
    monkeypatch.setenv("MIGRATOR_DATABASE_URL", "postgresql://migrator:word@db/echeo")
    monkeypatch.setenv("REDIS_URL", "redis://queue:6379/0")
    embedded.ensure_running()
    assert embedded.addresses() == embedded.Addresses(
        database_url="postgresql://app:word@db/echeo",
        migrator_url="postgresql://migrator:word@db/echeo",
        admin_url="",
        broker_url="redis://queue:6379/0",
        cache_url="redis://queue:6379/1",
    )
    assert not directory.root.exists()
