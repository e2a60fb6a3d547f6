"""The product as a firm runs it: gunicorn, worker and beat as processes, with a database and queues of their own."""

import fcntl
import hashlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit, urlunsplit

import redis
from django.conf import settings

from config import embedded
from config.celery import QUEUES
from config.demo.children import PATIENCE, Child
from tests.plugins.database import build_template, clone, drop

CHECKOUT = Path(settings.BASE_DIR)
STATIC_SOURCES = ("static/**/*", "package-lock.json", "requirements.txt")
PAIRS = range(2, 16, 2)
CLOCK = "ECHEO_TEST_CLOCK"  # where tests.browser.clock reads the day
START_SECONDS = 90


@dataclass(frozen=True)
class Product:
    """One that answers at ``url``; ``folder`` has its files and logs."""

    url: str
    environment: dict[str, str]
    folder: Path

    def manage(self, *arguments: str) -> str:
        """What a command of ``manage.py`` prints."""
        return self.run("manage.py", *arguments)

    def run(self, *arguments: str) -> str:
        """What Python prints when it works on the product's data; when it fails, its words are told."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=CHECKOUT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def comes(self, day: str) -> None:
        """Let the web server live on a day from now on, ten in the morning; only of a product that was begun on one."""
        Path(self.environment[CLOCK]).write_text(f"{day}T10:00:00+00:00")

    def logs(self) -> str:
        """The end of every log, to tell why something did not happen."""
        return "\n".join(f"--- {log.name}\n{log.read_text()[-2000:]}" for log in self.folder.glob("*.log"))


@contextmanager
def running_product(folder: Path, mail_port: int, on: str = "") -> Iterator[Product]:
    """Start everything, wait for the first answer, and end everything at the end.

    With a day (``on``) it is that day for the web server until ``comes`` says another one; it then works without
    workers, which would not know the day.
    """
    embedded.ensure_running()
    database = f"echeo_browser_{os.getpid()}" + ("_clock" if on else "")
    with ExitStack() as stack:
        broker, cache = stack.enter_context(_redis_of_our_own())
        clone(build_template(), database)
        stack.callback(drop, database)
        port = _free_port()
        services = embedded.addresses()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")} | {
            "DATABASE_URL": _of_database(services.database_url, database),
            "MIGRATOR_DATABASE_URL": _of_database(services.migrator_url, database),
            "REDIS_URL": broker,
            "CACHE_URL": cache,
            "SITE_URL": f"http://localhost:{port}",
            "MEDIA_ROOT": str(folder / "media"),
            "STATIC_ROOT": str(static_files()),
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(mail_port),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DEBUG": "",
        }
        product = Product(environment["SITE_URL"], environment, folder)
        children = _children(port, folder)
        if on:
            product.environment[CLOCK] = str(folder / "clock")
            product.comes(on)
            children = [_with_a_clock(children[0])]
        stack.enter_context(_running(children, environment))
        _wait_for(product, port)
        yield product


def static_files() -> Path:
    """The collected static files, hashed and compressed as in production; made once for each state of the sources."""
    digest = hashlib.sha256()
    for pattern in STATIC_SOURCES:
        for path in sorted(CHECKOUT.glob(pattern)):
            if path.is_file():
                digest.update(str(path).encode() + path.read_bytes())
    root = Path(tempfile.gettempdir()) / f"echeo_static_{os.getuid()}_{digest.hexdigest()[:12]}"
    with root.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root / "staticfiles.json").exists():
            subprocess.run(
                [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
                cwd=CHECKOUT,
                env=os.environ | {"STATIC_ROOT": str(root), "DEBUG": ""},
                check=True,
                timeout=300,
            )
    return root


def _children(port: int, folder: Path) -> list[Child]:
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--app", "config.celery", "--quiet"]
    web = [
        *python,
        "gunicorn",
        "config.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        "1",
        "--threads",
        "4",
    ]
    web += ["--no-control-socket"]
    worker = [*celery, "worker", "--queues", QUEUES, "--concurrency", "1", "--hostname", f"browser{port}@%h"]
    beat = [*celery, "beat", "--schedule", str(folder / "beat"), "--pidfile", ""]
    return [
        Child(name, command, folder / f"{name}.log")
        for name, command in (("web", web), ("worker", worker), ("beat", beat))
    ]


def _with_a_clock(web: Child) -> Child:
    """The web server on the day of a file."""
    command = ["tests.browser.clock:application" if each == "config.wsgi" else each for each in web.command]
    return Child(web.name, command, web.log)


@contextmanager
def _running(children: list[Child], environment: dict[str, str]) -> Iterator[None]:
    try:
        for child in children:
            child.start(environment)
        yield
    finally:
        processes = [child.process for child in children if child.process]
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(product: Product, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with (
            suppress(OSError),
            urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=2) as answer,
        ):
            if answer.status == 200:
                return
        time.sleep(0.2)
    raise AssertionError(f"The product does not answer.\n{product.logs()}")


@contextmanager
def _redis_of_our_own() -> Iterator[tuple[str, str]]:
    """Broker and cache in two databases of the Redis there is, that no other run of the suite uses."""
    services = embedded.addresses()
    claims = redis.Redis.from_url(services.cache_url)
    try:
        for number in PAIRS:
            claim = f"echeo-browser-{number}"
            if claims.set(claim, os.getpid(), nx=True, ex=1200):
                urls = _of_redis(services.broker_url, number), _of_redis(services.cache_url, number + 1)
                _empty(services.cache_url, number)
                yield urls
                _empty(services.cache_url, number)
                claims.delete(claim)
                return
    finally:
        claims.close()
    raise AssertionError("Every database of this Redis is used by another run of the suite.")


def _empty(url: str, number: int) -> None:
    for each in (number, number + 1):
        with redis.Redis.from_url(_of_redis(url, each)) as database:
            database.flushdb()


def _of_redis(url: str, number: int) -> str:
    """The address of another database of the same Redis, whether over a socket or a port."""
    address, _mark, query = url.partition("?")
    if named := next((name for name in ("virtual_host", "db") if name in parse_qs(query)), ""):
        return f"{address}?{named}={number}"
    return urlunsplit(urlsplit(address)._replace(path=f"/{number}"))


def _of_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
