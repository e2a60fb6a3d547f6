"""Child processes that live and end with their parent."""

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

MANY_DEATHS = 3
WITHIN_SECONDS = 60
PATIENCE = 20


@dataclass
class Child:
    """A command to keep running, its output in a log of its own."""

    name: str
    command: Sequence[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches the parent alone and is handed on in order."""
        # Should the parent be killed, the kernel tells the child to end.
        tied = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [*tied, *self.command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env=dict(environment),
            )

    def has_died(self) -> bool:
        """Whether it ended though nobody asked it to."""
        return self.process is not None and self.process.poll() is not None

    def dies_often(self) -> bool:
        """Note a death; True when another start is not worth it."""
        now = time.monotonic()
        self.deaths = [moment for moment in self.deaths if now - moment < WITHIN_SECONDS] + [now]
        return len(self.deaths) >= MANY_DEATHS

    def last_words(self) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-20:])


class Children:
    """A few children, kept running until somebody says stop."""

    def __init__(self, children: Sequence[Child], environment: Mapping[str, str]) -> None:
        self.children = children
        self.environment = environment
        self.stopping = threading.Event()

    def __enter__(self) -> Self:
        self.former = {
            number: signal.signal(number, self._on_signal)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        }
        for child in self.children:
            child.start(self.environment)
        return self

    def __exit__(self, *_: object) -> None:
        """Ask all to end; after a while, end them."""
        self.stopping.set()
        running = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + PATIENCE
        for process in running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for number, handler in self.former.items():
            signal.signal(number, handler)

    def _on_signal(self, *_: object) -> None:
        self.stopping.set()

    def check(self) -> Child | None:
        """Start again what has died; the child that keeps dying, if there is one."""
        for child in self.children:
            if child.has_died() and not self.stopping.is_set():
                if child.dies_often():
                    return child
                child.start(self.environment)
        return None

    def watch(self, look_after: Callable[[], object] = bool) -> Child | None:
        """Wait until somebody says stop (None) or a child keeps dying (that child).

        Calls ``look_after`` now and then, for what else must stay up.
        """
        while not self.stopping.wait(1):
            look_after()
            if failing := self.check():
                return failing
        return None
