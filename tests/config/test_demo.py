"""The demo's children: kept up, given up on, and ended together."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from config.demo.children import Child, Children


def python(name: str, code: str, folder: Path) -> Child:
    """A child that runs some code."""
    return Child(name, [sys.executable, "-c", code], folder / f"{name}.log")


def pid_of(child: Child) -> int:
    assert child.process is not None
    return child.process.pid


def test_a_child_that_dies_is_started_again_and_one_that_keeps_dying_ends_the_watch(tmp_path: Path) -> None:
    steady = python("steady", "import time; time.sleep(60)", tmp_path)
    failing = python("failing", "raise SystemExit('no such database')", tmp_path)
    with Children([steady, failing], os.environ) as children:
        steady_pid = pid_of(steady)
        assert children.watch() is failing
        assert pid_of(steady) == steady_pid
    assert failing.last_words().splitlines() == ["no such database"] * 3
    assert steady.process is not None
    assert steady.process.returncode == -signal.SIGTERM


def test_a_signal_to_the_parent_ends_the_children_and_the_handlers_are_put_back(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    child = python("child", "import time; time.sleep(60)", tmp_path)
    with Children([child], os.environ) as children:
        threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGTERM)).start()
        assert children.watch() is None
    assert child.process is not None
    assert child.process.returncode == -signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_child_that_will_not_end_is_killed_with_its_own_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.demo.children.PATIENCE", 0.5)
    code = "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    deaf = python("deaf", code, tmp_path)
    with Children([deaf], os.environ):
        while "deaf" not in deaf.last_words():
            time.sleep(0.05)
    assert deaf.process is not None
    assert deaf.process.returncode == -signal.SIGKILL
